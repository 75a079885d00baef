"""Serving a picture's files, and the data of a <picture> element."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import Http404
from django.test import override_settings
from django.utils import timezone

from campaign.images import renditions, uploads
from campaign.images.models import Picture
from campaign.slow_lines import compression
from campaign.web import page_cache
from profiles.models import Detainee
from tests.campaign.images.test_uploads import picture
from tests.factories import make_detainee, make_news
from tests.testcases import SiteTestCase


class PictureTestCase(SiteTestCase):
    def setUp(self) -> None:
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        media = override_settings(MEDIA_ROOT=Path(folder.name))
        media.enable()
        self.addCleanup(media.disable)
        data = picture(size=(600, 400))
        stored = uploads.store_picture(BytesIO(data), len(data))
        self.picture = Picture.objects.create(
            name=stored.name,
            width=stored.width,
            height=stored.height,
            widths=stored.widths,
            alt="A teacher before her school",
            credit="Her family",
        )


class FileTests(PictureTestCase):
    def test_each_width_and_kind_comes_as_what_it_is_and_can_do_nothing_as_a_page(self) -> None:
        for width in (240, 480, 600):
            for kind, content_type in renditions.CONTENT_TYPES.items():
                with self.subTest(width=width, kind=kind):
                    response = renditions.file_response(self.picture, width, kind)
                    self.assertEqual(response.headers["Content-Type"], content_type)
                    self.assertEqual(
                        response.headers["Content-Security-Policy"], "default-src 'none'; sandbox"
                    )
                    self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")

    def test_what_was_not_made_is_not_there(self) -> None:
        for width, kind in ((241, "jpg"), (0, "jpg"), (1600, "avif"), (240, "png"), (240, "../x")):
            with self.subTest(width=width, kind=kind), self.assertRaises(Http404):
                renditions.file_response(self.picture, width, kind)

    def test_a_lost_file_is_not_an_error_of_the_server(self) -> None:
        uploads.delete_files(self.picture.name, self.picture.widths)
        with self.assertRaises(Http404):
            renditions.file_response(self.picture, 240, "jpg")


class RenditionTests(PictureTestCase):
    def test_it_names_every_file_and_one_for_old_browsers(self) -> None:
        made = renditions.rendition(self.picture, lambda width, kind: f"/{width}.{kind}")
        self.assertEqual(made.srcset_avif, "/240.avif 240w, /480.avif 480w, /600.avif 600w")
        self.assertEqual(made.srcset_jpeg, "/240.jpg 240w, /480.jpg 480w, /600.jpg 600w")
        self.assertEqual((made.src, made.width, made.height), ("/480.jpg", 600, 400))

    def test_of_a_picture_that_is_cut_only_what_is_seen_counts(self) -> None:
        """A 3:2 picture in a 3:4 frame: half of its width is visible."""
        made = renditions.rendition(
            self.picture, lambda width, kind: f"/{width}.{kind}", cut_to=3 / 4
        )
        self.assertEqual(made.srcset_webp, "/240.webp 120w, /480.webp 240w, /600.webp 300w")
        self.picture.width, self.picture.height = 400, 600
        made = renditions.rendition(
            self.picture, lambda width, kind: f"/{width}.{kind}", cut_to=3 / 4
        )
        self.assertEqual(made.srcset_webp, "/240.webp 240w, /480.webp 480w, /600.webp 600w")


class PublicFileTests(PictureTestCase):
    def test_a_portrait_is_public_only_while_the_person_is(self) -> None:
        person = make_detainee(portrait=self.picture)
        page = self.client.get(f"/profiles/{person.slug}/")
        self.assertContains(page, f"/profiles/{person.slug}/portrait-480.jpg")
        address = f"/profiles/{person.slug}/portrait-240.webp"
        response = self.client.get(address)
        self.assertEqual(response.headers["Content-Type"], "image/webp")
        self.assertIn("sandbox", response.headers["Content-Security-Policy"])
        person.consents.update(covers_photo=False)
        page_cache.invalidate()  # as the admin does after a change of a consent
        self.assertEqual(self.client.get(address).status_code, 404)

    def test_without_consent_to_the_photo_nothing_of_it_gets_out(self) -> None:
        person = make_detainee(portrait=self.picture, covers=("name", "story"))
        self.assertNotContains(self.client.get(f"/profiles/{person.slug}/"), "portrait-480")
        self.assertEqual(
            self.client.get(f"/profiles/{person.slug}/portrait-240.jpg").status_code, 404
        )

    def test_a_picture_of_the_news_goes_with_its_item(self) -> None:
        item = make_news(image=self.picture)
        address = f"/news/{item.slug}/picture-240.avif"
        self.assertContains(self.client.get(f"/news/{item.slug}/"), address)
        self.assertEqual(self.client.get(address).headers["Content-Type"], "image/avif")
        large = self.client.get(
            f"/news/{item.slug}/picture-600.jpg", headers={"Accept-Encoding": "br, gzip"}
        )
        self.assertGreater(len(large.content), compression.MIN_BYTES)
        self.assertNotIn("Content-Encoding", large)  # the image format is compressed already
        draft = make_news(image=self.picture, state="draft")
        self.assertEqual(self.client.get(f"/news/{draft.slug}/picture-240.avif").status_code, 404)

    def test_a_portrait_that_was_used_for_the_news_is_gone_with_the_consent_to_it(self) -> None:
        person, item = make_detainee(portrait=self.picture), make_news(image=self.picture)
        address = f"/news/{item.slug}/picture-240.avif"
        self.assertEqual(self.client.get(address).status_code, 200)
        for change in (
            lambda: person.consents.update(covers_photo=False),
            lambda: person.consents.update(covers_photo=True, withdrawn_at=timezone.now()),
            lambda: (
                person.consents.update(withdrawn_at=None),
                Detainee.objects.update(state="withdrawn"),
            ),
        ):
            change()
            page_cache.invalidate()
            page = self.client.get(f"/news/{item.slug}/")
            self.assertNotContains(page, "A teacher before her school")
            self.assertEqual(self.client.get(address).status_code, 404)
