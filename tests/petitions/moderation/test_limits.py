"""Sets of signings under the limits: who is quarantined, and whose email waits until when."""

from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from django.db import connection, transaction
from django.test import RequestFactory, override_settings

from campaign.web.models import Limit, Use
from petitions.models import Kind, LedgerEntry
from petitions.moderation import screening
from petitions.moderation.screening import Origin, Screened, ScreeningInput
from tests.campaign.web.test_rate_limits import set_limit
from tests.factories import make_petition, make_signature
from tests.petitions.testcases import CommittingSigningTestCase, SigningTestCase

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def origin_of(address: str, now: datetime = NOON, host: str = "testserver") -> Origin | None:
    request = RequestFactory().post("/", REMOTE_ADDR=address, headers={"host": host})
    with patch("django.utils.timezone.now", return_value=now):
        return screening.origin(request)


def at_gmail(number: int) -> str:
    """A mailbox of a large provider, whose domain has no limit."""
    return f"signer{number}@gmail.com"


class LimitsTestCase(SigningTestCase):
    def signing(
        self,
        address: str,
        came_from: Origin | None = None,
        *,
        waits_for: str = "",
        reason: str = "",
        is_approved: bool = False,
    ) -> ScreeningInput:
        return ScreeningInput(
            address, came_from, {self.petition.pk: reason}, waits_for, is_approved
        )

    def crowd(
        self, number: int, origins: Iterable[Origin | None], now: datetime = NOON
    ) -> list[Screened]:
        """Screen so many signings in one set, from these origins in turn."""
        origins = list(origins)
        return screening.screen(
            [self.signing(at_gmail(n), origins[n % len(origins)]) for n in range(number)], now=now
        )

    def again(self, screened: Screened, address: str, came_from: Origin | None, now: datetime) -> Screened:  # fmt: skip
        signing = ScreeningInput(address, came_from, screened.reasons, screened.waits_for)
        [result] = screening.screen([signing], now=now)
        return result

    def reason_of(self, screened: Screened) -> str:
        return screened.reasons[self.petition.pk]

    def reasons(self, screened: Iterable[Screened]) -> dict[str, int]:
        return dict(Counter(map(self.reason_of, screened)))

    def count_signatures(self, number: int, now: datetime = NOON) -> None:
        """As if so many had been counted on the day of `now`."""
        LedgerEntry.objects.create(
            petition=self.petition, kind=Kind.COUNTED, day=now.date(), country="NL", delta=number
        )


class Sets(LimitsTestCase):
    def test_a_set_is_limited_as_if_its_signings_came_one_by_one(self) -> None:
        came_from = origin_of("192.0.2.1")
        set_limit(Use.HOST, 70, 300)
        Limit.objects.filter(use=Use.PETITION).update(is_on=False)
        as_a_set = self.crowd(200, [came_from])
        other = origin_of("198.51.100.1")
        one_by_one = [
            screening.screen([self.signing(f"other{n}@gmail.com", other)], now=NOON)[0]
            for n in range(200)
        ]
        self.assertEqual(as_a_set, one_by_one)
        self.assertEqual([each.waits_for for each in as_a_set], [""] * 70 + ["host"] * 130)
        self.assertEqual(self.reasons(as_a_set), {"": 70, "many: host": 130})

    def test_a_set_takes_few_statements_whatever_its_size(self) -> None:
        origins = [origin_of(f"192.0.{n}.1") for n in range(200)]
        self.crowd(1, origins)  # reads rules and limits
        with self.assertNumQueries(
            7
        ):  # with savepoint and the query for the version of address rules
            self.crowd(200, origins)

    def test_what_is_over_a_narrow_limit_takes_nothing_from_wider_ones(self) -> None:
        set_limit(Use.HOST, 2)
        set_limit(Use.PREFIX, 4)
        screened = self.crowd(50, [origin_of("192.0.2.1")])
        self.assertEqual(self.reasons(screened), {"": 2, "many: host": 48})
        neighbours = [self.signing("n1@gmail.com", origin_of("192.0.2.2")) for _ in range(2)]
        self.assertEqual(self.reasons(screening.screen(neighbours, now=NOON)), {"": 2})

    def test_a_signing_of_two_petitions_is_told_for_each(self) -> None:
        busy = make_petition()
        set_limit(Use.HOST, 1, percent=1)
        LedgerEntry.objects.create(
            petition=busy, kind=Kind.COUNTED, day=NOON.date(), country="NL", delta=100
        )
        came_from = origin_of("192.0.2.1")
        quiet = self.petition.pk
        screened = screening.screen(
            [ScreeningInput(at_gmail(n), came_from, {quiet: "", busy.pk: ""}) for n in range(3)],
            now=NOON,
        )
        self.assertEqual(screened[0], Screened({quiet: "", busy.pk: ""}, ""))
        self.assertEqual(screened[1], Screened({quiet: "many: host", busy.pk: ""}, ""))
        self.assertEqual(screened[2].waits_for, "host")

    def test_a_batch_that_is_rolled_back_gives_its_tokens_back(self) -> None:
        set_limit(Use.HOST, 5)
        came_from = origin_of("192.0.2.1")
        with transaction.atomic():
            self.crowd(5, [came_from])
            transaction.set_rollback(True)
        self.assertEqual(self.reasons(self.crowd(5, [came_from])), {"": 5})


