"""The count is always the number of confirmed signatures, at the same cost however many there are."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from petitions.counting import ledger, published_figures, tallies
from petitions.models import Kind, LedgerEntry, Petition, Signature, Tally
from petitions.transparency import count_audit
from petitions.transparency.count_audit import Difference
from tests import each_asks_the_database
from tests.factories import make_petition, make_signature, make_tally
from tests.petitions.testcases import SigningTestCase

COUNTRIES = ["NL", "KZ", "TR"]
steps = st.lists(
    st.one_of(
        st.tuples(st.just("confirm"), st.integers(0, 1), st.sampled_from(COUNTRIES)),
        st.tuples(st.just("withdraw"), st.integers(0, 1), st.integers(0, 99)),
        st.tuples(st.just("fold"), st.integers(1, 3), st.none()),
    ),
    max_size=20,
)


def withdraw(signature: Signature) -> None:
    """A withdrawal enters its own line in the ledger."""
    ledger.remove(signature, Kind.WITHDRAWN)
    signature.delete()


class AnySequence(PropertyTestCase):
    @each_asks_the_database
    @given(steps=steps)
    def test_the_count_is_the_number_of_confirmed_signatures(
        self, steps: list[tuple[str, int, Any]]
    ) -> None:
        petitions = [make_petition(), make_petition()]
        for step, number, what in steps:
            if step == "confirm":
                make_signature(petitions[number], country=what)
            elif step == "fold":
                with patch.object(tallies, "FOLD_BATCH_SIZE", number):
                    self.assertLessEqual(tallies.fold(), number)
            elif signatures := list(petitions[number].signatures.order_by("pk")):
                withdraw(signatures[what % len(signatures)])
            self.assert_true_counts(petitions)

    def assert_true_counts(self, petitions: list[Petition]) -> None:
        counts = tallies.counts(petition.pk for petition in petitions)
        for petition in petitions:
            countries = Counter(str(signature.country) for signature in petition.signatures.all())
            self.assertEqual(counts[petition.pk], countries.total())
            self.assertEqual(tallies.country_counts(petition.pk).countries, len(countries))
            self.assertEqual(
                sum(tallies.country_counts(petition.pk).by_country.values()), countries.total()
            )
        self.assertEqual(count_audit.differences(), [])


class Count(SigningTestCase):
    def test_the_count_is_nothing_before_the_first_signature(self) -> None:
        self.assertEqual(tallies.counts([self.petition.pk]), {self.petition.pk: 0})
        self.assertEqual(tallies.country_counts(self.petition.pk).by_country, {})
        self.assertEqual(tallies.country_counts(self.petition.pk).countries, 0)
        self.assertEqual(tallies.counts([]), {})

    def test_what_waits_for_confirmation_is_not_counted(self) -> None:
        make_signature(self.petition, confirmed=False)
        self.assertEqual(tallies.count(self.petition.pk), 0)

    def test_a_confirmation_is_counted_before_it_is_folded(self) -> None:
        make_signature(self.petition)
        self.assertEqual(tallies.count(self.petition.pk), 1)

    def test_petitions_are_counted_apart(self) -> None:
        other = make_petition()
        make_tally(self.petition, {"NL": 3})
        make_tally(other, {"NL": 2})
        make_signature(other)
        self.assertEqual(
            tallies.counts([self.petition.pk, other.pk]), {self.petition.pk: 3, other.pk: 3}
        )

    def test_folding_moves_every_line_once(self) -> None:
        for country in ("NL", "NL", "KZ"):
            make_signature(self.petition, country=country)
        self.assertEqual(tallies.fold(), 3)
        self.assertEqual(tallies.fold(), 0)
        self.assertFalse(LedgerEntry.objects.exists())
        self.assertEqual(dict(Tally.objects.values_list("country", "count")), {"NL": 2, "KZ": 1})

    def test_a_wrong_count_is_found(self) -> None:
        make_tally(self.petition, {"NL": 2})
        Tally.objects.update(count=7)
        self.assertEqual(
            count_audit.differences()[0], Difference("total", self.petition.pk, "", 7, 2)
        )


class SmallCountries(SigningTestCase):
    """A single signer in a country must not stand out."""

    def test_countries_with_fewer_than_ten_are_shown_together(self) -> None:
        make_tally(self.petition, {"NL": 12, "KZ": 10, "TR": 9, "TM": 1})
        self.assertEqual(
            list(tallies.country_counts(self.petition.pk).by_country.items()),
            [("NL", 12), ("KZ", 10), ("other", 10)],
        )
        self.assertEqual(tallies.country_counts(self.petition.pk).countries, 4)

    def test_the_tenth_signer_brings_a_country_out(self) -> None:
        make_tally(self.petition, {"TM": 9})
        self.assertEqual(tallies.country_counts(self.petition.pk).by_country, {"other": 9})
        make_signature(self.petition, country="TM")
        self.assertEqual(tallies.country_counts(self.petition.pk).by_country, {"TM": 10})

    def test_a_withdrawal_hides_it_again(self) -> None:
        make_tally(self.petition, {"TM": 10})
        withdraw(Signature.objects.filter(country="TM")[0])
        self.assertEqual(tallies.country_counts(self.petition.pk).by_country, {"other": 9})

    def test_the_page_names_no_small_country(self) -> None:
        make_tally(self.petition, {"NL": 12, "TM": 1})
        published_figures.publish_now()
        page = self.client.get("/petitions/free-the-teachers/").content.decode()
        tally = page.split('<form method="post"')[0] + page.split("</form>")[-1]
        self.assertIn("Netherlands", tally)
        self.assertNotIn("Turkmenistan", tally)


class Cost(SigningTestCase):
    """Measured in rows touched, not in time, which depends on the machine."""

    def test_reading_touches_as_many_rows_at_ten_thousand_signatures_as_at_none(self) -> None:
        make_tally(self.petition, {"NL": 1, "KZ": 1})
        before = self.rows_touched()
        with connection.cursor() as cursor:
            cursor.execute(
                """
                WITH signed AS (
                    INSERT INTO petitions_signature (
                        petition_id, email_digest, country, visibility,
                        wants_updates, consent_version, language, state, signed_at, confirmed_at,
                        quarantine_reason, receipt
                    ) SELECT %s, sha256(n::text::bytea), CASE n %% 2 WHEN 0 THEN 'NL' ELSE 'KZ' END,
                        'counted', false, 'test', 'en', 'confirmed', now(), now(),
                        '', sha256(n::text::bytea)
                    FROM generate_series(1, 10000) AS n RETURNING petition_id, country
                ) INSERT INTO petitions_ledgerentry (petition_id, kind, day, country, delta)
                SELECT petition_id, 'counted', current_date, country, 1 FROM signed
                """,
                [self.petition.pk],
            )
        tallies.fold()
        self.assertEqual(tallies.count(self.petition.pk), 10_002)
        self.assertEqual(self.rows_touched(), before)

    def rows_touched(self) -> dict[str, int]:
        """Rows by table, over all queries for the count on a petition's page."""
        with CaptureQueriesContext(connection) as queries:
            tallies.count(self.petition.pk)
            tallies.country_counts(self.petition.pk)
        rows: Counter[str] = Counter()
        for query in queries:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query['sql']}")
                [(found,)] = cursor.fetchall()
            [explained] = json.loads(found) if isinstance(found, str) else found
            for node in nodes(explained["Plan"]):
                if table := node.get("Relation Name"):
                    rows[table] += int(node["Actual Rows"] * node["Actual Loops"])
        self.assertNotIn("petitions_signature", rows)
        self.assertIn("petitions_tally", rows)
        return rows


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)
