"""A row with our reference changes a draft. For anyone else it only proposes changes."""

from typing import Any

from campaign.history.models import Edit
from profiles.importing import batches, worker
from profiles.models import Detainee, ImportBatch, Name, Relationship
from tests.factories import make_detainee
from tests.profiles.importing.testcases import ImportTestCase


def make_draft(name: str = "Aygül Misal", **fields: Any) -> Detainee:
    return make_detainee(name, state="draft", publish_at=None, slug=None, **fields)


class UpdatingTests(ImportTestCase):
    def test_a_draft_gets_the_values_of_the_row_and_keeps_the_others(self) -> None:
        person = make_draft(occupation="Teacher", story="As it was.")
        self.imported(
            ["ref", "occupation", "story__en", "name_zh", "status", "status_as_of"],
            [person.reference, "Poet", "", "艾古丽·示例", "released", "May 2024"],
        )
        person.refresh_from_db()
        self.assertEqual((person.occupation, person.story), ("Poet", "As it was."))
        self.assertEqual([name.text for name in person.names.all()], ["Aygül Misal", "艾古丽·示例"])
        self.assertEqual(
            set(person.claims.values_list("status", flat=True)), {"prison", "released"}
        )

    def test_other_people_are_not_changed_and_the_proposed_changes_are_listed(self) -> None:
        for state in ("published", "in_review", "withdrawn"):
            person = make_detainee("Memet Misal", state=state, occupation="Teacher")
            before = person.updated_at
            batch = self.imported(
                ["ref", "occupation", "notes"], [person.reference, "Poet", "Seen in May"]
            )
            row = batch.rows.get()
            self.assertEqual((row.outcome, row.detainee), ("proposed", person))
            self.assertIn(["Occupation", "Teacher", "Poet"], row.changes)
            person.refresh_from_db()
            self.assertEqual((person.occupation, person.updated_at), ("Teacher", before), state)

    def test_a_person_published_after_the_check_is_not_changed(self) -> None:
        person = make_draft(occupation="Teacher")
        batch = self.upload(["ref", "occupation"], [person.reference, "Poet"])
        batches.check(batch, author=self.staff)
        self.assertEqual(batch.rows.get().outcome, "update")
        Detainee.objects.filter(pk=person.pk).update(
            state="published", slug="aygul", publish_at="2026-01-01T00:00Z"
        )
        batches.start(batch, author=self.staff)
        worker.run_imports()
        person.refresh_from_db()
        self.assertEqual((batch.rows.get().outcome, person.occupation), ("proposed", "Teacher"))

    def test_a_namesake_is_told_apart_by_birth_and_home(self) -> None:
        person = self.one(["name", "birth", "home_place"], ["Aygül Misal", "1970", "Hotan"])
        self.assertEqual(
            self.checked(["name"], ["Aygul Misal"])[0].warnings,
            [f"This name is also that of {person.reference} (born 1970, Hotan (Hetian))."],
        )

    def test_a_namesake_in_several_scripts_is_named_once(self) -> None:
        person = make_detainee("Aygül Misal", names={"ug-Arab": "ئايگۈل مىسال"})
        batch = self.upload(["name"], ["Aygül Misal"])
        batches.check(batch, author=self.staff)
        self.assertEqual(
            batch.rows.get().warnings, [f"This name is also that of {person.reference}."]
        )

    def test_an_unknown_reference_is_a_problem_and_makes_no_one(self) -> None:
        people = Detainee.objects.count()
        batch = self.imported(
            ["ref", "name"], ["P-999999", "Aygül Misal"], ["rubbish", "Memet Misal"], ["", ""]
        )
        self.assertEqual(
            [(row.outcome, row.problems) for row in batch.rows.all()],
            [
                ("problem", ["No one has the reference P-999999."]),
                ("problem", ["No one has the reference rubbish."]),
            ],
        )
        self.assertEqual(Detainee.objects.count(), people)
        self.assertIn("Aygül Misal", batch.rows.all()[0].sealed)  # the file itself is erased

    def test_two_rows_with_one_reference_are_both_problems(self) -> None:
        ref = make_draft().reference
        rows = self.checked(["ref", "occupation"], [ref, "Poet"], [ref.lower(), "Teacher"])
        self.assertEqual({row.outcome for row in rows}, {"problem"})

    def test_a_row_without_a_name_makes_no_one(self) -> None:
        rows = self.checked(["name", "occupation"], ["", "Poet"], ["?", "Teacher"])
        self.assertEqual({row.outcome for row in rows}, {"problem"})

    def test_an_existing_name_gives_a_warning_in_any_script(self) -> None:
        person = make_draft("Aygül Misal")
        (row,) = self.checked(["name"], ["Айгүл Мисал"])
        self.assertIn(person.reference, row.warnings[0])
        self.assertEqual(row.outcome, "create")

    def test_the_source_of_a_file_is_the_source_of_all_its_claims(self) -> None:
        batch = self.upload(["name", "status", "event_taken"], ["Aygül Misal", "Prison", "2017"])
        batches.set_columns(batch, batch.columns, source_kind="ngo", source_name="An organisation")
        batches.check(batch, author=self.staff)
        batches.start(batch, author=self.staff)
        worker.run_imports()
        person = Detainee.objects.get(import_rows__batch=batch)
        source = person.sources.get()
        self.assertEqual((source.kind, source.attribution), ("ngo", "An organisation"))
        self.assertEqual({person.claims.get().source, person.events.get().source}, {source})

    def test_the_history_names_the_user_who_started_it(self) -> None:
        self.imported(["name"], ["Aygül Misal"], file_name="cases.csv")
        edit = Edit.objects.latest("pk")
        self.assertEqual((edit.author, edit.why), (self.staff, "cases.csv"))


