"""Everything finer than the total moves once a day, for all petitions at one moment, and by ten or more."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from unittest import mock

from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from petitions.counting import ledger, published_figures, tallies
from petitions.counting.published_figures import MIN_MOVE, Figures
from petitions.counting.tasks import publish_figures
from petitions.models import Kind, Petition, Publication, Signature, Switches
from tests import each_asks_the_database
from tests.factories import make_detainee, make_petition, make_signature, make_tally
from tests.petitions.testcases import CommittingSigningTestCase, SigningTestCase
from tests.testcases import unbroken

DAY = datetime(2026, 3, 10, tzinfo=UTC)


def withdraw(signature: Signature) -> None:
    ledger.remove(signature, Kind.WITHDRAWN)
    signature.delete()


def run_job(at: datetime) -> None:
    """The worker's hourly job."""
    with mock.patch("django.utils.timezone.now", return_value=at):
        publish_figures(timestamp=0)


class FiguresCase(SigningTestCase):
    def figures(self, petition: Petition | None = None) -> Figures:
        pk = (petition or self.petition).pk
        return published_figures.read([pk]).by_petition[pk]

    def add(self, number: int, country: str = "KZ", **fields: Any) -> None:
        for _ in range(number):
            make_signature(self.petition, country=country, **fields)

    def withdraw(self, number: int, country: str = "KZ") -> None:
        for signature in self.petition.signatures.filter(country=country)[:number]:
            withdraw(signature)


class MomentTests(FiguresCase):
    def as_of(self) -> datetime | None:
        return published_figures.read([]).as_of

    def test_there_is_nothing_before_the_first_day(self) -> None:
        self.add(12)
        self.assertEqual(self.figures(), Figures())
        self.assertIsNone(self.as_of())
        self.assertNotContains(self.client.get("/petitions/free-the-teachers/"), "Kazakhstan (")

    def test_the_first_run_of_a_day_moves_the_figures_and_the_others_do_not(self) -> None:
        self.add(12)
        run_job(DAY + timedelta(minutes=2))
        self.assertEqual(self.figures().by_country, {"KZ": 12})
        self.add(20)
        for hour in range(1, 24):
            run_job(DAY + timedelta(hours=hour, minutes=2))
        self.assertEqual(self.figures().by_country, {"KZ": 12})
        self.assertEqual(self.as_of(), DAY + timedelta(minutes=2))
        run_job(DAY + timedelta(days=1, minutes=2))
        self.assertEqual(self.figures().by_country, {"KZ": 32})

    def test_a_late_run_says_when_it_was_and_the_next_day_begins_at_midnight(self) -> None:
        late = DAY + timedelta(hours=21)
        self.add(12)
        run_job(late)
        self.assertEqual(self.as_of(), late)
        self.add(10)
        run_job(DAY + timedelta(days=1, minutes=2))
        self.assertEqual(self.figures().by_country, {"KZ": 22})

    def test_after_days_without_a_worker_one_run_catches_up(self) -> None:
        self.add(12)
        run_job(DAY)
        self.add(15)
        run_job(DAY + timedelta(days=9, hours=5))
        self.assertEqual(self.figures().by_country, {"KZ": 27})

    def test_a_clock_that_was_set_back_moves_nothing_twice(self) -> None:
        self.add(12)
        run_job(DAY)
        self.add(12)
        run_job(DAY - timedelta(hours=3))
        self.assertEqual((self.figures().by_country, self.as_of()), ({"KZ": 12}, DAY))

    def test_nothing_moves_while_counting_is_paused(self) -> None:
        self.add(12)
        run_job(DAY)
        self.add(30)
        Switches.objects.update(counting_paused_at=DAY + timedelta(hours=1))
        run_job(DAY + timedelta(days=1))
        self.assertEqual((self.figures().by_country, self.as_of()), ({"KZ": 12}, DAY))
        Switches.objects.update(counting_paused_at=None)
        run_job(DAY + timedelta(days=1, hours=15))
        self.assertEqual(self.figures().by_country, {"KZ": 42})

    def test_all_petitions_move_at_the_same_moment(self) -> None:
        other = make_petition()
        make_tally(self.petition, {"NL": 12})
        make_tally(other, {"TR": 11})
        run_job(DAY)
        self.assertEqual(self.figures().by_country, {"NL": 12})
        self.assertEqual(self.figures(other).by_country, {"TR": 11})

    def test_a_failure_half_way_moves_nothing_and_the_next_run_does_it(self) -> None:
        self.add(12)
        with (
            mock.patch.object(published_figures, "_MOVE", "SELECT 1 / 0"),
            self.assertRaisesMessage(Exception, "division"),
        ):
            run_job(DAY)
        self.assertIsNone(self.as_of())
        run_job(DAY + timedelta(hours=1))
        self.assertEqual(self.figures().by_country, {"KZ": 12})


