"""Goals grow: when one is reached the next one is shown, and none is taken back."""

from itertools import pairwise, takewhile

from django.test import SimpleTestCase
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from campaign.web import page_cache
from petitions.counting import goals, tallies
from petitions.models import Petition
from petitions.moderation import switches
from petitions.signers import erasure
from tests.factories import make_petition, make_signature, make_staff
from tests.petitions.testcases import SigningTestCase

PAGE = "/petitions/free-the-teachers/"
numbers = st.integers(1, 2**31 - 1)


class Ladder(SimpleTestCase):
    def climb(self, first: int, most: int) -> list[int]:
        return list(takewhile(lambda goal: goal <= most, goals.ladder(first)))

    def test_from_a_thousand_up(self) -> None:
        self.assertEqual(
            self.climb(1_000, 100_000),
            [1_000, 1_500, 2_500, 5_000, 7_500, 10_000, 15_000, 25_000, 50_000, 75_000, 100_000],
        )

    def test_from_a_number_that_is_not_round(self) -> None:
        self.assertEqual(self.climb(3, 30), [3, 10, 15, 25])
        self.assertEqual(self.climb(350_000, 1_000_000), [350_000, 500_000, 750_000, 1_000_000])

    def test_the_next_is_not_reached_the_next_minute(self) -> None:
        self.assertEqual(self.climb(99_000, 200_000), [99_000, 150_000])

    @given(first=numbers)
    def test_each_is_at_least_a_fifth_above_the_one_before(self, first: int) -> None:
        for lower, higher in pairwise(self.climb(first, 10**10)):
            self.assertGreater(higher, lower)
            self.assertGreaterEqual(higher, lower * 6 // 5)

    @given(first=numbers, count=st.integers(0, 10**10), before=st.integers(0, 10**10))
    def test_the_goal_is_always_ahead_and_never_below_what_was_reached(
        self, first: int, count: int, before: int
    ) -> None:
        petition = Petition(goal=first, goal_reached=goals.last_reached(first, before))
        shown = goals.current_goal(petition, count)
        self.assertGreater(shown, count)
        self.assertGreaterEqual(shown, first)
        self.assertGreater(shown, petition.goal_reached)
        self.assertLessEqual(goals.last_reached(first, count), count)


class Shown(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        Petition.objects.update(goal=3)
        for _ in range(2):
            make_signature(self.petition)

    def goal(self) -> int:
        page_cache.cached_pages.clear()
        answer = self.client.get(f"{PAGE}count.json").json()
        self.assertEqual(list(answer), ["petition", "count", "goal", "as_of"])
        return int(answer["goal"])

    def test_the_first_until_it_is_reached_then_the_next(self) -> None:
        self.assertEqual(self.goal(), 3)
        page = self.client.get(PAGE)
        self.assertContains(page, '<progress value="2" max="3"')
        self.assertContains(page, "<span data-reached-line hidden>")
        make_signature(self.petition)
        self.assertEqual(self.goal(), 10)
        page = self.client.get(PAGE)
        self.assertContains(page, '<progress value="3" max="10"')
        self.assertContains(
            page, "<span data-reached-line>The goal of <span data-reached>3</span> is reached"
        )

    def test_a_withdrawal_after_it_was_reached_lowers_no_goal(self) -> None:
        last = make_signature(self.petition)
        goals.record_reached()
        erasure.withdraw(last)
        self.assertEqual(tallies.count(self.petition.pk), 2)
        self.assertEqual(self.goal(), 10)
        # It does not claim to be where it is not.
        self.assertContains(self.client.get(PAGE), "<span data-reached-line hidden>")
        goals.record_reached()
        self.assertEqual(Petition.objects.get().goal_reached, 3)

    def test_once_it_is_closed_the_last_one_that_was_reached_stays(self) -> None:
        make_signature(self.petition)
        make_signature(self.petition)
        Petition.objects.update(closes_at=timezone.now())
        self.assertEqual(self.goal(), 3)
        page = self.client.get(PAGE)
        self.assertContains(page, '<progress value="3" max="3"')
        self.assertContains(page, "The goal of 3 was reached")

    def test_closed_before_any_was_reached_it_shows_the_first(self) -> None:
        Petition.objects.update(closes_at=timezone.now())
        self.assertEqual(self.goal(), 3)
        self.assertContains(self.client.get(PAGE), '<progress value="2" max="3"')

    def test_staff_may_set_a_higher_first_goal_at_any_time(self) -> None:
        make_signature(self.petition)
        goals.record_reached()
        Petition.objects.update(goal=500)
        self.assertEqual(self.goal(), 500)

    def test_all_petitions_are_looked_after_in_two_queries(self) -> None:
        for _ in range(3):
            make_petition()
        with self.assertNumQueries(2):
            goals.record_reached()

    def test_the_bar_says_in_words_what_it_shows_and_a_status_waits_for_a_goal(self) -> None:
        page = self.client.get(PAGE)
        self.assertContains(page, 'aria-label="Signatures towards the goal"')
        self.assertContains(page, 'aria-valuetext="2 of 3"')
        self.assertRegex(
            page.text, r'<p class="visually-hidden" role="status" data-milestone="[^"]+"></p>'
        )

    def test_while_counting_is_paused_no_goal_is_reached(self) -> None:
        switches.pause_counting(author=make_staff())
        make_signature(self.petition)
        goals.record_reached()
        self.assertEqual(self.goal(), 3)
