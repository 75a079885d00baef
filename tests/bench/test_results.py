"""What a part of the benchmarks leaves in var/bench."""

import json
import tempfile
from pathlib import Path
from typing import Any

from django.test import SimpleTestCase

from bench.load import RoundResult
from bench.report import Subject
from bench.results import File, Result


def played(status: int, number: int, seconds: float = 1.0, **others: int) -> RoundResult:
    statuses = {status: number} | {int(name[1:]): each for name, each in others.items()}
    return RoundResult(seconds=seconds, p50=1, p99=2, broken=0, statuses=statuses)


class Results(SimpleTestCase):
    def setUp(self) -> None:
        self.bare = Subject("one bare INSERT", "bare", rounds=[played(200, 800), played(200, 400)])

    def written(self, *runs: dict[str, Any]) -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as folder:
            file = File("writing", Path(folder))
            for run in runs:
                file.add(run)
            found: dict[str, Any] = json.loads((Path(folder) / "writing.json").read_text())
            return found

    def test_a_ratio_is_the_median_of_the_rounds_ratios(self) -> None:
        signing = Subject("signing", "signing", 303, of=self.bare)
        signing.rounds = [played(303, 400), played(303, 100)]
        result = Result()
        result.add([self.bare, signing])
        self.assertEqual(result.ratios, {"signing": 0.375})  # of 0.5 and 0.25
        self.assertEqual(result.rates, {"bare": 600, "signing": 250})

    def test_an_answer_that_was_not_expected_is_an_error(self) -> None:
        confirming = Subject("confirming", "confirming", 303, (200, 303), of=self.bare)
        confirming.rounds = [played(303, 10, s200=10, s404=2), played(303, 10, s500=1)]
        result = Result()
        result.add([confirming])
        self.assertEqual(result.errors, {"confirming": 3})

    def test_what_was_acknowledged_and_not_found_is_missing(self) -> None:
        result = Result(
            acknowledged={"signed": 5, "confirmed": 2}, found={"signed": 4, "confirmed": 3}
        )
        self.assertEqual(result.missing(), ["signed: 5 acknowledged, 4 found"])

    def test_what_was_never_looked_for_is_missing(self) -> None:
        self.assertTrue(Result(acknowledged={"signed": 1}).missing())

    def test_the_file_has_the_figures_of_the_smallest_size_at_its_top(self) -> None:
        small = Result(ratios={"signing": 0.5}).as_data(0)
        large = Result(ratios={"signing": 0.4}).as_data(1_000_000)
        whole = self.written(small, large)
        self.assertEqual(whole["ratios"], {"signing": 0.5})
        self.assertEqual(whole["size"], 0)
        self.assertEqual([run["size"] for run in whole["sizes"]], [0, 1_000_000])

    def test_a_larger_size_is_compared_with_the_smallest(self) -> None:
        whole = self.written(
            Result(ratios={"signing": 0.5}).as_data(0), Result(ratios={"signing": 0.4}).as_data(1)
        )
        self.assertEqual(whole["sizes"][1]["against_smallest"], {"signing": 0.8})

    def test_a_part_that_failed_at_the_smallest_size_still_leaves_its_file(self) -> None:
        whole = self.written(
            Result(faults=["it did not end well"]).as_data(0),
            Result(ratios={"signing": 0.4}).as_data(1),
        )
        self.assertEqual(whole["missing"], ["it did not end well"])
        self.assertEqual(whole["ratios"], {})

    def test_figures_of_an_earlier_run_do_not_stay(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            File("writing", Path(folder)).add(Result(ratios={"signing": 1}).as_data(0))
            File("writing", Path(folder))
            self.assertFalse((Path(folder) / "writing.json").exists())
