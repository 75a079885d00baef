"""The annex to the letter: its people, their case sheets, and what becomes of those who are withdrawn."""

import csv
import io
from datetime import date, timedelta
from unittest.mock import patch
from zipfile import ZipFile

from django.utils import timezone

from campaign.documents import pdf
from petitions.handover import annex, dossier_documents, dossiers
from petitions.models import Dossier, Petition
from profiles.models import Consent, Detainee
from tests.desk import DeskTestCase
from tests.factories import (
    make_detainee,
    make_petition,
    make_picture,
    make_signature,
    make_staff,
    make_yarkand,
)
from tests.petitions.handover.test_dossiers import DOSSIERS, WithFolder


def people_rows(archive: ZipFile) -> list[dict[str, str]]:
    content = archive.read("people.csv")
    assert content.startswith(b"\xef\xbb\xbf"), "Excel needs the mark to read UTF-8"
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


class WithPeople(WithFolder):
    def setUp(self) -> None:
        super().setUp()
        self.named = make_detainee("Aygül Misal", names={"ug-Arab": "ئايگۈل مىسال"})
        self.petition = make_petition()
        make_signature(self.petition)

    def archive(self, petition: Petition | None = None) -> ZipFile:
        archive = ZipFile(dossiers.path(self.made(petition or self.petition)))
        self.addCleanup(archive.close)
        return archive


class AnnexTests(WithPeople):
    def test_each_person_of_the_letter_is_listed_and_has_a_case_sheet(self) -> None:
        other = make_detainee("=Other Misal")
        self.petition.people.set([self.named])
        archive = self.archive()
        [row] = people_rows(archive)
        self.assertEqual(
            [row["reference"], row["name"], row["name in own script"], row["status"], row["as of"]],
            [self.named.reference, "Aygül Misal", "ئايگۈل مىسال", "In prison", "March 2021"],
        )
        self.assertEqual(row["case sheet"], f"case-sheets/{self.named.reference}.pdf")
        self.assertTrue(archive.read(row["case sheet"]).startswith(b"%PDF-"))
        self.assertTrue(archive.read("people.pdf").startswith(b"%PDF-"))
        manifest = archive.read("MANIFEST.sha256").decode()
        for name in ("people.csv", "people.pdf", row["case sheet"]):
            self.assertIn(f"  {name}\n", manifest)
        self.assertIn("case-sheets/", archive.read("README.txt").decode())
        self.assertNotIn(f"case-sheets/{other.reference}.pdf", archive.namelist())

    def test_a_letter_that_names_no_one_is_for_everyone_public(self) -> None:
        other = make_detainee("=Other Misal")
        self.assertEqual(
            [row["name"] for row in people_rows(self.archive())],
            [self.named.names.get(order=0).text, "'=Other Misal"],
        )
        self.assertIn(f"case-sheets/{other.reference}.pdf", self.archive().namelist())

    def test_no_one_is_in_it_who_is_not_public_and_no_name_that_is_withheld(self) -> None:
        draft = make_detainee("Draft Misal", state="draft", publish_at=None)
        hidden = make_detainee("Hidden Misal", identity="anonymous", slug="p-0", place_level="none")
        unwilling = make_detainee("Unwilling Misal")
        Consent.objects.filter(detainee=unwilling).delete()
        archive = self.archive()
        rows = {row["reference"]: row["name"] for row in people_rows(archive)}
        self.assertEqual(set(rows), {self.named.reference, hidden.reference})
        self.assertNotIn("Hidden Misal", str(rows))
        self.assertNotIn(f"case-sheets/{draft.reference}.pdf", archive.namelist())

    def test_the_letter_speaks_of_people_only_if_some_are_annexed(self) -> None:
        figures = self.made(self.petition).statement
        for names_people in (True, False):
            data = dossier_documents.letter_data(self.petition, figures, names_people=names_people)
            self.assertEqual("case sheets" in " ".join(data["closing"]), names_people)

    def test_a_sheet_that_is_left_out_is_owned_up_to(self) -> None:
        make_detainee("Second Misal")
        with patch.object(annex, "MAX_SHEETS", 1):
            archive = self.archive()
        self.assertEqual([bool(row["case sheet"]) for row in people_rows(archive)], [True, False])
        self.assertIn("case sheets for 1 of 2 people", archive.read("README.txt").decode())

    def test_sheets_take_only_so_long(self) -> None:
        with patch.object(annex, "SECONDS", -1):
            archive = self.archive()
        self.assertEqual([row["case sheet"] for row in people_rows(archive)], [""])

    def test_the_list_is_set_however_many_they_are(self) -> None:
        person = annex.read_people(self.petition)[0]
        data = annex.people_data(self.petition, [person] * 3_000, {})
        self.assertEqual(len(data["rows"]), annex.MAX_LISTED)
        self.assertIn("first 2,000 of 3,000", data["notes"][0])
        self.assertTrue(pdf.render_pdf("people", data, language="en").startswith(b"%PDF-"))


