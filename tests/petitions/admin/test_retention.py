"""No page shows data that was erased by schedule, and staff are warned before the erasure."""

from datetime import timedelta
from typing import Any

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.formats import date_format

from petitions import periods
from petitions.handover import dossier_documents, export, supporters
from petitions.models import Petition, Signature
from petitions.models.details import Details
from petitions.signers import my_signatures, retention
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase
from tests.petitions.signers.test_retention import (
    TODAY,
    ago,
    erase_what_was_announced,
    make_petition_of,
    make_signer,
)
from tests.petitions.testcases import SigningTestCase, own_page, own_page_token

SIGNATURES = "/admin/petitions/signature/"


def form_of(petition: Petition) -> str:
    return f"/admin/petitions/petition/{petition.pk}/change/"


def dashboard_url(petition: Petition) -> str:
    return f"/admin/petitions/petition/{petition.pk}/desk/"


def day(of: Any) -> str:
    return date_format(of, "j F Y")


@override_settings(RETENTION_MONTHS=6)
class TellingStaff(DeskTestCase):
    def assert_told(self, petition: Petition, *words: str) -> None:
        for page in (form_of(petition), dashboard_url(petition)):
            for each in words:
                self.assertContains(self.client.get(page), each)

    def test_who_will_be_erased_when_and_why(self) -> None:
        petition = make_petition_of(delivered=ago(200))
        for days in (200, 250, 20):
            make_signer(petition, ago(days))
        due = day(TODAY + periods.ERASURE_NOTICE)  # before any warning
        self.assert_told(
            petition,
            f"On {due} names, towns and comments of the 2 signers in the delivery of {day(ago(200))} will",
        )
        Petition.objects.update(closes_at=timezone.now() - timedelta(days=7))
        self.assert_told(petition, "all data of 3 signers will be erased")

    def test_that_there_is_no_date_yet(self) -> None:
        petition = make_petition_of()
        make_signer(petition, ago(20))
        self.assert_told(petition, "have no date", "until 6 months after")

    def test_that_those_who_came_after_a_hand_over_have_none_yet(self) -> None:
        petition = make_petition_of(delivered=ago(300))
        make_signer(petition, ago(301))
        erase_what_was_announced()
        self.assert_told(
            petition, "the data of 1 signer was erased", "Signers who are in no delivery yet"
        )

    def test_what_was_erased_and_that_it_cannot_be_opened_again(self) -> None:
        petition = make_petition_of(closed=ago(300))
        make_signer(petition, ago(301))
        erase_what_was_announced()
        self.assert_told(
            petition, f"On {day(TODAY)} the data of 1 signer was erased.", "cannot be opened again"
        )
        form = self.read(form_of(petition))
        self.assertNotIn("closes_at_0", form.values)
        for fixed in ("letter", "demand", "addressee"):
            self.assertNotIn(fixed, form.values)
        self.send(form_of(petition), form, {"closes_at_0": "2099-01-01", "closes_at_1": "00:00:00"})
        self.assertFalse(Petition.objects.get().is_open())

    def test_on_the_first_page_two_weeks_before(self) -> None:
        petition = make_petition_of(delivered=ago(400), title="Ask after them")
        make_signer(petition, ago(401))
        self.assertNotContains(self.client.get("/admin/"), "Signers’ data will be erased")
        retention.announce(TODAY)
        page = self.client.get("/admin/")
        self.assertContains(page, "Signers’ data will be erased")
        self.assertContains(page, day(TODAY + periods.ERASURE_NOTICE))
        Petition.objects.update(legal_hold=True)
        self.assertNotContains(self.client.get("/admin/"), "Signers’ data will be erased")

    def test_the_first_page_costs_the_same_however_many_there_are(self) -> None:
        self.client.get("/admin/")
        costs = set()
        for number in (1, 5):
            for _ in range(number):
                make_signer(make_petition_of(closed=ago(300)), ago(301))
            retention.announce(TODAY)
            with CaptureQueriesContext(connection) as queries:
                self.client.get("/admin/")
            costs.add(len(queries))
        self.assertEqual(len(costs), 1)

    def test_publishers_set_a_legal_hold_and_it_is_said_everywhere(self) -> None:
        petition = make_petition_of(closed=ago(300))
        make_signer(petition, ago(301))
        self.client.force_login(make_member("Editors"))
        self.assertNotIn('name="legal_hold"', self.client.get(form_of(petition)).text)
        self.client.force_login(make_member("Petition managers"))
        self.fill_in(form_of(petition), {"legal_hold": "on"})
        self.assertTrue(Petition.objects.get().legal_hold)
        self.assert_told(petition, "Legal hold: no signers’ data is erased until it is lifted.")
        self.assertContains(
            self.client.get(f"/admin/petitions/petition/{petition.pk}/history/"), "egal hold"
        )


