"""A spreadsheet in the Amnesty layout becomes drafts, and nothing is lost."""

from campaign.publishing.workflow import State
from profiles.models import Detainee, ImportBatch, ImportFile, ImportRow
from tests.profiles.importing import amnesty
from tests.profiles.importing.testcases import ImportTestCase

# Columns whose words become our codes, and cells that say nothing.
CODED = {"ethnicity", "held_location", "assumed_held_location", "home_town", "profession"}
NOTHING = {"", "Unknown"}


def text_of(person: Detainee) -> str:
    """Return all texts of a person."""
    parts = [
        *(str(event.place) for event in person.events.all()),
        person.birth.text, person.occupation, person.story, person.staff_notes,
        *(name.text for name in person.names.all()),
        *(event.when.text for event in person.events.all()),
        *(case.official_charge for case in person.legal_cases.all()),
        *(reason.description or reason.get_kind_display() for reason in person.reasons.all()),
        *(row.key for row in person.import_rows.all()),
    ]  # fmt: skip
    return "\n".join(parts)


class AmnestyTests(ImportTestCase):
    def test_both_files_become_drafts_with_every_cell_accounted_for(self) -> None:
        for rows in (amnesty.first_file(), amnesty.later_file()):
            headings = rows[0]
            batch = self.imported(*rows, file_name="cases.csv")
            self.assertEqual(batch.rows.filter(outcome="create").count(), amnesty.CASES)
            for row, cells in zip(batch.rows.all(), rows[1:], strict=True):
                person = row.detainee
                assert person is not None
                self.assertEqual(person.state, State.DRAFT)
                self.assertIsNone(person.slug)
                kept = text_of(person).casefold()
                for heading, cell in zip(headings, cells, strict=True):
                    if cell not in NOTHING and heading not in CODED:
                        for part in cell.casefold().split("; "):  # each reason is a row
                            self.assertIn(part, kept, (row.number, heading))
            for row in batch.rows.all():  # so that the second file has no duplicates
                assert row.detainee is not None
                row.detainee.delete()

    def test_what_has_no_field_is_in_the_staff_notes_with_a_warning(self) -> None:
        batch = self.imported(*amnesty.later_file())
        row = batch.rows.get(number=7)
        assert row.detainee is not None
        for words in ("home_town: Example village", "assumed_held_location: Thought to be"):
            self.assertIn(words, row.detainee.staff_notes)
        self.assertEqual(
            [warning.split(":")[0] for warning in row.warnings],
            ["home_town", "arrest_last_contact_location", "assumed_held_location"],
        )
        self.assertFalse(row.detainee.claims.exists())

    def test_their_words_become_our_codes(self) -> None:
        people = [row.detainee for row in self.imported(*amnesty.first_file()).rows.all()[:8]]
        assert all(people)
        status = [claim.status for person in people if person for claim in person.claims.all()]
        self.assertEqual(
            status,
            ["camp", "prison", "camp_or_prison", "child_facility", "unknown", "camp", "prison"],
        )
        assert people[0] and people[1]
        self.assertEqual(people[0].occupation_group, "trader")
        self.assertEqual(people[1].occupation_group, "homemaker")
        self.assertEqual(str(people[0].home_place), "Ili")
        self.assertEqual(people[0].events.get().place, people[1].home_place)

    def test_a_person_of_two_ethnicities_has_both(self) -> None:
        row = self.imported(*amnesty.first_file()).rows.get(name="Zeynep Misal")
        assert row.detainee is not None
        self.assertEqual(
            {each.code for each in row.detainee.ethnicities.all()}, {"tatar", "uyghur"}
        )

    def test_every_date_keeps_its_text_and_only_mangled_ones_get_a_warning(self) -> None:
        batch = self.imported(*amnesty.first_file())
        doubted = [
            row for row in batch.rows.all()
            if any("may have made it of a day" in warning for warning in row.warnings)
        ]  # fmt: skip
        self.assertEqual(len(doubted), 9)
        dates = {row.detainee.events.get().when.text for row in batch.rows.all() if row.detainee}
        self.assertEqual(dates, set(amnesty.LAST_CONTACT))

    def test_the_origin_of_a_person_is_stored_and_the_file_is_erased(self) -> None:
        batch = self.imported(*amnesty.first_file(), file_name="cases.csv")
        row = ImportRow.objects.get(detainee=batch.rows.get(key="SR003").detainee)
        self.assertEqual(
            (row.number, row.batch.file_name, row.batch.sha256), (4, "cases.csv", batch.sha256)
        )
        self.assertRegex(batch.sha256, r"\A[0-9a-f]{64}\Z")
        self.assertFalse(ImportFile.objects.exists())

    def test_the_same_file_again_makes_no_one_twice(self) -> None:
        self.imported(*amnesty.first_file())
        again = self.imported(*amnesty.first_file(), file_name="the same.csv")
        self.assertEqual(Detainee.objects.count(), amnesty.CASES)
        self.assertEqual(set(again.rows.values_list("outcome", flat=True)), {"duplicate"})
        self.assertIn("P-", again.rows.all()[0].warnings[-1])

    def test_a_later_version_with_more_rows_makes_only_the_new_ones(self) -> None:
        self.imported(*amnesty.first_file(60))
        self.imported(*amnesty.first_file(70))
        self.assertEqual(Detainee.objects.count(), 70)
        self.assertEqual(ImportBatch.objects.count(), 2)
