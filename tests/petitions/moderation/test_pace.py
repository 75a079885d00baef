"""Slow stuffing raises an alert while it happens; a newsletter raises none."""

from datetime import UTC, datetime, timedelta

from petitions.counting import tallies
from petitions.models import DayTally, Kind, Signature
from petitions.moderation import alerts
from petitions.moderation.metrics import PetitionMetrics
from tests.factories import make_signature
from tests.petitions.testcases import SigningTestCase

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# Of 100 who come after a newsletter, so many confirm in each hour: most at once, few in the night.
NEWSLETTER = [30, 16, 9, 7, 5, 4, 4, 3, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 1, 1]


class PaceTests(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.template = make_signature(self.petition)
        Signature.objects.all().delete()
        tallies.fold_all()
        DayTally.objects.all().delete()
        self.made = 0

    def past(self, days: int, a_day: int, until: datetime = NOON) -> None:
        """As if so many had been counted on each of so many days before that of `until`."""
        for number in range(1, days + 1):
            self.count((until - number * DAY), a_day)
        self.petition.opens_at = until - (days + 1) * DAY

    def count(self, at: datetime, number: int) -> None:
        tally, _made = DayTally.objects.get_or_create(
            petition=self.petition, kind=Kind.COUNTED, day=at.date()
        )
        tally.count += number
        tally.save()

    def confirm(self, number: int, hour: datetime, *, after: timedelta = HOUR) -> None:
        """As if so many had confirmed in the hour before, each so long after they signed."""
        signatures = []
        for each in range(number):
            self.made += 1
            at = hour - HOUR * each / number
            signatures.append(
                Signature(
                    petition=self.petition, email_digest=self.made.to_bytes(32), country="NL",
                    consent_version="test", state="confirmed", signed_at=at - after, confirmed_at=at,
                    receipt=self.made.to_bytes(32),
                )
            )  # fmt: skip
        Signature.objects.bulk_create(signatures)
        self.count(hour, number)

    def raised(self, now: datetime = NOON) -> set[str]:
        current = PetitionMetrics(self.petition.pk, now, self.petition.opens_at)
        return {each.rule for each in alerts.petition_alerts(self.petition, current)}

    def test_twenty_an_hour_as_always_raise_nothing(self) -> None:
        self.past(30, 480)
        for hours in range(24):
            self.confirm(20, NOON - hours * HOUR)
        self.assertEqual(self.raised(), set())

    def test_stuffing_at_199_an_hour_shows_within_a_day(self) -> None:
        self.past(30, 480)
        for hours in range(24):
            self.confirm(199, NOON - hours * HOUR)
        self.assertEqual(self.raised(), {"pace"})

    def test_it_shows_on_a_petition_that_is_a_few_days_old(self) -> None:
        self.past(3, 480)
        for hours in range(24):
            self.confirm(199, NOON - hours * HOUR)
        self.assertEqual(self.raised(), {"pace"})

    def test_it_shows_to_the_end_of_the_week(self) -> None:
        self.past(30, 480, NOON - 6 * DAY)
        for days in range(1, 7):
            self.count(NOON - days * DAY, 4776)
        for hours in range(24):
            self.confirm(199, NOON - hours * HOUR)
        self.assertEqual(self.raised(), {"pace"})

    def test_stuffing_in_the_daytime_only_shows_on_the_third_day(self) -> None:
        self.past(30, 480, NOON - 2 * DAY)
        for days in (1, 2):
            self.count(NOON - days * DAY, 1900)
        for hours in range(24):
            self.confirm(199 if hours < 9 else 20, NOON - hours * HOUR)
        self.assertEqual(self.raised(), {"pace"})

    def test_a_newsletter_raises_nothing_on_its_day_or_after(self) -> None:
        for usual in (20, 480):
            for later in (3, 12, 23, 47):
                with self.subTest(usual=usual, later=later):
                    Signature.objects.all().delete()
                    DayTally.objects.all().delete()
                    self.past(30, usual)
                    sent_at = NOON - later * HOUR
                    for hours, share in enumerate(
                        [*NEWSLETTER, *[1, 0, 0, 0, 0, 0] * 4][: later + 1]
                    ):
                        self.confirm(20 * share, sent_at + hours * HOUR)
                    self.assertNotIn("pace", self.raised())

    def test_signers_who_all_confirm_at_once_show_even_on_a_new_petition(self) -> None:
        self.petition.opens_at = NOON - 20 * HOUR
        for hours in range(3):
            self.confirm(70, NOON - hours * HOUR - 10 * MINUTE, after=MINUTE)
        self.assertEqual(self.raised(), {"prompt"})

    def test_people_who_confirm_when_they_read_their_email_do_not(self) -> None:
        for hours in range(3):
            self.confirm(70, NOON - hours * HOUR - 10 * MINUTE, after=MINUTE)
            self.confirm(30, NOON - hours * HOUR - 10 * MINUTE, after=HOUR)
        self.assertNotIn("prompt", self.raised())