class WhereNamesAreShown(DeskTestCase, SigningTestCase):
    """One signer was handed over, and one signed after that."""

    def setUp(self) -> None:
        super().setUp()
        self.petition = make_petition_of(delivered=ago(300), slug="go-on")
        make_signer(self.petition, ago(301), address="gulnar@example.org")
        make_signer(self.petition, ago(20), name="Omer Late")
        erase_what_was_announced()
        self.erased, self.named = Signature.objects.order_by("pk")

    def test_staff_find_those_who_are_named(self) -> None:
        self.state_reason()
        page = self.client.get(SIGNATURES)
        self.assertContains(page, "(erased)", count=1)
        self.assertContains(page, "Omer Late")
        self.assertNotContains(self.client.get(self.concealed(SIGNATURES, q="Gülnar")), "(erased)")
        self.assertContains(
            self.client.get(f"{SIGNATURES}{self.erased.pk}/change/"), "Personal data erased"
        )

    def test_the_roll_and_the_papers_of_a_dossier(self) -> None:
        self.assertEqual(
            [group.names for group in supporters.country_groups(self.petition.pk)], [["Omer Late"]]
        )
        sentence = f"The names of people who signed by {day(ago(300))} have since been erased"
        self.assertIn(sentence, dossier_documents.readme(self.petition, []))
        self.assertIn(sentence, dossier_documents.names_data(self.petition, [], 1)["lead"])
        self.assertNotIn("have since been erased", dossier_documents.readme(make_petition_of(), []))

    def test_an_export_has_the_row_and_nothing_of_the_person(self) -> None:
        row = export.signature_row(self.erased)
        self.assertEqual(
            (row.name, row.country, row.shown_as, row.state), ("", "", "counted", "confirmed")
        )

    def test_their_own_page_says_what_is_left_and_that_they_can_take_it_back(self) -> None:
        page = own_page("gulnar@example.org", self.erased)
        answer = self.client.get(page)
        self.assertContains(answer, "we erased your name and everything you wrote")
        self.assertContains(answer, "Withdraw this signature")
        self.assertNotContains(answer, "How your name appears")
        self.assertIsNotNone(
            self.client.get(f"{page}download/").json()["signatures"][0]["personal_data_erased_at"]
        )

    def test_news_can_be_asked_for_and_stopped_there_as_before(self) -> None:
        page = own_page("gulnar@example.org", self.erased)
        for ticked in ({"updates": "on"}, {}):
            self.client.post(page, {"signature": self.erased.pk} | ticked)
            self.erased.refresh_from_db()
            self.assertEqual(self.erased.wants_updates, bool(ticked))
            self.assertEqual(self.erased.email, "gulnar@example.org" if ticked else None)

    def test_a_page_that_was_opened_before_changes_nothing_but_the_news(self) -> None:
        found = my_signatures.find_page(own_page_token("gulnar@example.org", self.erased))
        assert found
        my_signatures.change_preferences(
            found,
            self.erased,
            "name",
            Details("Gülnar Ablet"),
            wants_updates=True,
            consent_version="test",
        )
        self.erased.refresh_from_db()
        self.assertEqual((self.erased.visibility, self.erased.wants_updates), ("counted", True))
