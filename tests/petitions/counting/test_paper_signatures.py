"""Signatures on paper: a sheet to print, and a number that is always shown separately."""

from typing import Any
from unittest.mock import patch

from django.test import override_settings
from django.utils import timezone

from campaign.documents import pdf
from petitions.counting import tallies
from petitions.handover import dossier_documents
from petitions.models import PaperBatch, Petition
from petitions.transparency import log
from tests.factories import make_petition, make_staff, make_tally
from tests.testcases import SiteTestCase


def make_batch(petition: Petition, count: int, **fields: Any) -> PaperBatch:
    given: dict[str, Any] = {"received_on": timezone.localdate(), "country": "FR"}
    author = make_staff(f"clerk-{PaperBatch.objects.count()}")
    return PaperBatch.objects.create(
        **given | {"petition": petition, "count": count, "author": author} | fields
    )


class ApartTests(SiteTestCase):
    petition: Petition

    @classmethod
    def setUpTestData(cls) -> None:
        cls.petition = make_petition()
        make_tally(cls.petition, {"NL": 12})
        make_batch(cls.petition, 1200, struck_out=30)
        make_batch(cls.petition, 4)

    def test_it_stands_beside_the_number_and_is_not_in_it(self) -> None:
        address = self.petition.get_absolute_url()
        for page, words in (
            (address, "online, and 1,204 more on paper"),
            ("/", "online, and 1,204 more on paper"),
            ("/petitions/", "online, 1,204 on paper"),
            (f"{address}embed/", "online, and 1,204 more on paper"),
        ):
            with self.subTest(page):
                self.assertContains(self.client.get(page), words)
        self.assertEqual(self.client.get(f"{address}count.json").json()["count"], 12)
        self.assertEqual(tallies.count(self.petition.pk), 12)

    def test_the_statement_of_integrity_tells_it(self) -> None:
        log.publish_head(self.petition, "daily")
        page = self.client.get(f"{self.petition.get_absolute_url()}integrity/")
        self.assertContains(page, "On paper, counted separately")
        self.assertContains(page, "1,204")

    def test_without_paper_nothing_is_said_of_it(self) -> None:
        page = self.client.get(make_petition().get_absolute_url())
        self.assertNotContains(page, "on paper</p>")


class SheetTests(SiteTestCase):
    def test_there_is_one_in_both_sizes_while_the_petition_is_open(self) -> None:
        petition = make_petition()
        for size in ("a4", "letter"):
            response = self.client.get(f"{petition.get_absolute_url()}sheet-{size}.pdf")
            self.assertEqual(response["Content-Type"], "application/pdf")
            self.assertTrue(response.content.startswith(b"%PDF-"))
            self.assertContains(self.client.get(petition.get_absolute_url()), f"sheet-{size}.pdf")
        self.assertEqual(
            self.client.get(f"{petition.get_absolute_url()}sheet-a0.pdf").status_code, 404
        )
        over = make_petition(closes_at=timezone.now())
        address = over.get_absolute_url()
        self.assertEqual(self.client.get(f"{address}sheet-a4.pdf").status_code, 404)
        self.assertNotContains(self.client.get(address), "sheet-a4")

    def test_it_is_set_once_and_stays(self) -> None:
        address = f"{make_petition().get_absolute_url()}sheet-a4.pdf"
        with patch.object(pdf, "render_pdf", wraps=pdf.render_pdf) as setting:
            for _again in range(3):
                self.client.get(address)
        self.assertEqual(setting.call_count, 1)

    def test_it_fits_on_one_page_whatever_its_texts(self) -> None:
        petition = make_petition(
            title="A" * 60 + " " + "B" * 59, demand="Speak for them. " * 18, letter="We ask. " * 500
        )
        for paper in dossier_documents.SHEET_ROWS:
            pages = pdf.render_pages(
                "sheet", dossier_documents.sheet_data(petition, paper), language="en"
            )
            self.assertEqual(len(pages), 1, paper)

    @override_settings(CAMPAIGN_ADDRESS="The Campaign; P.O. Box 1; 1211 Geneva")
    def test_it_says_where_to_send_it(self) -> None:
        data = dossier_documents.sheet_data(make_petition(), "a4")
        self.assertIn("The Campaign, P.O. Box 1, 1211 Geneva", data["back"])
        with override_settings(CAMPAIGN_ADDRESS=""):
            self.assertIn(
                "petitions@example.org", dossier_documents.sheet_data(make_petition(), "a4")["back"]
            )
