"""Staff write news of every kind, with the fields that only this kind has."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from PIL import Image

from news.models import Author, NewsItem, Tag
from tests.desk import DeskTestCase
from tests.factories import make_news

NEWS = "/admin/news/newsitem/"
WORDS = {
    "headline": "A vigil in Geneva",
    "slug": "vigil",
    "kind": "event",
    "standfirst": "Families read the names.",
    "body": "Everyone is *welcome*.",
}
WHEN = {"time_zone": "Europe/Zurich", "starts_at_0": "2026-12-05", "starts_at_1": "14:00"}


class KindTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        media = override_settings(MEDIA_ROOT=Path(folder.name))
        media.enable()
        self.addCleanup(media.disable)

    def test_an_event_is_typed_as_the_clocks_of_its_place_show_it(self) -> None:
        self.fill_in(f"{NEWS}add/", WORDS | WHEN | {"place": "Palais Wilson"})
        item = NewsItem.objects.get()
        self.assertEqual(item.starts_at, datetime(2026, 12, 5, 13, tzinfo=UTC))
        form = self.read(f"{NEWS}{item.pk}/change/")
        self.assertEqual(form.values["starts_at_1"], "14:00")
        self.fill_in(f"{NEWS}{item.pk}/change/", {"time_zone": "Asia/Tokyo"})
        item.refresh_from_db()
        self.assertEqual(item.starts_at, datetime(2026, 12, 5, 5, tzinfo=UTC))

    def test_what_a_kind_needs_is_asked_for_at_its_field_and_nothing_typed_is_lost(self) -> None:
        for typed, words in (
            ({"kind": "event"}, "Say when the event starts."),
            ({"kind": "event"}, "Choose the time zone of the event."),
            (
                {"kind": "event", "ends_at_0": "2026-12-05", "ends_at_1": "13:00"} | WHEN,
                "must end after it starts",
            ),
            ({"kind": "coverage"}, "Enter the link to the report."),
            ({"kind": "coverage"}, "Name the newspaper, station or site."),
            ({"kind": "resource", "link": "http://example.org/"}, "must begin with https://"),
            ({"quote": "They are free."}, "Say whose words the quote is."),
        ):
            page = self.fill_in(f"{NEWS}add/", WORDS | {"kind": "update"} | typed)
            with self.subTest(words):
                self.assertContains(page, words)
                self.assertContains(page, "Everyone is *welcome*.")
        self.assertFalse(NewsItem.objects.exists())

    def test_what_was_typed_for_another_kind_is_kept_not_shown_and_said(self) -> None:
        item = make_news(kind="coverage", outlet="Example Times", link="https://example.org/a")
        page = self.fill_in(f"{NEWS}{item.pk}/change/", {"kind": "statement"})
        self.assertContains(page, "Kept, but not shown with an item of this kind: outlet, link.")
        item.refresh_from_db()
        self.assertEqual(item.outlet, "Example Times")
        self.assertNotContains(self.client.get(item.get_absolute_url()), "Example Times")

    def test_an_item_gets_authors_tags_and_a_document(self) -> None:
        author = Author.objects.create(name="A. Pseudonym", role="writer", is_pseudonym=True)
        Tag.objects.create(name="Geneva", slug="geneva")
        photo = BytesIO()
        Image.new("RGB", (80, 60)).save(photo, "PNG")
        typed = {
            "kind": "update",
            "new_tags": "geneva, Forced labour",
            "bylines-TOTAL_FORMS": "1",
            "bylines-0-author": str(author.pk),
            "bylines-0-order": "1",
            "documents-TOTAL_FORMS": "1",
            "documents-0-title": "Poster",
            "documents-0-language": "ug",
            "documents-0-order": "1",
            "documents-0-upload": SimpleUploadedFile("private name.png", photo.getvalue()),
        }
        self.fill_in(f"{NEWS}add/", WORDS | typed, press="_publish")
        self.assertEqual([str(tag) for tag in Tag.objects.all()], ["Forced labour", "Geneva"])
        page = self.client.get("/news/vigil/")
        for words in ("A. Pseudonym", "(name changed)", "Poster", "/news/tags/forced-labour/"):
            self.assertContains(page, words)
        document = NewsItem.objects.get().documents.get()
        address = f"/news/vigil/documents/{document.pk}/poster.png"
        self.assertContains(page, address)
        answer = self.client.get(address)
        self.assertEqual(
            {name: answer[name] for name in ("Content-Type", "X-Content-Type-Options")},
            {"Content-Type": "image/png", "X-Content-Type-Options": "nosniff"},
        )
        self.assertIn('attachment; filename="poster.png"', answer["Content-Disposition"])
        self.assertIn("sandbox", answer["Content-Security-Policy"])
        self.assertTrue(answer.getvalue().startswith(b"\x89PNG"))
        NewsItem.objects.update(state="withdrawn")
        self.assertEqual(self.client.get(address).status_code, 410)
        NewsItem.objects.update(state="draft")
        self.assertEqual(self.client.get(address).status_code, 404)
        desk = f"{NEWS}{document.item_id}/documents/{document.pk}/"
        answer = self.client.get(desk)
        self.assertTrue(answer.getvalue().startswith(b"\x89PNG"))

    def test_two_tags_become_one_and_the_pages_stay_public(self) -> None:
        gone, kept = (
            Tag.objects.create(name=name, slug=name.lower()) for name in ("Labor", "Labour")
        )
        item = make_news()
        item.tags.add(gone)
        page = self.client.get(f"/admin/news/tag/{gone.pk}/change/")
        self.assertContains(page, f"/admin/news/tag/{gone.pk}/merge/")
        self.client.post(f"/admin/news/tag/{gone.pk}/merge/", {"into": kept.pk})
        self.assertEqual([*item.tags.all()], [kept])
        self.assertFalse(Tag.objects.filter(pk=gone.pk).exists())
        self.assertContains(self.client.get("/news/tags/labour/"), item.headline)
        for old, new in (
            ("/news/tags/labor/", "/news/tags/labour/"),
            ("/news/feed/?tag=labor", "/news/feed/?tag=labour"),
            ("/news/feed.json?tag=labor", "/news/feed.json?tag=labour"),
        ):
            with self.subTest(old):
                self.assertEqual(self.client.get(old).get("Location"), new)

    def test_a_new_tag_of_a_public_item_waits_with_its_working_version(self) -> None:
        item = make_news(slug="vigil")
        self.fill_in(f"{NEWS}{item.pk}/change/", {"new_tags": "Forced labour"}, press="_keep")
        self.assertEqual(self.client.get("/news/tags/forced-labour/").status_code, 404)
        form = self.read(f"{NEWS}{item.pk}/change/")
        self.assertEqual(form.values["tags"], [str(Tag.objects.get().pk)])
        self.fill_in(f"{NEWS}{item.pk}/change/", {}, press="_publish")
        self.assertContains(self.client.get("/news/tags/forced-labour/"), item.headline)

    def test_a_tag_that_is_too_long_is_refused_and_not_cut(self) -> None:
        page = self.fill_in(
            f"{NEWS}add/", WORDS | WHEN | {"place": "Palais", "new_tags": "Short, " + "x" * 61}
        )
        self.assertContains(page, "A tag has at most 60 characters.")
        self.assertContains(page, "Short, " + "x" * 61)
        self.assertFalse(Tag.objects.exists())

    def test_a_new_name_of_an_author_cancels_the_approval_of_what_is_scheduled(self) -> None:
        author = Author.objects.create(name="First Name")
        item = make_news(publish_at=datetime(2099, 1, 1, tzinfo=UTC))
        item.bylines.create(author=author)
        NewsItem.objects.update(state="published")
        author.name = "Second Name"
        author.save()
        item.refresh_from_db()
        self.assertEqual(item.state, "in_review")
