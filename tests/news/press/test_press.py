"""What journalists get: the page for the press, a release as they expect it, and the press pack."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

from django.test import override_settings
from PIL import Image

from campaign.images import uploads
from campaign.images.models import Picture
from campaign.web import page_cache
from news.models import NewsItem, PressPage
from profiles.models import Consent, Detainee
from tests.campaign.preview_links.links import make_link, open_door
from tests.desk import DeskTestCase
from tests.factories import (
    make_detainee,
    make_news,
    make_press,
    make_statements,
    make_translation,
)


def make_release(**fields: object) -> NewsItem:
    return make_news(
        **{
            "kind": "release",
            "slug": "the-release",
            "headline": "The world must act",
            "dateline": "Geneva",
            "notes": "Pictures are *free*.",
            "publish_at": datetime(2026, 11, 30, 9, tzinfo=UTC),
        }
        | fields
    )


def stored_picture(**fields: object) -> Picture:
    file = BytesIO()
    Image.new("RGB", (80, 60), "teal").save(file, "PNG")
    stored = uploads.store_picture(file, len(file.getvalue()))
    return Picture.objects.create(
        name=stored.name, width=stored.width, height=stored.height, widths=stored.widths,
        **{"alt": "A march", "credit": "A. Photographer"} | fields,
    )  # fmt: skip


def unpacked(answer: Any) -> dict[str, bytes]:
    with ZipFile(BytesIO(answer.getvalue())) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


class PressTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        media = override_settings(
            MEDIA_ROOT=Path(folder.name), FILE_CACHE_FOLDER=Path(folder.name) / "cache"
        )
        media.enable()
        self.addCleanup(media.disable)

    def pack(self) -> dict[str, bytes]:
        answer = self.client.get("/news/the-release/press-pack.zip")
        self.assertEqual(answer["Content-Type"], "application/zip")
        return unpacked(answer)

    def test_the_page_for_the_press_needs_no_contact_and_shows_what_is_new(self) -> None:
        make_release()
        make_press(state="draft")
        page = self.client.get("/press/")
        self.assertContains(page, "The world must act")
        self.assertNotContains(page, "press@example.org")

    def test_staff_write_it_once_and_publish_it(self) -> None:
        typed = {
            "contact_name": "Press Office", "email": "press@example.org", "hours": "9 to 18", "time_zone": "Asia/Tokyo",
            "spokespeople-TOTAL_FORMS": "1", "spokespeople-0-name": "A. Speaker", "spokespeople-0-topics": "Law",
            "spokespeople-0-order": "1",
        }  # fmt: skip
        self.fill_in("/admin/news/presspage/add/", typed, press="_publish")
        page = self.client.get("/press/")
        for words in ("press@example.org", "9 to 18 (Tokyo)", "A. Speaker", "Law"):
            self.assertContains(page, words)
        only = PressPage.objects.get()
        self.assertRedirects(
            self.client.get("/admin/news/presspage/add/"),
            f"/admin/news/presspage/{only.pk}/change/",
        )
        self.assertContains(
            self.client.get(f"/admin/news/presspage/{only.pk}/preview/"),
            "A. Speaker",
        )

    def test_a_release_has_the_parts_that_journalists_expect_in_their_order(self) -> None:
        item = make_release()
        make_press()
        for address in (item.get_absolute_url(), "/news/the-release/print/"):
            page = self.client.get(address).text
            parts = (
                "For immediate release", "The world must act", "GENEVA, 30 November 2026", "long", "ENDS",
                "Notes to editors", "<em>free</em>", "We are a <em>campaign</em>", "press@example.org",
            )  # fmt: skip
            found = [page.find(part, page.index("<h1") - 200) for part in parts]
            with self.subTest(address):
                self.assertNotIn(-1, found)
                self.assertEqual(found, sorted(found))

    def test_whatever_is_not_public_says_so_on_its_sheet_and_in_its_pack(self) -> None:
        later = datetime(2099, 1, 1, 9, tzinfo=UTC)
        until = "Embargoed until Thursday 1 January 2099, 09:00 UTC"
        cases = (
            ("draft", None, "release", "Not for publication yet"),
            ("draft", None, "statement", "Not for publication yet"),
            ("in_review", datetime(2020, 1, 1, tzinfo=UTC), "release", "Not for publication yet"),
            ("draft", later, "release", until),
            ("in_review", later, "statement", until),
            ("published", later, "release", until),
            ("published", later, "statement", until),
        )
        for number, (state, publish_at, kind, line) in enumerate(cases):
            item = make_release(
                slug=f"release-{number}", state=state, publish_at=publish_at, kind=kind
            )
            _link, door = make_link(item, self.staff)
            text = open_door(self.client, door)
            pack = unpacked(self.client.get(f"{text}files/press-pack.zip"))
            with self.subTest(state=state, publish_at=publish_at, kind=kind):
                for page in (text, f"{text}files/print/"):
                    self.assertContains(
                        self.client.get(page), f'<p class="release-line">{line}</p>'
                    )
                    self.assertNotContains(self.client.get(page), "immediate release")
                self.assertTrue(pack["release.txt"].decode().startswith(line.upper()))
                self.assertIn(line, pack["release.html"].decode())

    def test_a_public_statement_has_no_line(self) -> None:
        make_release(kind="statement")
        self.assertNotContains(self.client.get("/news/the-release/print/"), 'class="release-line"')
        self.assertTrue(self.pack()["release.txt"].startswith(b"The world must act"))

    def test_place_and_day_are_in_the_language_of_the_text(self) -> None:
        """In one run of text, the numbers of an English day stand on the wrong side of a Uyghur city."""
        item = make_release(dateline="قەشقەر", language="ug")
        line = '<p class="release-dateline" lang="ug" dir="rtl">قەشقەر, 30 نويابىر 2026</p>'
        for address in ("", "print/"):
            self.assertContains(self.client.get(f"{item.get_absolute_url()}{address}"), line)
        self.assertIn("\n\nقەشقەر, 30 نويابىر 2026\n\n", self.pack()["release.txt"].decode())

    def test_sheet_and_pack_are_in_the_language_of_the_page_that_leads_to_them(self) -> None:
        item = make_release(slug="the-release")
        make_translation(item, headline="دۇنيا ھەرىكەت قىلسۇن", body="ئۇزۇن تېكىست")
        page = self.client.get("/news/the-release/?lang=ug")
        for path in ("print/", "press-pack.zip"):
            self.assertContains(page, f'"/news/the-release/{path}?lang=ug"')
        sheet = self.client.get("/news/the-release/print/?lang=ug")
        self.assertContains(sheet, '<h1 lang="ug" dir="rtl">دۇنيا ھەرىكەت قىلسۇن</h1>')
        self.assertContains(sheet, 'href="/news/the-release/?lang=ug"')
        for _twice in range(2):  # neither takes the place of the other
            for query, words in (("?lang=ug", "ئۇزۇن تېكىست"), ("", "It was long awaited.")):
                pack = unpacked(self.client.get(f"/news/the-release/press-pack.zip{query}"))
                self.assertIn(words, pack["release.txt"].decode())
        self.assertContains(self.client.get("/news/the-release/print/"), '<h1 lang="en" dir="ltr">')

    def test_the_public_sees_nothing_of_an_embargoed_release(self) -> None:
        item = make_release(publish_at=datetime(2099, 1, 1, 9, tzinfo=UTC))
        for address in ("", "print/", "press-pack.zip"):
            answer = self.client.get(f"{item.get_absolute_url()}{address}")
            self.assertEqual(answer.status_code, 404)
        self.assertNotContains(self.client.get("/press/"), item.headline)

    def test_the_pack_has_texts_cleared_pictures_quotes_and_case_sheets(self) -> None:
        person = make_detainee("Shown Misal")
        make_statements(person, quote="We wait for him.", speaker="his sister")
        item = make_release(image=stored_picture(for_press=True), caption="In Geneva")
        item.people.set([person, make_detainee("Hidden Misal", state="draft")])
        make_press().spokespeople.create(name="A. Speaker", picture=stored_picture())
        pack = self.pack()
        self.assertEqual(
            set(pack),
            {
                "release.txt", "release.html", "about-and-contact.txt", "quotes.txt", "pictures/picture-1.jpg",
                "pictures/credits.txt", f"case-sheets/{person.reference}.pdf",
            },
        )  # fmt: skip
        self.assertIn(b"Credit: A. Photographer", pack["pictures/credits.txt"])
        self.assertIn(b"In Geneva", pack["pictures/credits.txt"])
        self.assertIn("“We wait for him.”\nhis sister", pack["quotes.txt"].decode())
        self.assertIn(b"press@example.org", pack["release.txt"])
        self.assertTrue(pack[f"case-sheets/{person.reference}.pdf"].startswith(b"%PDF-"))
        self.assertNotIn("Hidden", "".join(part.decode("latin-1") for part in pack.values()))

    def test_a_person_who_is_withdrawn_is_in_no_new_pack(self) -> None:
        person = make_detainee("Shown Misal")
        item = make_release()
        item.people.add(person)
        self.assertIn(f"case-sheets/{person.reference}.pdf", self.pack())
        Detainee.objects.filter(pk=person.pk).update(state="withdrawn")
        page_cache.invalidate()
        pack = self.pack()
        self.assertNotIn(f"case-sheets/{person.reference}.pdf", pack)
        self.assertNotIn(b"Misal", b"".join(pack.values()))

    def test_the_pack_is_gone_with_its_item_and_only_the_press_gets_one(self) -> None:
        item = make_release()
        NewsItem.objects.update(state="withdrawn")
        page_cache.invalidate()
        for address in ("press-pack.zip", "print/"):
            answer = self.client.get(f"{item.get_absolute_url()}{address}")
            self.assertEqual(answer.status_code, 410)
        other = make_news()
        answer = self.client.get(f"{other.get_absolute_url()}press-pack.zip")
        self.assertEqual(answer.status_code, 404)

    def test_the_words_of_a_family_leave_the_pack_with_their_consent(self) -> None:
        person = make_detainee("Shown Misal")
        make_statements(person, quote="We wait for him.", speaker="his sister")
        make_release().people.add(person)
        Consent.objects.update(covers_quote=False)
        self.assertNotIn("quotes.txt", self.pack())