class Networks(LimitsTestCase):
    def setUp(self) -> None:
        super().setUp()
        Limit.objects.filter(use=Use.PETITION).update(is_on=False)

    def test_each_width_of_a_network_has_its_limit(self) -> None:
        for addresses, reason in (
            (["192.0.2.1"], "many: host"),
            ([f"198.51.100.{n}" for n in range(250)], "many: prefix"),
            ([f"203.0.{n}.{n}" for n in range(250)], "many: wide"),
            ([f"2001:db8:1:1::{n:x}" for n in range(250)], "many: host"),
            ([f"2001:db9:1:{n:x}::1" for n in range(250)], "many: prefix"),
            ([f"2001:dba:{n:x}::1" for n in range(250)], "many: wide"),
        ):
            with self.subTest(addresses[-1]):
                screened = self.crowd(900, map(origin_of, addresses))
                self.assertEqual(set(self.reasons(screened)), {"", reason})

    def test_sixty_behind_one_address_in_ten_minutes_go_through(self) -> None:
        self.assertEqual(self.reasons(self.crowd(60, [origin_of("192.0.2.1")])), {"": 60})

    def test_a_school_of_three_hundred_in_an_hour_goes_through(self) -> None:
        came_from = origin_of("192.0.2.1")
        for ten_minutes in range(6):
            now = NOON + ten_minutes * 10 * MINUTE
            self.assertEqual(self.reasons(self.crowd(50, [came_from], now)), {"": 50})

    def test_a_busy_petition_lets_a_carrier_through(self) -> None:
        carrier = [origin_of(f"192.0.2.{n}") for n in range(64)]
        self.assertIn("many: prefix", self.reasons(self.crowd(900, carrier)))
        self.count_signatures(20_000)
        later = NOON + DAY
        self.count_signatures(20_000, later)
        self.assertEqual(self.reasons(self.crowd(3000, carrier, later)), {"": 3000})

    def test_visitors_of_the_onion_service_share_the_widest_limit_only(self) -> None:
        direct = origin_of("127.0.0.1")
        with override_settings(ALLOWED_HOSTS=["*"]):
            onion = origin_of("127.0.0.1", host="campaignxyz.onion:8080")
            outside = origin_of("192.0.2.1", host="campaignxyz.onion")
        assert onion and direct and outside
        self.assertEqual(set(onion.buckets), {"provider"})
        self.assertNotIn("provider", direct.buckets)
        self.assertNotIn("provider", outside.buckets)
        self.assertEqual(self.reasons(self.crowd(500, [onion])), {"": 500})


