"""The share image of a person."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock, skipIf

from django.conf import settings
from django.test import override_settings
from PIL import Image

from campaign.documents import cards, pdf
from campaign.images import uploads
from campaign.images.models import Picture
from campaign.web import page_cache
from campaign.web.file_cache import Busy
from profiles import documents
from profiles.models import Consent, Detainee, StatusClaim
from profiles.public.profile import PublicProfile
from tests.campaign.images.test_uploads import picture
from tests.factories import make_detainee
from tests.profiles.safety.test_disclosure import make_unnamed
from tests.testcases import SiteTestCase

NAMES = {"ug-Arab": "ئايگۈل مىسال", "zh-Hans": "艾古丽·示例"}


def card_of(person: Detainee, shape: str = cards.WIDE) -> documents.Document:
    found = Detainee.objects.published().for_cards().get(pk=person.pk)
    return documents.card(PublicProfile(found), shape)


def make_portrait(**fields: Any) -> Picture:
    """Make a picture with its files, in the present media folder."""
    data = picture(size=(600, 400))
    stored = uploads.store_picture(BytesIO(data), len(data))
    return Picture.objects.create(
        **{
            "name": stored.name, "width": stored.width, "height": stored.height,
            "widths": stored.widths, "alt": "A teacher", "credit": "Her family",
        }
        | fields
    )  # fmt: skip


class CardTestCase(SiteTestCase):
    def setUp(self) -> None:
        super().setUp()
        media = Path(self.enterContext(TemporaryDirectory()))
        self.enterContext(override_settings(MEDIA_ROOT=media))
        self.person = make_detainee(names=NAMES)
        self.address = f"{self.person.get_absolute_url()}card.png"

    def files(self) -> list[str]:
        folder = settings.FILE_CACHE_FOLDER / self.person.reference
        return sorted(path.name for path in folder.iterdir())


class PictureTests(CardTestCase):
    def test_it_has_the_size_that_the_page_states(self) -> None:
        response = self.client.get(self.address)
        self.assertEqual(response.headers["Content-Type"], "image/png")
        with Image.open(BytesIO(response.content)) as made:
            self.assertEqual((made.format, made.size), ("PNG", (1200, 630)))
        page = self.client.get(self.person.get_absolute_url())
        self.assertContains(
            page, f'property="og:image" content="{settings.SITE_URL}{self.address}"'
        )
        self.assertContains(page, 'property="og:image:width" content="1200"')

    def test_it_shows_the_name_in_two_scripts_and_the_status(self) -> None:
        data = card_of(self.person).data
        self.assertEqual([name["text"] for name in data["names"]], ["Aygül Misal", "ئايگۈل مىسال"])
        self.assertEqual([name["script"]["dir"] for name in data["names"]], ["ltr", "rtl"])
        self.assertEqual(data["status"], "In prison, as of March 2021")

    def test_a_second_spelling_in_the_same_script_is_not_shown(self) -> None:
        person = make_detainee(names={"en": "Aigul Misal", "zh-Latn-pinyin": "Àigǔlì Shìlì"})
        self.assertEqual([name["text"] for name in card_of(person).data["names"]], ["Aygül Misal"])

    @skipIf("Arab" in pdf.scripts_without_font(), "There is no face for Arabic letters here.")
    def test_arabic_letters_are_joined_and_run_from_the_right(self) -> None:
        """Unjoined letters, or letters from left to right, would give another picture."""
        joined = self.drawn("ئايگۈل")
        self.assertNotEqual(joined, self.drawn("\u200c".join("ئايگۈل")))
        self.assertNotEqual(joined, self.drawn("".join(reversed("ئايگۈل"))))
        # The letters have this direction already, so the direction mark changes nothing.
        self.assertEqual(joined, self.drawn("\u2067ئايگۈل\u2069"))

    def drawn(self, text: str) -> bytes:
        data = card_of(self.person).data
        data["portrait"] = data["portrait"] | {"label": None}
        data["names"][1]["text"] = text
        return pdf.render_png("card", data, language="en")

    def test_a_person_with_hardly_any_data_has_a_card(self) -> None:
        person = make_detainee("A. Misal", as_of="unclear")
        StatusClaim.objects.filter(detainee=person).delete()
        person.names.all().delete()
        data = card_of(person).data
        self.assertEqual([name["text"] for name in data["names"]], [person.reference])
        self.assertEqual(data["status"], "Status not known")
        self.assertEqual(self.client.get(f"/profiles/{person.slug}/card.png").status_code, 200)

    def test_a_person_who_is_not_fully_named_has_the_same_name_as_on_the_page(self) -> None:
        for identity, shown in (("partial", "E. M."), ("anonymous", "Name withheld")):
            names = {"ug-Arab": "ئەركىن مىسال", "zh-Hans": "艾尔肯·示例"}
            person = make_unnamed(identity, names=names)
            with self.subTest(identity):
                for paper in (card_of(person), documents.case_sheet(card_of(person).person)):
                    self.assertIn(shown, str(paper.data))
                    for name in ("Erkin", "ئەركىن", "艾尔肯"):
                        self.assertNotIn(name, str(paper.data))
            person.delete()

    def test_names_of_sixty_characters_fit(self) -> None:
        name = "Muhemmed Abdurahman Abdusalam Nizamidin Seypidin Hajim Misal"
        person = make_detainee(name, names={"ug-Arab": "مۇھەممەد " * 12, "zh-Hans": "示" * 120})
        with Image.open(BytesIO(card_of(person).file())) as made:
            # The margins and the strip below the line at the foot are empty.
            edge = made.convert("RGB").crop((1160, 0, 1200, 500))
            self.assertEqual(edge.getcolors(), [(40 * 500, (251, 250, 247))])

    def test_a_name_of_one_long_word_fits_on_both_shapes(self) -> None:
        person = make_detainee("Abdurehmanjanmuhemmedtursunbay Misal")
        for shape, (width, height) in cards.SIZES.items():
            with (
                self.subTest(shape),
                Image.open(BytesIO(card_of(person, shape).file())) as made,
            ):
                self.assertEqual(made.size, (width, height))
                edge = made.convert("RGB").crop((width - 40, 0, width, height))
                self.assertEqual(edge.getcolors(), [(40 * height, (251, 250, 247))])


class PortraitTests(CardTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person.portrait = make_portrait()
        self.person.save()

    def test_it_shows_the_photo_only_with_consent(self) -> None:
        data = card_of(self.person).data["portrait"]
        self.assertEqual((data["file"], data["credit"]), ("portrait.jpg", "Her family"))
        with_photo = card_of(self.person).file()
        Consent.objects.update(covers_photo=False)
        self.assertEqual(card_of(self.person).data["portrait"]["file"], "")
        self.assertNotIn("Her family", str(card_of(self.person).data))
        self.assertNotEqual(card_of(self.person).file(), with_photo)
        self.assertEqual(len(self.files()), 1)  # the file with the photo is deleted

    def test_the_focal_point_decides_the_crop(self) -> None:
        left = card_of(self.person).file()
        Picture.objects.update(focus_x=100)
        self.assertNotEqual(card_of(self.person).file(), left)

    def test_a_lost_file_is_replaced_by_the_pattern(self) -> None:
        assert self.person.portrait
        uploads.delete_files(self.person.portrait.name, self.person.portrait.widths)
        self.assertEqual(self.client.get(self.address).status_code, 200)


class CachingTests(CardTestCase):
    def test_it_is_rendered_once_for_all_requests(self) -> None:
        first = self.client.get(self.address)
        page_cache.cached_pages.clear()  # as in another process, or an hour later
        with mock.patch.object(pdf, "_render", side_effect=AssertionError("made again")):
            again = self.client.get(self.address)
            unchanged = self.client.get(self.address, headers={"If-None-Match": first["ETag"]})
        self.assertEqual((again.content, again["ETag"]), (first.content, first["ETag"]))
        self.assertEqual(unchanged.status_code, 304)

    def test_it_is_rendered_again_when_its_data_changes(self) -> None:
        before = self.client.get(self.address).content
        StatusClaim.objects.update(status="released")
        page_cache.invalidate()
        self.assertNotEqual(self.client.get(self.address).content, before)
        self.assertEqual(len(self.files()), 1)

    def test_a_change_of_other_data_does_not_render_it_again(self) -> None:
        name = card_of(self.person).name
        Detainee.objects.update(story="Other words.", staff_notes="Ours.")
        self.assertEqual(card_of(self.person).name, name)

    def test_cached_files_of_people_who_are_not_public_are_deleted(self) -> None:
        self.client.get(self.address)
        other = make_detainee()
        self.client.get(f"{other.get_absolute_url()}card.png")
        documents.delete_stale()
        self.assertEqual(len(self.files()), 1)
        Detainee.objects.filter(pk=other.pk).update(state="withdrawn")
        Consent.objects.filter(detainee=self.person).update(covers_photo=False)
        documents.delete_stale()
        self.assertEqual(len(self.files()), 1)  # its file has no photo
        self.assertFalse((settings.FILE_CACHE_FOLDER / other.reference).exists())

    def test_one_with_a_photo_is_deleted_when_consent_to_it_ends(self) -> None:
        self.person.portrait = make_portrait()
        self.person.save()
        self.client.get(self.address)
        Consent.objects.update(covers_photo=False)
        documents.delete_stale()
        self.assertFalse((settings.FILE_CACHE_FOLDER / self.person.reference).exists())


class FloodTests(CardTestCase):
    def test_when_it_cannot_be_rendered_the_answer_redirects_to_the_image_of_the_site(self) -> None:
        for trouble in (Busy(), pdf.RenderingFailed("card: no memory")):
            with (
                self.subTest(trouble),
                mock.patch("campaign.web.file_cache.get_or_create", side_effect=trouble),
                self.assertNoLogs("django.request")
                if isinstance(trouble, Busy)
                else self.assertLogs(),
            ):
                response = self.client.get(self.address)
                self.assertRedirects(
                    response, "/static/img/share.png", fetch_redirect_response=False
                )
                self.assertEqual(response["Cache-Control"], "no-store")
