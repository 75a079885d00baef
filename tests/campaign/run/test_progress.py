"""Long steps say how far they are: one line on a terminal, plain lines elsewhere."""

from io import StringIO
from unittest import mock

from django.test import SimpleTestCase

from campaign.run import progress
from tests.project.clocks import Clock


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


class PercentTests(SimpleTestCase):
    def test_on_a_terminal_one_line_is_rewritten_and_goes_in_the_end(self) -> None:
        with (
            mock.patch("sys.stdout", Terminal()) as terminal,
            Clock() as clock,
            progress.percent("Loading 5 signatures") as show,
        ):
            show(0.1)
            clock.now += progress.SHORT
            show(0.2)
            show(0.62)
        self.assertNotIn("\n", terminal.getvalue())
        self.assertEqual(
            terminal.getvalue().split("\r\x1b[K"),
            ["", "Loading 5 signatures … 20 %", "Loading 5 signatures … 62 %", ""],
        )

    def test_elsewhere_it_is_a_plain_line_now_and_then(self) -> None:
        with (
            mock.patch("sys.stdout", StringIO()) as file,
            Clock() as clock,
            progress.percent("Loading 5 signatures") as show,
        ):
            for share in range(100):
                clock.now += progress.PLAIN_EVERY / 50
                show(share / 100)
        self.assertEqual(
            file.getvalue(), "Loading 5 signatures … 49 %\nLoading 5 signatures … 99 %\n"
        )


class SecondsTests(SimpleTestCase):
    def test_on_a_terminal_the_line_stays(self) -> None:
        with (
            mock.patch("sys.stdout", Terminal()) as terminal,
            progress.seconds("Making the tables"),
        ):
            pass
        self.assertRegex(terminal.getvalue(), r"Making the tables … \d+ s\n\Z")

    def test_elsewhere_the_step_is_named_at_once(self) -> None:
        with mock.patch("sys.stdout", StringIO()) as file, progress.seconds("Making the tables"):
            self.assertEqual(file.getvalue(), "Making the tables …\n")
        self.assertEqual(file.getvalue(), "Making the tables …\n")
