"""Staff decide once for a column what is in doubt about it. The page shows the evidence; the layout keeps the decision."""

from campaign.activity.models import Activity
from profiles.importing import batches, worker
from profiles.models import Detainee, ImportBatch, ImportLayout
from tests.desk import DeskTestCase
from tests.profiles.importing.test_desk import url
from tests.profiles.importing.testcases import upload

WORDS = [
    ["name", "gender", "birth", "sources", "status"],
    [
        "Aygül Misal",
        "xotun",
        "15/03/1970",
        "https://example.org/a; https://example.org/b",
        "in the big house",
    ],
    ["Zeynep Misal", "xotun", "03/04/1971", "", "prison"],
    ["Memet Misal", "zat", "03/15/1972", "", ""],
]


class DecidingTests(DeskTestCase):
    def choose(self, batch: ImportBatch, **answers: str) -> None:
        form = self.read(url("columns", batch)).values
        source = {"source_kind": "ngo", "source_name": "Example Watch"}
        answer = self.client.post(url("columns", batch), form | source | answers)
        self.assertEqual(answer.status_code, 302)

    def imported(self, batch: ImportBatch) -> list[Detainee]:
        self.client.post(url("start", batch))
        worker.run_imports()
        return [row.detainee for row in batch.rows.select_related("detainee") if row.detainee]

    def test_the_page_shows_what_is_in_doubt_with_the_evidence(self) -> None:
        batch = upload(WORDS, self.staff)
        page = self.client.get(url("columns", batch))
        self.assertContains(page, "xotun")
        self.assertContains(page, "2 cells")
        self.assertContains(page, "15/03/1970 and 03/15/1972 both occur")
        self.assertContains(page, "https://example.org/a; https://example.org/b")
        self.assertContains(page, "in the big house")

    def test_a_word_is_chosen_once_for_all_its_cells(self) -> None:
        batch = upload(WORDS, self.staff)
        answers = {"word-1-0": "female", "word-4-0": "prison", "order-2": "day"}
        self.choose(batch, **answers)
        people = self.imported(batch)
        self.assertEqual([person.gender for person in people], ["female", "female", "unknown"])
        self.assertEqual(people[0].claims.get().status, "prison")
        self.assertEqual(people[1].birth.text, "1971-04-03")
        self.assertEqual(people[0].sources.count(), 3)

    def test_without_an_answer_nothing_is_guessed_and_nothing_is_lost(self) -> None:
        batch = upload(WORDS, self.staff)
        self.choose(batch)
        person = self.imported(batch)[1]
        self.assertEqual((person.gender, person.birth.text), ("unknown", ""))
        for cell in ("gender: xotun", "birth: 03/04/1971"):
            self.assertIn(cell, person.staff_notes)

    def test_the_layout_keeps_the_decisions_for_the_next_file(self) -> None:
        batch = upload(WORDS, self.staff)
        self.choose(batch, **{"word-1-0": "female", "order-2": "day", "save_as": "Of the embassy"})
        decisions = ImportLayout.objects.get().decisions
        self.assertEqual(decisions["gender"]["words"], {"xotun": "female"})
        self.assertEqual(decisions["birth"]["order"], "day")
        again = upload([*WORDS, ["Tursun Misal", "xotun", "", "", ""]], self.staff)
        self.assertEqual(batches.decisions_of(again)[1].words, {"xotun": "female"})

    def test_a_column_that_becomes_another_one_is_asked_about(self) -> None:
        batch = upload([["name", "who"], ["Aygül Misal", "xotun"]], self.staff)
        form = self.read(url("columns", batch)).values | {"column-1": "gender"}
        answer = self.client.post(url("columns", batch), form, follow=True)
        self.assertRedirects(answer, url("columns", batch))
        self.assertContains(answer, "questions about: who")
        self.assertContains(answer, "xotun")

    def test_what_looks_private_can_be_taken_as_something_else_and_that_is_recorded(self) -> None:
        batch = upload([["name", "n"], ["Aygül Misal", "+90 212 555 01 23"]], self.staff)
        page = self.client.post(
            url("columns", batch), self.read(url("columns", batch)).values | {"column-1": ""}
        )
        self.assertContains(page, "tick “These are no phone numbers”")
        first = self.read(url("columns", batch)).values | {"column-1": "", "open-1": "on"}
        self.client.post(url("columns", batch), first)
        self.assertIn("+90 212", self.imported(batch)[0].staff_notes)
        self.assertTrue(Activity.objects.filter(detail="column 2 not encrypted").exists())