class WithdrawnTests(WithPeople, DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        Detainee.objects.filter(pk=self.named.pk).update(home_place=make_yarkand())

    def withdraw(self, detainee: Detainee) -> None:
        Detainee.objects.filter(pk=detainee.pk).update(state="withdrawn")

    def test_one_withdrawn_while_it_is_built_has_it_built_again(self) -> None:
        second = make_detainee("Second Misal")
        dossier = dossiers.request(self.petition, author=make_staff("author"))
        sheets = annex.case_sheets

        def then_withdraw(people: list[annex.Person]) -> object:
            yield from sheets(people)
            self.withdraw(second)

        with patch.object(annex, "case_sheets", then_withdraw):
            dossiers.build_requested()
        dossier.refresh_from_db()
        self.assertEqual(dossier.state, Dossier.State.WAITING)
        self.assertEqual(list(self.folder.iterdir()), [])
        dossiers.build_requested()
        dossier.refresh_from_db()
        with ZipFile(dossiers.path(dossier)) as archive:
            self.assertEqual([row["name"] for row in people_rows(archive)], ["Aygül Misal"])

    def test_a_detail_withdrawn_while_it_is_built_has_it_built_again(self) -> None:
        dossier = dossiers.request(self.petition, author=make_staff("author"))
        sheets = annex.case_sheets

        def then_withdraw(people: list[annex.Person]) -> object:
            yield from sheets(people)
            Consent.objects.filter(detainee=self.named).update(covers_place=False)

        with patch.object(annex, "case_sheets", then_withdraw):
            dossiers.build_requested()
        dossier.refresh_from_db()
        self.assertEqual(dossier.state, Dossier.State.WAITING)
        dossiers.build_requested()
        dossier.refresh_from_db()
        with ZipFile(dossiers.path(dossier)) as archive:
            self.assertEqual([row["home area"] for row in people_rows(archive)], [""])

    def test_a_dossier_with_a_detail_changed_since_is_not_handed_out(self) -> None:
        make_detainee("Second Misal")
        Detainee.objects.filter(pk=self.named.pk).update(portrait=make_picture())
        self.named.quotes.create(text="She would want it told.", speaker="Her sister")
        dossier = self.made(self.petition)
        consents = Consent.objects.filter(detainee=self.named)
        for change in ("covers_place", "covers_photo", "covers_quote", "covers_story"):
            with self.subTest(change):
                self.assertEqual(dossiers.changed_people(dossier), [])
                consents.update(**{change: False})
                self.assertEqual(dossiers.changed_people(dossier), [self.named.reference])
                consents.update(**{change: True})
        Detainee.objects.filter(pk=self.named.pk).update(summary="Another summary.")
        page = self.client.get(f"{DOSSIERS}{dossier.pk}/download/")
        self.assertContains(page, self.named.reference)
        self.assertContains(page, "Build the dossier again")

    def test_a_day_that_passes_changes_no_one(self) -> None:
        Detainee.objects.update(checked_on=date(2026, 5, 3))
        dossier = self.made(self.petition)
        later = timezone.now() + timedelta(days=20)
        with patch.object(timezone, "now", return_value=later):
            self.assertEqual(dossiers.changed_people(dossier), [])

    def test_a_person_without_a_sheet_is_compared_as_listed(self) -> None:
        with patch.object(annex, "MAX_SHEETS", 0):
            dossier = self.made(self.petition)
        Detainee.objects.filter(pk=self.named.pk).update(summary="Another summary.")
        self.assertEqual(dossiers.changed_people(dossier), [])
        Consent.objects.filter(detainee=self.named).update(covers_place=False)
        self.assertEqual(dossiers.changed_people(dossier), [self.named.reference])

    def test_one_from_before_it_was_remembered_is_built_again(self) -> None:
        dossier = self.made(self.petition)
        dossier.printed = {}
        self.assertEqual(dossiers.changed_people(dossier), [self.named.reference])

    def test_nothing_is_remembered_of_anyone_once_it_is_erased(self) -> None:
        dossier = self.made(self.petition)
        dossiers.erase(dossier)
        dossier.refresh_from_db()
        self.assertEqual(dossier.printed, {})

    def test_a_dossier_with_someone_withdrawn_since_is_not_handed_out(self) -> None:
        dossier = self.made(self.petition)
        address = f"{DOSSIERS}{dossier.pk}/download/"
        self.assertNotContains(self.client.get(address), "any more")
        self.withdraw(self.named)
        for answer in (
            self.client.get(address),
            self.client.post(address, {"purpose": "delivery"}),
        ):
            self.assertContains(answer, self.named.reference)
            self.assertContains(answer, "Build the dossier again")
            self.assertNotContains(answer, "Aygül")
