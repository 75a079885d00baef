"""The rate of complete signers."""

from django.test import SimpleTestCase

from bench.journeys import SECONDS, SECONDS_TO_STEADY, steady_rate


class SteadyRate(SimpleTestCase):
    def test_those_before_and_after_the_steady_time_do_not_count(self) -> None:
        begun = 1000.0
        steady = [begun + SECONDS_TO_STEADY + tenth / 10 for tenth in range(10 * SECONDS)]
        outside = [begun, begun + 0.5, begun + SECONDS_TO_STEADY + SECONDS + 1]
        self.assertEqual(steady_rate(sorted(steady + outside)), 10)

    def test_it_is_0_if_no_one_was_through(self) -> None:
        self.assertEqual(steady_rate([]), 0)
