"""Which parts of the benchmarks a command line asks for."""

from django.test import SimpleTestCase

from bench import parts
from bench.__main__ import arguments
from bench.parts import Needs, Unknown, choose


class Choosing(SimpleTestCase):
    def chosen(self, **given: str) -> dict[tuple[Needs, int], list[str]]:
        return {(run.needs, run.size): [part.name for part in run.parts] for run in choose(**given)}

    def test_one_part_and_one_size(self) -> None:
        self.assertEqual(
            self.chosen(part="writing", size="0"), {(Needs.SIGNATURES, 0): ["writing"]}
        )

    def test_parts_that_need_the_same_share_a_database(self) -> None:
        self.assertEqual(
            self.chosen(part="writing, worker,searching", size="0"),
            {
                (Needs.SIGNATURES, 0): ["writing", "worker"],
                (Needs.PEOPLE, 0): ["searching"],
            },
        )

    def test_a_part_named_twice_runs_once(self) -> None:
        self.assertEqual(
            self.chosen(part="pages,pages", size="0"), {(Needs.SIGNATURES, 0): ["pages"]}
        )

    def test_without_a_size_a_part_runs_at_all_its_sizes_the_smallest_first(self) -> None:
        self.assertEqual(
            list(self.chosen(part="journeys")),
            [(Needs.SIGNATURES, size) for size in (0, 1_000_000, 10_000_000)],
        )

    def test_without_anything_all_parts_run(self) -> None:
        there = {part.name for part in parts.ALL if part.is_there}
        run = {name for names in self.chosen(part="", size="").values() for name in names}
        self.assertEqual(run, there)

    def test_a_size_alone_runs_the_parts_that_have_it(self) -> None:
        self.assertEqual(
            self.chosen(size="100000"), {(Needs.PEOPLE, 100_000): ["searching", "open_data"]}
        )

    def test_every_part_can_run_at_size_0(self) -> None:
        for part in parts.ALL:
            with self.subTest(part=part.name):
                self.assertIn(0, part.sizes)


class Refusing(SimpleTestCase):
    def refusal(self, **given: str) -> str:
        with self.assertRaises(Unknown) as caught:
            choose(**given)
        return str(caught.exception)

    def test_an_unknown_part_is_answered_with_the_list(self) -> None:
        sentence = self.refusal(part="writing,reading")
        self.assertIn("'reading'", sentence)
        self.assertIn("pages, writing, worker", sentence)

    def test_an_unknown_size_is_answered_with_the_sizes_of_the_part(self) -> None:
        self.assertEqual(
            self.refusal(part="pages", size="7"),
            "There is no size 7. The sizes are, by part, pages: 0 and 1000000.",
        )

    def test_a_size_that_one_of_the_parts_lacks_is_unknown(self) -> None:
        self.assertIn(
            "searching: 0, 20000 and 100000", self.refusal(part="pages,searching", size="1000000")
        )

    def test_a_size_in_words_is_answered_with_how_to_write_it(self) -> None:
        for written in ("many", "-1", "1e6", "1.000", "٣", "1" * 5000):
            with self.subTest(written=written):
                self.assertIn("in digits", self.refusal(part="pages", size=written))

    def test_anything_else_on_the_command_line_is_refused(self) -> None:
        for written in ("writing", "parts=writing", "--help"):
            with self.subTest(written=written), self.assertRaises(Unknown):
                arguments([written])
