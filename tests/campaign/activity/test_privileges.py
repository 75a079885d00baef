"""The site's role in the database can read the activity log and add to it, and can do nothing else to it."""

from typing import Any
from unittest import mock, skipUnless

from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction
from psycopg import errors

from campaign.activity import privileges
from campaign.activity.log import Kind, record
from campaign.activity.models import Activity
from tests.databases import act_as_the_owner, act_as_the_site, as_owner, site_connection
from tests.factories import make_staff
from tests.project.test_checks import refused
from tests.testcases import CommittingTestCase, SiteTestCase

FORGED = (
    "INSERT INTO campaign_activity (at, kind, subject, detail, place, hash)"
    " VALUES ('2020-01-01', 'deleted', '', '', 7, '\\x00')"
)
# What someone would try who has taken over the site, and has its connection to the database.
ATTEMPTS = (
    "UPDATE campaign_activity SET kind = 'logged_out'",
    "UPDATE campaign_activity SET place = 7, hash = '\\x00' WHERE place IS NULL",
    "DELETE FROM campaign_activity",
    "TRUNCATE campaign_activity",
    "TRUNCATE auth_user CASCADE",
    "DROP TABLE campaign_activity",
    "DROP TABLE campaign_activity CASCADE",
    "DROP SCHEMA public CASCADE",
    "ALTER TABLE campaign_activity DISABLE TRIGGER ALL",
    "ALTER TABLE campaign_activity DISABLE TRIGGER activity_is_kept",
    "ALTER TABLE campaign_activity ADD COLUMN more text",
    "ALTER TABLE campaign_activity OWNER TO campaign",
    "ALTER TABLE campaign_activity RENAME TO other",
    "DROP TRIGGER activity_chain ON campaign_activity",
    "DROP FUNCTION campaign_activity_refuse CASCADE",
    "CREATE OR REPLACE FUNCTION campaign_activity_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "CREATE TRIGGER aaa BEFORE INSERT ON campaign_activity FOR EACH ROW EXECUTE FUNCTION campaign_activity_refuse()",
    "CREATE RULE nothing AS ON INSERT TO campaign_activity DO INSTEAD NOTHING",
    "CREATE TABLE campaign_activity_2 (id bigint)",
    "CREATE SCHEMA elsewhere",
    "SET session_replication_role = replica",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION postgres",
    "GRANT ALL ON campaign_activity TO campaign; DELETE FROM campaign_activity",
    "ALTER ROLE campaign SUPERUSER",
    "CREATE ROLE other SUPERUSER",
    "UPDATE campaign_activityhead SET place = 0",
    "INSERT INTO campaign_activityhead (place, hash) VALUES (0, '\\x00')",
    "DELETE FROM campaign_activityhead",
    "SELECT setval('campaign_activity_id_seq', 1)",
    "SELECT nextval('campaign_activity_id_seq')",
    "COPY campaign_activity TO PROGRAM 'cat'",
    "DO $$ BEGIN LOCK TABLE campaign_activity IN ACCESS EXCLUSIVE MODE; END $$",
    "INSERT INTO campaign_activity (id, kind, subject, detail) SELECT min(id), 'deleted', '', ''"
    " FROM campaign_activity ON CONFLICT (id) DO UPDATE SET kind = 'deleted'",
    # The functions of the log write as its owner. Attached to another table, they would write what that one says.
    "CREATE TEMP TABLE trap AS TABLE campaign_activity; CREATE TRIGGER trap AFTER INSERT ON trap"
    " FOR EACH ROW EXECUTE FUNCTION campaign_activity_chain()",
)


def log() -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM campaign_activity ORDER BY place")
        return list(cursor.fetchall())