class CountryTests(FiguresCase):
    def test_a_country_moves_once_ten_or_more_were_added_since_it_last_moved(self) -> None:
        self.add(13)
        self.add(40, "NL")
        published_figures.publish_now()
        self.add(9)
        published_figures.publish_now()
        self.assertEqual(self.figures().by_country, {"NL": 40, "KZ": 13, "other": 9})
        self.add(1)
        published_figures.publish_now()
        self.assertEqual(self.figures().by_country, {"NL": 40, "KZ": 23})

    def test_the_remainder_is_the_total_of_that_moment_less_what_is_shown(self) -> None:
        make_tally(self.petition, {"NL": 12, "TR": 9, "TM": 1})
        published_figures.publish_now()
        self.add(4)
        self.assertEqual(self.figures(), Figures(22, 1, {"NL": 12, "other": 10}))
        published_figures.publish_now()
        self.assertEqual(self.figures(), Figures(26, 1, {"NL": 12, "other": 14}))

    def test_a_withdrawal_does_not_show_and_ten_do(self) -> None:
        make_tally(self.petition, {"KZ": 30, "NL": 30})
        published_figures.publish_now()
        self.withdraw(9)
        published_figures.publish_now()
        self.assertEqual(self.figures().by_country, {"KZ": 30, "NL": 30})
        self.withdraw(1)
        published_figures.publish_now()
        self.assertEqual(self.figures().by_country, {"NL": 30, "KZ": 20})

    def test_withdrawals_and_additions_of_a_day_are_taken_together(self) -> None:
        make_tally(self.petition, {"KZ": 30})
        published_figures.publish_now()
        self.withdraw(12)
        self.add(8)
        published_figures.publish_now()
        self.assertEqual(self.figures().by_country, {"KZ": 30})

    def test_a_country_that_falls_below_ten_disappears_and_comes_back_after_ten_more(self) -> None:
        make_tally(self.petition, {"KZ": 15, "NL": 20})
        published_figures.publish_now()
        self.withdraw(11)
        published_figures.publish_now()
        self.assertEqual(self.figures().by_country, {"NL": 20, "other": 4})
        self.add(9)
        published_figures.publish_now()
        self.assertEqual(self.figures().by_country, {"NL": 20, "other": 13})
        self.add(1)
        published_figures.publish_now()
        self.assertEqual(self.figures().by_country, {"NL": 20, "KZ": 14})

    def test_a_remainder_that_withdrawals_have_made_less_than_nothing_is_left_out(self) -> None:
        make_tally(self.petition, {"KZ": 12})
        published_figures.publish_now()
        self.withdraw(3)
        published_figures.publish_now()
        self.assertEqual(self.figures(), Figures(9, 1, {"KZ": 12}))

    def test_the_table_says_of_which_day_it_is_and_the_total_is_live(self) -> None:
        self.add(12)
        run_job(DAY)
        self.add(3)
        page = self.client.get("/petitions/free-the-teachers/")
        self.assertContains(page, unbroken("See signatures by country (as of 10 March 2026)"))
        self.assertContains(page, "<dt>Kazakhstan</dt><dd>12</dd>")
        self.assertContains(page, '<strong class="progress-count" data-count>15</strong>')


class NumberOfCountriesTests(FiguresCase):
    CODES = ("NL", "KZ", "TR", "DE", "FR", "JP", "US", "GB", "CA", "AU", "SE", "NO")

    def test_it_is_not_said_below_ten(self) -> None:
        for code in self.CODES[:9]:
            self.add(1, code)
        published_figures.publish_now()
        self.assertEqual(self.figures().countries, 0)
        self.assertNotContains(self.client.get("/petitions/free-the-teachers/"), "countries have")

    def test_one_more_country_does_not_show_until_ten_more(self) -> None:
        for code in self.CODES[:11]:
            self.add(1, code)
        published_figures.publish_now()
        self.assertEqual(self.figures().countries, 11)
        self.add(1, self.CODES[11])
        published_figures.publish_now()
        self.assertEqual(self.figures().countries, 11)
        for code in ("BE", "CH", "ES", "PT", "IT", "PL", "CZ", "FI", "IE"):
            self.add(1, code)
        published_figures.publish_now()
        self.assertEqual(self.figures().countries, 21)

    def test_it_says_no_fewer_than_the_table_shows(self) -> None:
        make_tally(self.petition, {"KZ": 10, "NL": 11, "TR": 2})
        published_figures.publish_now()
        self.assertEqual(self.figures().countries, 2)


