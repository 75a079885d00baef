"""Charts as SVG and as tables."""

import re
from collections.abc import Sequence
from unittest import TestCase

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from campaign.documents import charts
from campaign.documents.charts import Chart, Column


def drawn(values: Sequence[tuple[int, ...]], *, rtl: bool = False) -> Chart:
    columns = [
        Column(label=f"Day {number}", values=value, tick=f"{number}")
        for number, value in enumerate(values)
    ]
    return charts.bar_chart(
        "c", "Signed", columns, series=("Signed", "Counted"), first="Day", rtl=rtl
    )


class ChartTests(TestCase):
    @given(
        st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), max_size=60),
        st.booleans(),
    )
    def test_every_bar_is_within_the_picture_and_as_high_as_its_number(
        self, values: list[tuple[int, int]], rtl: bool
    ) -> None:
        chart = drawn(values, rtl=rtl)
        top = chart.scale[-1].label
        self.assertIsInstance(top, int)
        for group, value in zip(chart.groups, values, strict=True):
            for bar, number in zip(group.bars, value, strict=True):
                self.assertGreaterEqual(bar.x, chart.begin)
                self.assertLessEqual(bar.x + bar.width, chart.end + 0.1)
                self.assertGreaterEqual(bar.y, 0)
                self.assertAlmostEqual(bar.y + bar.height, chart.foot, delta=0.1)
                self.assertAlmostEqual(
                    bar.height, (chart.foot - charts.HEAD) * number / int(top), delta=0.1
                )

    @given(st.integers(0, 10**12))
    def test_the_scale_has_a_few_round_steps_up_to_the_highest(self, highest: int) -> None:
        steps = [int(tick.label) for tick in drawn([(highest, 0)]).scale]
        self.assertEqual(steps[0], 0)
        self.assertGreaterEqual(steps[-1], highest)
        self.assertTrue(4 <= len(steps) <= 9, steps)

    def test_from_right_to_left_time_goes_that_way(self) -> None:
        values = [(1, 0), (2, 0), (3, 0)]
        forward = [group.x for group in drawn(values).groups]
        backward = [group.x for group in drawn(values, rtl=True).groups]
        self.assertEqual(forward, sorted(forward))
        self.assertEqual(backward, sorted(backward, reverse=True))

    def test_who_does_not_see_it_reads_the_same_numbers(self) -> None:
        page = render_to_string("includes/chart.html", {"chart": drawn([(1234, 5), (6, 7)])})
        self.assertIn('role="img" aria-labelledby="c-title"', page)
        self.assertIn('<title id="c-title">Signed</title>', page)
        table = page[page.index("<table>") :]
        for shown in ("1,234", "Day 0", "Counted"):
            self.assertIn(shown, table)
        self.assertIsNone(re.search(r"\sstyle=|<style|<script", page))

    def test_without_a_number_it_says_so(self) -> None:
        self.assertIn(
            "No figures yet", render_to_string("includes/chart.html", {"chart": drawn([])})
        )

    def test_a_bar_that_is_cut_off_is_marked(self) -> None:
        chart = charts.bar_chart(
            "c", "t", [Column("a", (5,), is_cut_off=True)], series=("s",), first="f"
        )
        self.assertIn("5+", chart.groups[0].title)
        self.assertIn("5+", render_to_string("includes/chart.html", {"chart": chart}))

    @given(st.integers(0, 10**12), st.integers(1, 12))
    def test_a_step_is_round_and_no_larger_than_it_must_be(self, highest: int, most: int) -> None:
        step = charts.round_step(highest, most)
        self.assertIn(str(step).rstrip("0"), {"1", "2", "5"})
        self.assertGreaterEqual(step * most, highest)
        self.assertTrue(step == 1 or step * most < 2.5 * highest)

    def test_columns_that_can_be_followed_are_links_with_what_they_say(self) -> None:
        column = Column("2017", (49,), url="/there/?year=2017", title="2017: 49 people")
        chart = charts.bar_chart("c", "t", [column, Column("2018", (0,))], series=("s",), first="f")
        page = render_to_string("includes/chart.html", {"chart": chart})
        self.assertEqual(
            page.count('<a rel="nofollow" href="/there/?year=2017"'), 2
        )  # also in the table
        self.assertIn('aria-label="2017: 49 people"', page)
        self.assertNotIn('role="img"', page)  # it would hide the links from screen readers