class UndoingTests(ImportTestCase):
    def undo(self, batch: ImportBatch) -> None:
        batches.undo(batch, author=self.staff)
        worker.run_imports()
        batch.refresh_from_db()
        self.assertEqual((batch.state, batch.trouble), ("undone", ""))

    def outcomes(self, batch: ImportBatch) -> list[str]:
        return list(batch.rows.values_list("outcome", flat=True))

    def test_new_drafts_are_deleted_and_changed_ones_are_restored(self) -> None:
        person = make_draft(occupation="Teacher", birth="1980")
        names = set(person.names.values_list("pk", flat=True))
        batch = self.imported(
            ["ref", "name", "name_zh", "occupation", "birth", "ethnicity", "status", "status_as_of", "status_confidence"],
            [person.reference, "", "艾古丽·示例", "Poet", "1981", "uyghur", "prison", "March 2021", "documented"],
            ["", "Memet Misal", "", "", "", "", "", "", ""],
        )  # fmt: skip
        self.assertEqual(self.outcomes(batch), ["update", "create"])
        self.undo(batch)
        person.refresh_from_db()
        self.assertEqual((person.occupation, person.birth.text), ("Teacher", "1980"))
        self.assertEqual(set(person.names.values_list("pk", flat=True)), names)
        self.assertEqual(person.claims.get().confidence, "unverified")
        self.assertFalse(person.ethnicities.exists())
        self.assertFalse(Name.objects.filter(text="Memet Misal").exists())
        self.assertEqual(self.outcomes(batch), ["undone", "undone"])
        gone = batch.rows.get(detainee=None)
        self.assertEqual((gone.name, gone.changes), ("", []))

    def test_people_whom_staff_changed_since_are_kept_and_listed(self) -> None:
        batch = self.imported(
            ["name"], ["Saved Misal"], ["Named Misal"], ["Kin Misal"], ["Published Misal"], ["Gone Misal"]
        )  # fmt: skip
        saved, named, kin, published, gone = [row.detainee for row in batch.rows.all()]
        assert saved and named and kin and published and gone
        saved.save()
        Name.objects.create(detainee=named, text="Another")
        Relationship.objects.create(detainee=make_draft(), other=kin, kind="sibling")
        Detainee.objects.filter(pk=published.pk).update(
            state="published", slug="p", publish_at="2026-01-01T00:00Z"
        )
        self.undo(batch)
        self.assertEqual(self.outcomes(batch), ["kept"] * 4 + ["undone"])
        left = Detainee.objects.filter(pk__in=[saved.pk, named.pk, kin.pk, published.pk, gone.pk])
        self.assertEqual(left.count(), 4)

    def test_after_an_undo_the_file_can_be_imported_again(self) -> None:
        rows = (["their_id", "name"], ["SR001", "Aygül Misal"])
        self.undo(self.imported(*rows))
        self.assertEqual(self.outcomes(self.imported(*rows)), ["create"])
