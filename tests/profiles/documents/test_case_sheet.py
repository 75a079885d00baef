"""The case sheet, and the URLs of both documents."""

import re
from datetime import date
from unittest import mock

from django.conf import settings
from django.utils import translation

from campaign.documents.pdf import RenderingFailed
from campaign.web import page_cache
from campaign.web.file_cache import Busy
from profiles import documents
from profiles.models import Consent, Detainee, Event, SlugHistory, Source
from profiles.public.profile import PublicProfile
from tests.factories import make_detainee
from tests.testcases import SiteTestCase

LONG = "Somebody who was there told it at length, and more than once. " * 10


def sheet_of(person: Detainee) -> documents.Document:
    detainee = Detainee.objects.published().for_story().get(pk=person.pk)
    return documents.case_sheet(PublicProfile(detainee))


def number_of_pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type ?/Page\b(?!s)", pdf))


class SheetTests(SiteTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee(names={"ug-Arab": "ئايگۈل مىسال", "zh-Hans": "艾古丽·示例"})
        self.address = f"{self.person.get_absolute_url()}case-sheet.pdf"

    def test_the_profile_links_to_it_and_it_is_a_pdf_of_one_page(self) -> None:
        page = self.client.get(self.person.get_absolute_url())
        self.assertContains(page, f'href="{self.address}"')
        response = self.client.get(self.address)
        self.assertEqual(response["Content-Type"], "application/pdf")
        self.assertIn(f"{self.person.reference}.pdf", response["Content-Disposition"])
        self.assertEqual(number_of_pages(response.content), 1)

    def test_a_screen_reader_can_read_it_in_any_language_of_the_site(self) -> None:
        for language, mark in (
            ("en", b"/Lang(en)"),
            ("ug", b"/Lang(ug)"),
            ("zh-hans", b"/Lang(zh"),
        ):
            with self.subTest(language), translation.override(language):
                made = sheet_of(self.person).file()
                self.assertIn(b"/StructTreeRoot", made)
                self.assertIn(mark, made)
                self.assertIn(b"pdfuaid", made)  # typst has checked it against PDF/UA-1
                self.assertEqual(number_of_pages(made), 1)

    def test_it_shows_the_facts_and_how_to_check_them(self) -> None:
        Detainee.objects.update(checked_on=date(2026, 5, 3), withholds=True)
        data = sheet_of(self.person).data
        link = f"{settings.SITE_URL}/profiles/{self.person.reference}/"
        self.assertEqual(data["status"], "In prison, as of March 2021")
        self.assertEqual([name["text"] for name in data["names"]], ["ئايگۈل مىسال", "艾古丽·示例"])
        self.assertEqual((data["permalink"], link in data["qr_alt"]), (link, True))
        self.assertIn("Checked on 3 May 2026.", data["foot"][0])
        self.assertIn("We have left out some details to keep people safe.", data["foot"][0])
        for part in ("Aygül Misal", self.person.reference, settings.CAMPAIGN_NAME, link):
            self.assertIn(part, data["foot"][1])
        self.assertRedirects(self.client.get(link), self.person.get_absolute_url(), 301)

    def test_with_much_data_it_stays_one_page_and_counts_what_it_leaves_out(
        self,
    ) -> None:
        Detainee.objects.update(summary=LONG)
        for number in range(40):
            Event.objects.create(
                detainee=self.person, kind="other", when=str(1980 + number), description=LONG[:500]
            )
            Source.objects.create(
                detainee=self.person, kind="ngo", attribution="A report", title=LONG[:200]
            )
        paper = sheet_of(self.person)
        whens = [row["when"] for row in paper.data["events"]["rows"]]
        self.assertEqual((len(whens), whens[0], whens[-1]), (12, "1980", "2019"))
        self.assertEqual((paper.data["events"]["all"], paper.data["sources"]["all"]), (40, 40))
        self.assertEqual(number_of_pages(paper.file()), 1)

    def test_it_shows_nothing_that_the_consent_does_not_cover(self) -> None:
        quoted = "She would want the children told."
        self.person.quotes.create(text=quoted, speaker="Her sister")
        Event.objects.create(detainee=self.person, kind="taken", when="2017")
        self.assertIn(quoted, str(sheet_of(self.person).data))
        Consent.objects.update(covers_quote=False, covers_photo=False, covers_place=False)
        self.assertNotIn(quoted, str(sheet_of(self.person).data))

    def test_a_person_with_hardly_any_data_has_one(self) -> None:
        person = make_detainee("A.")
        person.names.all().delete()
        person.claims.all().delete()
        self.assertEqual(
            self.client.get(f"/profiles/{person.slug}/case-sheet.pdf").status_code, 200
        )

    def test_when_it_cannot_be_rendered_the_answer_is_503_with_retry_after(self) -> None:
        for trouble in (Busy(), RenderingFailed("case-sheet: no memory")):
            with (
                self.subTest(trouble),
                mock.patch("campaign.web.file_cache.get_or_create", side_effect=trouble),
            ):
                response = self.client.get(self.address)
                self.assertContains(
                    response, "Wait a few seconds, then reload this page.", status_code=503
                )
                self.assertEqual(
                    (response["Retry-After"], response["Cache-Control"]), ("5", "no-store")
                )


class AddressTests(SiteTestCase):
    FILES = ("card.png", "case-sheet.pdf")

    def test_a_former_slug_and_the_reference_redirect(self) -> None:
        person = make_detainee()
        SlugHistory.objects.create(detainee=person, slug="once")
        for file in self.FILES:
            for known in ("once", person.reference):
                response = self.client.get(f"/profiles/{known}/{file}")
                there = person.get_absolute_url() + file
                self.assertRedirects(response, there, 301, fetch_redirect_response=False)

    def test_a_person_who_is_not_public_has_none(self) -> None:
        for state, status in (("draft", 404), ("in_review", 404), ("withdrawn", 410)):
            person = make_detainee("Unheard Of", state=state)
            for file in self.FILES:
                response = self.client.get(f"/profiles/{person.slug}/{file}")
                self.assertNotContains(response, "Unheard Of", status_code=status)

    def test_a_withdrawn_consent_removes_them_with_the_next_request(self) -> None:
        person = make_detainee()
        for file in self.FILES:
            self.assertEqual(self.client.get(person.get_absolute_url() + file).status_code, 200)
        Consent.objects.update(withdrawn_at="2026-01-01T00:00Z")
        page_cache.invalidate()  # the admin does this after saving
        for file in self.FILES:
            self.assertEqual(self.client.get(person.get_absolute_url() + file).status_code, 410)

    def test_other_methods_are_refused(self) -> None:
        person = make_detainee()
        for file in self.FILES:
            self.assertEqual(self.client.post(person.get_absolute_url() + file).status_code, 405)