@skipUnless(settings.OWNER_DATABASE, "The site's role owns the tables of this database.")
class AttemptTests(CommittingTestCase):
    def setUp(self) -> None:
        super().setUp()
        with transaction.atomic():
            record(Kind.LOGGED_IN, actor=make_staff())

    def test_nothing_that_is_tried_changes_the_log(self) -> None:
        before = log()
        with site_connection() as site:
            for attempt in ATTEMPTS:
                with self.subTest(attempt), site.cursor() as cursor:
                    with self.assertRaises(ProgrammingError) as refusal:
                        cursor.execute(attempt)
                    self.assertIsInstance(refusal.exception.__cause__, errors.InsufficientPrivilege)
        self.assertEqual(log(), before)

    def test_a_forged_entry_gets_the_time_the_number_and_the_place_that_are_due(self) -> None:
        [(first, *_rest)] = log()
        with site_connection() as site, site.cursor() as cursor:
            cursor.execute(FORGED)
            cursor.execute(FORGED.replace("(at", "(id, at").replace("('2020", "(1000000, '2020"))
            cursor.execute("SELECT now()")
            [now] = cursor.fetchone()
        one, two = Activity.objects.filter(kind=Kind.DELETED).order_by("place")
        self.assertEqual((one.place, two.place), (2, 3))
        for entry in (one, two):
            self.assertLess(abs((entry.at - now).total_seconds()), 60)
            self.assertEqual(len(bytes(entry.hash or b"")), 32)
            self.assertLess(first, entry.pk)
            self.assertLess(entry.pk, 1_000_000)
        call_command("verify_activity", stdout=mock.Mock())

    def test_a_transaction_cannot_choose_when_it_is_chained_so_as_to_break_the_chain(self) -> None:
        with site_connection() as site, site.cursor() as cursor:
            cursor.execute("BEGIN; SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(FORGED)
            cursor.execute("ROLLBACK")
            cursor.execute("BEGIN ISOLATION LEVEL SERIALIZABLE; SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(FORGED)
            cursor.execute("COMMIT")
        self.assertEqual([entry.place for entry in Activity.objects.order_by("pk")], [1, 2])
        call_command("verify_activity", stdout=mock.Mock())

    def test_a_search_path_of_ones_own_changes_nothing(self) -> None:
        """The functions of the log must not find operators or tables that someone else has made."""
        with site_connection() as site, site.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE campaign_activityhead AS TABLE campaign_activityhead")
            cursor.execute("UPDATE pg_temp.campaign_activityhead SET place = 100")
            cursor.execute("SET search_path = pg_temp, public")
            cursor.execute(FORGED.replace("campaign_activity ", "public.campaign_activity "))
        self.assertEqual(Activity.objects.get(kind=Kind.DELETED).place, 2)

    def test_the_owner_too_is_refused_until_it_takes_the_triggers_away(self) -> None:
        for attempt in (
            "UPDATE campaign_activity SET kind = 'logged_out'",
            "UPDATE campaign_activity SET place = NULL",
            "DELETE FROM campaign_activity",
            "TRUNCATE campaign_activity",
        ):
            with (
                self.subTest(attempt),
                self.assertRaisesMessage(ProgrammingError, "append-only"),
                transaction.atomic(),
                as_owner(),
                connection.cursor() as cursor,
            ):
                cursor.execute(attempt)
            connection.close()  # as the site's role again


@skipUnless(settings.OWNER_DATABASE, "The site's role owns the tables of this database.")
class CheckTests(SiteTestCase):
    def excess_after(self, statement: str) -> list[str]:
        """Run a statement as the owner, then log in as the site. Both are rolled back, since roles belong to all databases."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE NONE")
            cursor.execute(statement)
            cursor.execute(f"SET LOCAL SESSION AUTHORIZATION {settings.APPLICATION_ROLE}")
            found = privileges.find_excess(connection)
            transaction.set_rollback(True)
        return found

    def test_the_role_of_the_site_is_accepted(self) -> None:
        with site_connection() as site:
            self.assertEqual(privileges.find_excess(site), [])
        self.assertEqual(self.excess_after("SELECT 1"), [])

    def test_the_owner_is_refused_and_told_why(self) -> None:
        found = privileges.find_excess(connection)  # the tests have logged in as the owner
        self.assertIn("has the right to DELETE on campaign_activity", found)
        self.assertIn("has the right to UPDATE on campaign_activityhead", found)
        self.assertIn("owns the activity log", " ".join(found))
        self.assertIn("campaign.E008", refused(databases=["default"]))
        self.assertNotIn("campaign.E008", refused())

    def test_each_right_too_many_is_refused(self) -> None:
        role, owner = settings.APPLICATION_ROLE, settings.OWNER_DATABASE["USER"]
        for statement, said in {
            f"GRANT UPDATE (detail) ON campaign_activity TO {role}": "UPDATE on campaign_activity",
            "GRANT DELETE ON campaign_activity TO PUBLIC": "DELETE on campaign_activity",
            f"GRANT TRUNCATE ON campaign_activity TO {role}": "TRUNCATE on campaign_activity",
            f"GRANT TRIGGER ON campaign_activity TO {role}": "TRIGGER on campaign_activity",
            f"GRANT INSERT ON campaign_activityhead TO {role}": "INSERT on campaign_activityhead",
            f"GRANT CREATE ON SCHEMA public TO {role}": "create tables",
            f"ALTER TABLE campaign_activity OWNER TO {role}": "owns the activity log",
            f"ALTER DATABASE {connection.settings_dict['NAME']} OWNER TO {role}": "the database",
            f"ALTER ROLE {role} CREATEROLE": "create roles",
            f"ALTER ROLE {role} SUPERUSER": "superuser",
            f"GRANT {owner} TO {role}": "member of their owner",
            f"GRANT pg_execute_server_program TO {role}": "run programs",
            f"GRANT pg_write_all_data TO {role} WITH INHERIT FALSE": "DELETE on campaign_activity",
        }.items():
            with self.subTest(statement):
                self.assertIn(said, " ".join(self.excess_after(statement)))

    def test_an_owner_in_the_environment_of_the_site_is_warned_of(self) -> None:
        self.assertIn("campaign.W004", refused(OWNER_DATABASE={"USER": "owner"}))


@skipUnless(settings.OWNER_DATABASE, "The site's role owns the tables of this database.")
class MigrateTests(CommittingTestCase):
    def test_the_block_is_the_owners_and_what_follows_is_not(self) -> None:
        def user() -> str:
            with site.cursor() as cursor:
                cursor.execute("SELECT session_user")
                return str(cursor.fetchone()[0])

        with site_connection() as site:
            with privileges.as_owner(site):
                self.assertEqual(user(), settings.OWNER_DATABASE["USER"])
            self.assertEqual(user(), settings.APPLICATION_ROLE)

    def test_migrating_renews_the_rights(self) -> None:
        act_as_the_owner()
        self.addCleanup(act_as_the_site)
        role = settings.APPLICATION_ROLE
        with connection.cursor() as cursor:
            cursor.execute(f"GRANT DELETE, TRUNCATE ON campaign_activity TO {role}")
            cursor.execute(f"REVOKE SELECT ON campaign_page FROM {role}")  # noqa: S608
        call_command("migrate", verbosity=0)
        with site_connection() as site, site.cursor() as cursor:
            self.assertEqual(privileges.find_excess(site), [])
            cursor.execute("SELECT count(*) FROM campaign_page")