class Waiting(LimitsTestCase):
    def test_a_late_email_takes_a_token_and_its_signature_stays_quarantined(self) -> None:
        set_limit(Use.HOST, 1)
        came_from = origin_of("192.0.2.1")
        _first, second, third = self.crowd(3, [came_from])
        soon = self.again(second, at_gmail(1), came_from, NOON + MINUTE)
        self.assertEqual((soon.waits_for, self.reason_of(soon)), ("host", "many: host"))
        later = NOON + 12 * MINUTE
        late = self.again(second, at_gmail(1), came_from, later)
        self.assertEqual((late.waits_for, self.reason_of(late)), ("", "many: host"))
        self.assertEqual(self.again(third, at_gmail(2), came_from, later).waits_for, "host")

    def test_the_emails_of_one_network_are_bounded_however_many_forms_it_sends(self) -> None:
        set_limit(Use.HOST, 5, 20)
        came_from = origin_of("192.0.2.1", NOON)
        emails = 0
        waiting = self.crowd(200, [came_from])[5:]
        for hours in range(24):
            signings = [
                ScreeningInput(at_gmail(n), came_from, each.reasons, each.waits_for)
                for n, each in enumerate(waiting)
            ]
            screened = screening.screen(signings, now=NOON + hours * HOUR)
            emails += sum(not each.waits_for for each in screened)
            waiting = [each for each in screened if each.waits_for]
        self.assertEqual(emails, 15)

    def test_what_staff_approve_goes_out_and_counts(self) -> None:
        set_limit(Use.HOST, 1)
        came_from = origin_of("192.0.2.1")
        _first, second = self.crowd(2, [came_from])
        approved = self.signing(
            at_gmail(1), came_from, waits_for=second.waits_for, is_approved=True
        )
        [result] = screening.screen([approved], now=NOON)
        self.assertEqual((result.waits_for, self.reason_of(result)), ("", ""))

    def test_after_the_day_that_follows_only_staff_let_it_out(self) -> None:
        """Its network has other names by then, so no one can tell whether it is still at it."""
        set_limit(Use.HOST, 1)
        came_from = origin_of("192.0.2.1")
        _first, second = self.crowd(2, [came_from])
        for days, waits_for in ((1, ""), (2, "host"), (6, "host")):
            late = self.again(second, at_gmail(1), came_from, NOON + days * DAY + 4 * HOUR)
            self.assertEqual(late.waits_for, waits_for, days)

    def test_a_network_that_is_quarantined_by_a_rule_sends_no_more_emails_than_others(self) -> None:
        set_limit(Use.HOST, 1)
        came_from = origin_of("192.0.2.1")
        assert came_from
        ruled = came_from._replace(verdict="hold")
        first, second = self.crowd(2, [ruled])
        self.assertEqual((self.reason_of(first), first.waits_for), ("rule: network", ""))
        self.assertEqual((self.reason_of(second), second.waits_for), ("rule: network", "host"))

    def test_what_has_waited_long_is_looked_at_less_often(self) -> None:
        waiting = Screened({}, "petition")
        for waited, wait in (
            (timedelta(), timedelta(seconds=15)), (40 * MINUTE, 10 * MINUTE), (DAY, screening.LONGEST_WAIT),
        ):  # fmt: skip
            self.assertEqual(waiting.wait(waited), wait)

    def test_a_small_domain_gets_its_emails_by_the_minute_and_no_one_is_quarantined(self) -> None:
        Limit.objects.filter(use=Use.EMAILS).update(burst=2)
        set_limit(Use.HOST, 100)
        came_from = origin_of("192.0.2.1")
        signings = [self.signing(f"{n}@firm.example", came_from) for n in range(3)]
        screened = screening.screen(signings, now=NOON)
        self.assertEqual([each.waits_for for each in screened], ["", "", "emails"])
        self.assertEqual(self.reasons(screened), {"": 3})
        late = self.again(screened[2], "2@firm.example", came_from, NOON + 2 * MINUTE)
        self.assertEqual(late, Screened({self.petition.pk: ""}, ""))