class PersonTests(FiguresCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee("Aygül Misal", slug="aygul-misal")

    def number(self) -> int:
        published_figures.publish_now()
        return published_figures.count_for_person(self.person.pk)

    def test_it_moves_by_ten_or_more(self) -> None:
        self.add(9, signed_for=self.person)
        self.assertEqual(self.number(), 0)
        self.add(2, signed_for=self.person)
        self.assertEqual(self.number(), 11)
        self.add(9, signed_for=self.person)
        self.assertEqual(self.number(), 11)
        self.add(1, signed_for=self.person)
        self.assertEqual(self.number(), 21)
        self.withdraw(9)
        self.assertEqual(self.number(), 21)
        self.withdraw(1)
        self.assertEqual(self.number(), 11)

    def test_it_moves_with_the_other_figures_and_not_before(self) -> None:
        self.add(12, signed_for=self.person)
        page = "/profiles/aygul-misal/"
        self.assertNotContains(self.client.get(page), "signatures have been given")
        published_figures.publish_now()
        with self.captureOnCommitCallbacks(execute=True):
            published_figures.publish_now()
        self.assertContains(self.client.get(page), "At least <strong>10</strong> signatures")

    def test_signatures_for_a_merged_record_count_for_the_one_that_stays(self) -> None:
        gone = make_detainee("Aygul Missal", slug="gone")
        self.add(7, signed_for=self.person)
        self.add(8, signed_for=gone)
        self.assertEqual(self.number(), 0)
        type(gone).objects.filter(pk=gone.pk).update(
            merged_into=self.person, state="withdrawn", slug=None
        )
        self.assertEqual(self.number(), 15)
        type(gone).objects.filter(pk=gone.pk).update(merged_into=None)
        self.assertEqual(self.number(), 15)  # 7 by now: it goes down by ten or more
        self.assertEqual(published_figures.count_for_person(gone.pk), 0)


COUNTRIES = ["NL", "KZ", "TR"]
steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, 14), st.sampled_from(COUNTRIES)),
        st.tuples(st.just("withdraw"), st.integers(1, 14), st.sampled_from(COUNTRIES)),
        st.tuples(st.sampled_from(["fold", "publish"]), st.just(0), st.just("")),
    ),
    max_size=12,
)


class AnyHistory(PropertyTestCase):
    @each_asks_the_database
    @given(steps=steps)
    def test_no_figure_moves_by_less_than_ten_or_is_wrong_by_ten(
        self, steps: list[tuple[str, int, str]]
    ) -> None:
        petition = make_petition()
        before: Counter[str] = Counter()
        for step, number, country in [*steps, ("publish", 0, "")]:
            if step == "add":
                for _ in range(number):
                    make_signature(petition, country=country)
            elif step == "withdraw":
                for signature in petition.signatures.filter(country=country)[:number]:
                    withdraw(signature)
            elif step == "fold":
                tallies.fold()
            else:
                published_figures.publish_now()
                before = self.check_figures(petition, before)

    def check_figures(self, petition: Petition, before: Counter[str]) -> Counter[str]:
        true = Counter(str(each.country) for each in petition.signatures.all())
        stored = Counter(dict(petition.published_countries.values_list("country", "count")))
        shown = published_figures.read([petition.pk]).by_petition[petition.pk]
        for country in COUNTRIES:
            moved = abs(stored[country] - before[country])
            self.assertTrue(moved == 0 or moved >= MIN_MOVE, (country, moved))
            self.assertLess(abs(stored[country] - true[country]), MIN_MOVE)
            if country in shown.by_country:
                self.assertGreaterEqual(shown.by_country[country], tallies.MIN_SHOWN)
        self.assertEqual(shown.total, true.total())
        if tallies.OTHER in shown.by_country:
            self.assertEqual(sum(shown.by_country.values()), shown.total)
        return stored


class AtOnceTests(CommittingSigningTestCase):
    def test_of_two_workers_at_once_one_moves_the_figures(self) -> None:
        make_tally(self.petition, {"KZ": 12})
        start, moved = Barrier(2), []

        def work() -> None:
            try:
                start.wait(30)
                moved.append(published_figures.publish())
            finally:
                connection.close()

        threads = [Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(moved), [False, True])
        self.assertLess(timezone.now() - Publication.objects.get().figures_at, timedelta(hours=1))  # type: ignore[operator]
        found = published_figures.read([self.petition.pk]).by_petition[self.petition.pk]
        self.assertEqual(found, Figures(12, 1, {"KZ": 12}))
