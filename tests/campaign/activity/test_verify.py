"""Whoever owns the database can change the activity log. It is found."""

import io
import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings

from campaign.activity import heads_file, verify
from campaign.activity.log import Kind, record
from campaign.activity.models import Activity
from campaign.activity.tasks import check_activity, keep_activity_head
from petitions.moderation import alerts
from tests.databases import as_owner
from tests.factories import make_petition, make_staff
from tests.testcases import SiteTestCase


def commit() -> None:
    """Do what the database does at a commit: chain the entries."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


class VerifyTests(SiteTestCase):
    def setUp(self) -> None:
        super().setUp()
        staff, petition = make_staff(), make_petition()
        for kind in (
            Kind.LOGGED_IN,
            Kind.PUBLISHED,
            Kind.EXPORTED,
            Kind.WITHDRAWN,
            Kind.LOGGED_OUT,
        ):
            record(kind, actor=staff, subject=petition, detail="auth.group 3")
        record(Kind.LOGIN_FAILED, actor=None)
        commit()

    def verify(self, *heads: str) -> str:
        printed = io.StringIO()
        options = [option for head in heads for option in ("--head", head)]
        call_command("verify_activity", *options, stdout=printed)
        return printed.getvalue()

    def complaint(self, *heads: str) -> str:
        with self.assertRaises(CommandError) as refused:
            self.verify(*heads)
        self.assertEqual(refused.exception.returncode, 1)
        return str(refused.exception)

    def tamper(self, *statements: str) -> None:
        """As the owner, who has taken the triggers away."""
        commit()
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE campaign_activity DISABLE TRIGGER USER")
            for statement in statements:
                cursor.execute(statement)
            commit()
            cursor.execute("ALTER TABLE campaign_activity ENABLE TRIGGER USER")

    def test_an_untouched_log_is_whole_and_its_head_is_printed(self) -> None:
        newest = heads_file.newest()
        self.assertEqual(newest.place, 6)
        printed = self.verify()
        self.assertIn("6 entries, and nothing was changed.", printed)
        self.assertIn(str(newest), printed)
        self.verify(str(newest))

    def test_each_changed_field_is_found_at_its_place(self) -> None:
        for change in (
            "at = at + interval '1 microsecond'", "actor_id = NULL", "kind = 'logged_out'", "subject = 'news.newsitem'",
            "subject_pk = 0", "detail = ''", "id = id + 100", "hash = sha256('x')", "hash = NULL",
        ):  # fmt: skip
            with self.subTest(change), transaction.atomic():
                self.tamper(f"UPDATE campaign_activity SET {change} WHERE place = 3")  # noqa: S608
                self.assertIn("Place 3 does not fit", self.complaint())
                transaction.set_rollback(True)

    def test_an_entry_that_is_taken_from_the_middle_is_found(self) -> None:
        self.tamper("DELETE FROM campaign_activity WHERE place = 3")
        self.assertIn("Place 3 is missing.", self.complaint())

    def test_it_is_found_if_those_behind_it_move_up(self) -> None:
        self.tamper(
            "DELETE FROM campaign_activity WHERE place = 3",
            "UPDATE campaign_activity SET place = -place WHERE place > 3",
            "UPDATE campaign_activity SET place = -place - 1 WHERE place < 0",
        )
        self.assertIn("Place 3 does not fit", self.complaint())

    def test_two_entries_that_change_places_are_found(self) -> None:
        self.tamper(
            "UPDATE campaign_activity SET place = 100 WHERE place = 2",
            "UPDATE campaign_activity SET place = 2 WHERE place = 3",
            "UPDATE campaign_activity SET place = 3 WHERE place = 100",
        )
        self.assertIn("Place 2 does not fit", self.complaint())

    def test_an_entry_that_is_added_past_the_triggers_is_found(self) -> None:
        self.tamper(
            "INSERT INTO campaign_activity (at, kind, subject, detail) VALUES (now(), 'erased', '', '')"
        )
        self.assertIn("Entries without a place: 1.", self.complaint())

    def test_a_tail_that_is_cut_off_is_found(self) -> None:
        self.tamper("DELETE FROM campaign_activity WHERE place > 4")
        self.assertIn("ends at place 4, and it once had a place 6", self.complaint())

    def test_a_log_that_is_emptied_is_found(self) -> None:
        self.tamper("TRUNCATE campaign_activity")
        self.assertIn("ends at place 0, and it once had a place 6", self.complaint())

    def test_a_tail_that_is_cut_off_with_its_head_is_found_by_a_head_that_was_kept(self) -> None:
        printed = str(heads_file.newest())
        self.cut_with_head()
        self.verify()  # nothing in the database shows it
        self.assertIn("it once had a place 6", self.complaint(printed))

    def test_the_file_has_such_a_head(self) -> None:
        keep_activity_head()
        self.cut_with_head()
        self.assertIn("it once had a place 6", self.complaint())
        record(Kind.LOGGED_IN, actor=None)
        record(Kind.LOGGED_OUT, actor=None)
        commit()
        keep_activity_head()  # the file still has the other one
        self.assertIn("Place 6 does not fit a head that was kept", self.complaint())

    def cut_with_head(self) -> None:
        self.tamper(
            "UPDATE campaign_activityhead AS head SET place = entry.place, hash = entry.hash"
            " FROM campaign_activity AS entry WHERE entry.place = 4",
            "DELETE FROM campaign_activity WHERE place > 4",
        )

    def test_a_log_whose_hashes_are_made_anew_is_found_by_a_head_that_was_kept(self) -> None:
        keep_activity_head()
        rows = (
            "SELECT place, id, (extract(epoch FROM at) * 1000000)::bigint, actor_id, kind, subject, subject_pk, detail"
            " FROM campaign_activity ORDER BY place"
        )
        self.tamper("UPDATE campaign_activity SET detail = '' WHERE place = 2")
        with connection.cursor() as cursor:
            cursor.execute(rows)
            found, before = cursor.fetchall(), bytes(32)
        statements = []
        for row in found:
            before = sha256(before + json.dumps(row).encode()).digest()
            statements.append(
                f"UPDATE campaign_activity SET hash = '\\x{before.hex()}' WHERE place = {row[0]}"  # noqa: S608
            )
        statements.append(
            f"UPDATE campaign_activityhead SET hash = '\\x{before.hex()}'"  # noqa: S608
        )
        self.tamper(*statements)
        self.assertIn("Place 6 does not fit a head that was kept", self.complaint())

    def test_the_hash_does_not_depend_on_the_settings_of_the_session(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL TimeZone = 'Asia/Kathmandu'; SET LOCAL DateStyle = 'German'")
            cursor.execute(
                "SET LOCAL bytea_output = 'escape'; SET LOCAL IntervalStyle = 'iso_8601'"
            )
            cursor.execute(
                "INSERT INTO campaign_activity (at, kind, subject, detail) VALUES (now(), 'erased', '', '')"
            )
            commit()
            cursor.execute("SET LOCAL DateStyle = 'ISO'; SET LOCAL TimeZone = 'UTC'")  # for psycopg
        self.assertIn("7 entries", self.verify())

    def test_a_head_that_is_none_is_refused(self) -> None:
        for text in ("6", "six:00", "6:00"):
            with self.subTest(text), self.assertRaisesMessage(CommandError, "64 hexadecimal"):
                self.verify(text)

    # --- The jobs ---

    def test_each_head_is_written_down_once(self) -> None:
        keep_activity_head()
        keep_activity_head()
        file = Path(settings.HEADS_FOLDER) / "activity"
        self.assertEqual(len(file.read_text().splitlines()), 1)
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        record(Kind.LOGGED_IN, actor=None)
        commit()
        keep_activity_head()
        self.assertEqual([head.place for head in heads_file.read()], [6, 7])

    def test_half_a_line_of_a_full_disk_hides_no_other(self) -> None:
        keep_activity_head()
        with heads_file.path().open("a") as file:
            file.write(f"{datetime.now(UTC).isoformat()} 7:00ff")
        record(Kind.LOGGED_IN, actor=None)
        commit()
        keep_activity_head()
        self.assertEqual([head.place for head in heads_file.read()], [6, 7])

    @override_settings(ADMINS=["ops@campaign.example"])
    def test_the_desk_and_admins_are_told_until_the_log_is_whole_again(self) -> None:
        check_activity()
        self.assertEqual(Activity.objects.latest("pk").kind, Kind.CHECK_PASSED)
        self.assertNotIn("activity-log", [alert.rule for alert in alerts.site_alerts()])
        self.tamper("UPDATE campaign_activity SET detail = '' WHERE place = 3")
        check_activity()
        last = Activity.objects.latest("pk")
        self.assertEqual((last.kind, last.detail), (Kind.CHECK_FAILED, "place 2"))
        self.assertIn("activity-log", [alert.rule for alert in alerts.site_alerts()])
        alerts.email_new_alerts()
        self.assertIn("manage.py verify_activity", mail.outbox[-1].body)
        commit()
        self.tamper("UPDATE campaign_activity SET detail = 'auth.group 3' WHERE place = 3")
        check_activity()
        self.assertFalse(verify.is_broken())