class Budget(LimitsTestCase):
    """A petition's emails: some at first, then in proportion to the people who confirm."""

    def setUp(self) -> None:
        super().setUp()
        set_limit(Use.PETITION, 10, 10, percent=250)

    def everywhere(self, number: int) -> list[Origin | None]:
        return [origin_of(f"{n % 200 + 11}.{n // 200}.1.1") for n in range(number)]

    def test_a_list_of_strangers_gets_the_first_emails_only(self) -> None:
        screened = self.crowd(100, self.everywhere(100))
        self.assertEqual(sum(not each.waits_for for each in screened), 10)
        self.assertEqual(self.reasons(screened), {"": 100})

    def test_emails_that_wait_go_out_when_others_have_confirmed(self) -> None:
        origins = self.everywhere(100)
        waiting = self.crowd(100, origins)[10:]
        self.count_signatures(6)
        signings = [
            ScreeningInput(at_gmail(n), origins[n], each.reasons, each.waits_for)
            for n, each in enumerate(waiting, start=10)
        ]
        screened = screening.screen(signings, now=NOON + MINUTE)
        self.assertEqual([each.waits_for for each in screened], [""] * 15 + ["petition"] * 75)

    def test_a_crowd_that_confirms_is_not_held_up_for_long(self) -> None:
        """2,000 people in 40 minutes; two of three confirm within five minutes."""
        origins = self.everywhere(2000)
        waiting = [self.signing(at_gmail(n), origins[n]) for n in range(2000)]
        sent_at: list[datetime] = []
        confirmed, now = 0, NOON
        set_limit(Use.PETITION, 200, 300, percent=250)
        while waiting:
            due = len([at for at in sent_at if at <= now - 5 * MINUTE]) * 2 // 3
            self.count_signatures(due - confirmed)
            confirmed = due
            screened = screening.screen(waiting[:400], now=now)
            sent_at += [now for each in screened if not each.waits_for]
            left = [
                ScreeningInput(one.address, one.came_from, found.reasons, found.waits_for)
                for one, found in zip(waiting, screened, strict=False)
                if found.waits_for
            ]
            waiting = left + waiting[400:]
            now += MINUTE
        self.assertLessEqual(now - NOON, 60 * MINUTE)

    def test_three_hosts_with_lists_of_strangers_do_not_hold_up_people_elsewhere(self) -> None:
        set_limit(Use.PETITION, 200, 300, percent=250)
        hosts = [origin_of(f"192.0.2.{n}") for n in range(3)]
        strangers = [
            found for hour in range(3) for found in self.crowd(300, hosts, NOON + hour * HOUR)
        ]
        self.assertLessEqual(sum(not each.waits_for for each in strangers), 200 + 3 * 5)
        people = self.crowd(40, self.everywhere(40), NOON + 3 * HOUR)
        self.assertEqual({each.waits_for for each in people}, {""})

    def test_a_large_network_counts_as_one_however_many_small_ones_it_has(self) -> None:
        set_limit(Use.PETITION, 30, 30)
        inside = [origin_of(f"2001:db8:{n:x}::1") for n in range(100)]
        strangers = self.crowd(100, inside)
        self.assertEqual(sum(not each.waits_for for each in strangers), 20)
        people = self.crowd(10, self.everywhere(10))
        self.assertEqual({each.waits_for for each in people}, {""})

    def test_an_invalidated_flood_raises_nothing(self) -> None:
        self.count_signatures(100)
        self.count_signatures(-100)
        screened = self.crowd(20, self.everywhere(20))
        self.assertEqual(sum(not each.waits_for for each in screened), 10)

    def test_refused_emails_stop_those_of_that_petition_until_they_are_an_hour_old(self) -> None:
        other = make_petition()
        for _ in range(30):
            make_signature(self.petition, confirmed=False, bounced_at=NOON)
        for now, waits_for in ((NOON + MINUTE, "refusals"), (NOON + HOUR + MINUTE, "")):
            [screened] = screening.screen([self.signing("a@gmail.com")], now=now)
            self.assertEqual((screened.waits_for, self.reason_of(screened)), (waits_for, ""))
            elsewhere = ScreeningInput("a@gmail.com", None, {other.pk: ""})
            self.assertFalse(screening.screen([elsewhere], now=now)[0].waits_for)

    def test_some_refused_emails_among_many_confirmed_ones_stop_nothing(self) -> None:
        for number in range(200):
            make_signature(self.petition, confirmed_at=NOON)
            if number < 30:
                make_signature(self.petition, confirmed=False, bounced_at=NOON)
        [screened] = screening.screen([self.signing("a@gmail.com")], now=NOON + MINUTE)
        self.assertEqual(screened.waits_for, "")


class SameMoment(CommittingSigningTestCase):
    def test_sets_of_several_workers_share_the_limits_exactly_and_block_no_one(self) -> None:
        set_limit(Use.HOST, 30, 1000)
        Limit.objects.filter(use=Use.PETITION).update(is_on=False)
        hosts = [origin_of(f"192.0.2.{n}") for n in range(4)]

        def work(worker: int) -> list[Screened]:
            order = hosts[worker:] + hosts[:worker]
            try:
                return screening.screen(
                    [
                        ScreeningInput(
                            f"w{worker}n{n}@gmail.com", order[n % 4], {self.petition.pk: ""}
                        )
                        for n in range(100)
                    ],
                    now=NOON,
                )
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as threads:
            screened = [each for batch in threads.map(work, range(4)) for each in batch]
        self.assertEqual(sum(not each.waits_for for each in screened), 4 * 30)
