"""A part of the benchmarks that fails or hangs does not stop the others."""

import io
import time
from contextlib import redirect_stderr, redirect_stdout
from types import SimpleNamespace
from typing import Any
from unittest import mock

from django.test import SimpleTestCase

from bench import run
from bench.mail_sink import MailSink
from bench.parts import Needs, Part
from bench.results import Result


class OnePart(SimpleTestCase):
    def data(self, measure: Any, *, needs: Needs = Needs.SIGNATURES, minutes: float = 10) -> Any:
        part = Part("pages", needs, (0,), minutes=minutes)
        with (
            mock.patch(
                "bench.run.importlib.import_module", return_value=SimpleNamespace(measure=measure)
            ),
            redirect_stdout(io.StringIO()),
            redirect_stderr(io.StringIO()),
        ):
            return run.run_part(part, 0, mock.Mock(spec=MailSink))

    def test_what_it_measured_is_kept(self) -> None:
        data = self.data(lambda size: Result(ratios={"home": 1.8}))
        self.assertEqual(data["ratios"], {"home": 1.8})
        self.assertEqual(data["missing"], [])

    def test_an_exception_becomes_a_sentence(self) -> None:
        def fail(size: int) -> Result:
            raise RuntimeError("no page")

        [sentence] = self.data(fail)["missing"]
        self.assertIn("no page", sentence)

    def test_a_part_that_hangs_is_given_up(self) -> None:
        def hang(size: int) -> Result:
            time.sleep(60)
            return Result()

        [sentence] = self.data(hang, minutes=0.001)["missing"]
        self.assertIn("given up", sentence)

    def test_a_part_without_a_database_takes_no_size_and_may_return_its_own_figures(self) -> None:
        data = self.data(lambda: {"counted": {"one host": 12}}, needs=Needs.NOTHING)
        self.assertEqual(data["counted"], {"one host": 12})
        self.assertEqual(data["ratios"], {})
