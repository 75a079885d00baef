"""Prepared statements run on Django's own connection."""

from django.db import IntegrityError, connection, transaction

from campaign.run.prepared import run_prepared
from petitions.models import Erasure
from tests.testcases import SiteTestCase

SQL = "INSERT INTO petitions_erasure (digest, erased_on) VALUES (%s, current_date) RETURNING length(digest)"


class PreparedTests(SiteTestCase):
    def test_it_is_planned_once_for_many_values(self) -> None:
        self.assertEqual([run_prepared(SQL, [bytes([n])]) for n in range(3)], [[(1,)]] * 3)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s",
                ["INSERT INTO petitions_erasure %"],
            )
            self.assertEqual(cursor.fetchone(), (1,))

    def test_it_is_undone_with_the_transaction_around_it(self) -> None:
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            run_prepared(SQL, [b"1"])
            raise ZeroDivisionError
        self.assertFalse(Erasure.objects.exists())

    def test_what_the_database_refuses_is_an_error_of_django(self) -> None:
        with self.assertRaises(IntegrityError), transaction.atomic():
            for _ in range(2):
                run_prepared(SQL, [b"1"])

    def test_a_statement_without_an_answer_gives_no_rows(self) -> None:
        self.assertEqual(run_prepared("UPDATE petitions_erasure SET digest = %s", [b"1"]), [])
