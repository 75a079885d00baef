"""The figures on a petition's dashboard. Each uses an index, whatever the number of signatures."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.web.models import DayKey
from campaign.web.rate_limits import recent_digests
from demo import signatures
from petitions.counting import tallies
from petitions.models import Domain, Kind, Petition, Signature, Trace
from petitions.moderation import invalidations, matching, metrics, review
from petitions.signers import erasure
from tests.databases import as_owner
from tests.factories import make_petition, make_signature, make_trace
from tests.petitions.moderation.test_invalidations import make_invalidation
from tests.petitions.testcases import SigningTestCase, sign_and_confirm

NOW = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


def scans(ask: Callable[[], object], table: str) -> list[dict[str, Any]]:
    """The plan nodes with which Postgres reads a table when sequential scans are off."""
    with CaptureQueriesContext(connection) as queries:
        ask()
    found: list[dict[str, Any]] = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        for query in queries:
            if query["sql"].lstrip().startswith(("SELECT", "WITH")) and table in query["sql"]:
                cursor.execute("EXPLAIN (FORMAT JSON) " + query["sql"])
                [(answer,)] = cursor.fetchall()
                [explained] = json.loads(answer) if isinstance(answer, str) else answer
                found += nodes(explained["Plan"])
        cursor.execute("SET LOCAL enable_seqscan = on")
    return [node for node in found if node.get("Relation Name") == table or "Index Name" in node]


def fill(petition: Petition, number: int = 3_000) -> None:
    """Add many signatures and analyse the table. For a nearly empty table Postgres may pick any index."""
    until = petition.opens_at + timedelta(days=1)
    signatures.write(petition, number, countries=20, until=until, people=[])
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("ANALYZE petitions_signature")


class FigureTests(SigningTestCase):
    def sign_at(self, when: datetime, address: str = "", **fields: Any) -> Signature:
        confirmed = None if fields.get("confirmed") is False else when + timedelta(minutes=2)
        return make_signature(
            self.petition, address, **{"signed_at": when, "confirmed_at": confirmed} | fields
        )

    def test_by_hour_those_who_signed_and_those_who_count(self) -> None:
        self.sign_at(NOW)
        self.sign_at(NOW - HOUR)
        self.sign_at(NOW - HOUR, confirmed=False)
        self.sign_at(NOW - timedelta(hours=49))
        make_signature(make_petition(), signed_at=NOW)
        hours = metrics.hours(self.petition.pk, NOW)
        self.assertEqual(len(hours), 48)
        self.assertEqual(hours[-1].begins, NOW.replace(minute=0))
        self.assertEqual([(hour.signed, hour.counted) for hour in hours[-2:]], [(2, 1), (1, 1)])
        self.assertEqual(sum(hour.signed for hour in hours), 3)

    def test_an_hour_with_more_than_are_counted_says_so(self) -> None:
        for _ in range(3):
            self.sign_at(NOW)
        with patch.object(metrics, "MAX_PER_HOUR", 2):
            last = metrics.hours(self.petition.pk, NOW)[-1]
            self.assertEqual((last.signed, last.is_cut_off), (2, True))

    def test_by_day_without_a_gap_folded_or_not(self) -> None:
        self.sign_at(NOW)
        tallies.fold()
        self.sign_at(NOW - timedelta(days=3))
        days = metrics.days(self.petition.pk)
        self.assertEqual([day.counted for day in days], [1, 0, 0, 1])
        self.assertEqual(days[-1].day, NOW.date())
        self.assertEqual(metrics.days(make_petition().pk), [])

    def test_what_became_of_them_today_yesterday_and_ever(self) -> None:
        signature = sign_and_confirm(self.petition)
        tallies.fold()
        sign_and_confirm(self.petition, email="b@example.org")
        erasure.withdraw(signature)
        now = timezone.now()
        steps = {step.kind: step for step in metrics.funnel(self.petition.pk, now)}
        self.assertEqual(list(steps), [*(k for k in Kind if k != Kind.COUNTED), Kind.COUNTED])
        for kind, number in (
            (Kind.SIGNED, 2), (Kind.MAILED, 2), (Kind.CONFIRMED, 2), (Kind.WITHDRAWN, 1),
            (Kind.COUNTED, 1), (Kind.QUARANTINED, 0),
        ):  # fmt: skip
            with self.subTest(kind):
                self.assertEqual((steps[kind].today, steps[kind].ever), (number, number))
        tomorrow = metrics.funnel(self.petition.pk, now + timedelta(days=1))
        self.assertEqual((tomorrow[0].today, tomorrow[0].yesterday), (0, 2))

    def test_domains_of_the_last_hour_beside_the_day_before(self) -> None:
        for number in range(3):
            signature = self.sign_at(NOW - timedelta(minutes=5 + number), confirmed=False)
            make_trace(signature, "flood.example")
        make_trace(self.sign_at(NOW - timedelta(minutes=5)), "example.org")
        yesterday = make_trace(self.sign_at(NOW - 5 * HOUR), "example.org")
        self.of_the_day_before(yesterday, "example.org")
        top = metrics.top_domains(self.petition.pk, NOW)
        self.assertEqual(top.total, 4)
        flood, other = top.shares
        self.assertEqual((flood.label, flood.number, flood.percent), ("flood.example", 3, 75))
        self.assertEqual((flood.percent_before, flood.has_grown), (0, True))
        self.assertEqual((other.name, other.percent_before), ("example.org", 100))
        self.assertFalse(other.has_grown)

    def of_the_day_before(self, trace: Trace, domain: str) -> None:
        """A domain has another digest every day."""
        before = {*recent_digests("domain", [domain])}
        DayKey.objects.create(day=date(2026, 3, 9), key=b"y" * 32)
        [other] = {*recent_digests("domain", [domain])} - before
        Trace.objects.filter(pk=trace.pk).update(domain=other)

    def test_a_domain_whose_name_is_not_known_is_shown_by_a_label(self) -> None:
        make_trace(self.sign_at(NOW), "flood.example")
        Domain.objects.all().delete()
        [share] = metrics.top_domains(self.petition.pk, NOW).shares
        self.assertEqual((share.name, len(share.label), share.number), ("", 8, 1))

    def test_networks_by_labels_that_name_none(self) -> None:
        for number in range(3):
            make_trace(
                self.sign_at(NOW, confirmed=False),
                network=b"\xab" * 16,
                host=bytes([number]) * 16,
            )
        [share] = metrics.top_networks(self.petition.pk, NOW).shares
        self.assertEqual((share.label, share.number), ("abababab", 3))

    def test_those_to_be_reviewed_by_reason(self) -> None:
        self.sign_at(NOW, state="quarantined", quarantine_reason="domain")
        self.sign_at(NOW, confirmed=False, quarantine_reason="domain")
        self.sign_at(NOW, state="quarantined", quarantine_reason="network")
        self.sign_at(NOW, confirmed=False)
        review.reject(
            [self.sign_at(NOW, state="quarantined", quarantine_reason="domain")],
            make_invalidation(self.petition).author, "Flood",
        )  # fmt: skip
        found = metrics.quarantined(self.petition.pk)
        self.assertEqual(found, {"domain": (1, 1), "network": (1, 0)})
        self.assertEqual(found["domain"].total, 2)
        self.assertEqual(review.waiting_reasons([self.petition.pk]), ["domain", "network"])


class IndexTests(SigningTestCase):
    """A table of a hundred million rows must never be read whole while a person waits."""

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        signatures.write(cls.petition, 3_000, countries=9, until=timezone.now(), people=[])
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE petitions_signature SET quarantine_reason = 'domain', state = 'quarantined'"
                " WHERE id % 50 = 0"
            )
            cursor.execute(
                "INSERT INTO petitions_trace (signature_id, petition_id, domain, made_at)"
                " SELECT id, petition_id, substring(email_digest FOR 16), signed_at FROM petitions_signature"
            )
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ANALYZE petitions_trace, petitions_signature")

    def assert_by_index(self, ask: Callable[[], object], *names: str) -> None:
        found = scans(ask, "petitions_signature")
        self.assertTrue(found)
        used = {node.get("Index Name") for node in found}
        for node in found:
            self.assertNotEqual(node["Node Type"], "Seq Scan", node)
            if "Index Name" in node and node["Node Type"] != "Bitmap Index Scan":
                bounded = "Index Cond" in node or node["Index Name"] in names
                self.assertTrue(bounded, node)
        self.assertTrue(used & set(names), used)

    def test_the_figures(self) -> None:
        pk = self.petition.pk
        now = timezone.now()
        for ask, *names in (
            (lambda: metrics.hours(pk, now), "signature_signed", "signature_confirmed"),
            (lambda: metrics.signed_in_same_hours(pk, now, days=7), "signature_signed"),
            (lambda: metrics.quarantined(pk), "signature_on_hold", "signature_to_review"),
            (lambda: review.waiting_reasons([pk]), "signature_on_hold", "signature_to_review"),
        ):
            with self.subTest(names):
                self.assert_by_index(ask, *names)

    def test_networks_and_domains(self) -> None:
        for figures in (metrics.top_networks, metrics.top_domains):
            for node in scans(lambda ask=figures: ask(self.petition.pk, NOW), "petitions_trace"):  # type: ignore[misc]
                self.assertNotEqual(node["Node Type"], "Seq Scan", node)

    def test_what_staff_search_for(self) -> None:
        pks = [self.petition.pk]
        given = Signature.objects.filter(petition__in=pks)
        for rows, *names in (
            (given.filter(matching.domain_condition("example.org", pks)), "trace_of_domain"),
            (
                given.filter(matching.quarantined_for("domain"), state="quarantined"),
                "signature_on_hold",
                "signature_to_review",
            ),
            (given.filter(signed_at__gte=timezone.now() - HOUR), "signature_signed"),
            (Signature.objects.filter(name__istartswith="Jane"), "signature_name"),
            (Signature.objects.filter(invalidation=5), "signature_invalidated"),
        ):
            with self.subTest(names):
                self.assert_by_index(lambda rows=rows: list(rows), *names)  # type: ignore[misc]

    def test_a_batch_of_an_invalidation_reads_a_window_of_the_primary_key(self) -> None:
        invalidation = make_invalidation(self.petition, name_contains="example")
        invalidations.start(invalidation)
        for node in scans(lambda: invalidations.run_batch(invalidation.pk), "petitions_signature"):
            self.assertNotEqual(node["Node Type"], "Seq Scan", node)
