"""A restored backup does not fork a log: nothing is published until its gap is announced."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from io import StringIO
from threading import Thread
from typing import Any
from unittest import mock

from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from campaign.web import page_cache
from petitions.models import LogGap, LogStop, TreeHead
from petitions.moderation import alerts
from petitions.transparency import gaps, heads_file, log
from petitions.transparency.tasks import publish_heads
from tests.databases import as_owner
from tests.factories import make_petition, make_signature
from tests.petitions.testcases import CommittingSigningTestCase, SigningTestCase
from tests.petitions.transparency import reference

PAGE = "/petitions/free-the-teachers/integrity/"
REASON = "On 30 November the disk failed, and we restored the backup of the day before."


class GapTestCase(SigningTestCase):
    """A savepoint stands for a dump: rolling back to it is its restore, which leaves the files as they are."""

    day = 0

    def publish_next_day(self, signatures: int = 10) -> None:
        for _ in range(signatures):
            make_signature(self.petition)
        self.run_next_day()

    def run_next_day(self) -> None:
        type(self).day += 1
        at = timezone.now() + timedelta(days=self.day)
        with mock.patch("django.utils.timezone.now", return_value=at):
            publish_heads(timestamp=0)

    def lose(self, *work: Callable[[], object]) -> None:
        """Do something, then restore the backup from before."""
        with transaction.atomic():
            for each in work:
                each()
            transaction.set_rollback(True)

    def heads(self) -> list[int]:
        return [head["size"] for head in self.client.get(PAGE + "heads.json").json()["heads"]]

    def sizes(self) -> list[int]:
        found = TreeHead.objects.published().filter(petition=self.petition).order_by("pk")
        return list(found.values_list("size", flat=True))


class RestoreTests(GapTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.publish_next_day()

    def restore(self) -> None:
        self.lose(self.publish_next_day, self.publish_next_day)

    def test_nothing_is_published_after_it(self) -> None:
        self.restore()
        self.publish_next_day(20)
        self.assertEqual(self.sizes(), [10])
        self.assertEqual(log.log_size(self.petition), 10)

    def test_no_head_is_made_for_a_delivery_either(self) -> None:
        self.restore()
        make_signature(self.petition)
        with self.assertRaisesMessage(log.InconsistentLog, "free-the-teachers: A newer head"):
            log.publish_head(self.petition, "delivery")
        self.assertEqual(log.log_size(self.petition), 10)

    def test_a_damaged_line_of_any_kind_stops_the_log(self) -> None:
        file = heads_file.path(self.petition)
        good = file.read_bytes()
        start = {name: json.loads(good)[name] for name in ("size", "root")}
        gap = {"reason": REASON, "lost": start, "start": start}
        for damaged in (json.dumps({"gap": gap}).encode(), b"[" * 100_000):
            with self.subTest(damaged[:9]):
                LogStop.objects.all().delete()
                file.write_bytes(good + damaged + b"\n")
                publish_heads(timestamp=0)
                self.assertEqual(LogStop.objects.get().reason, LogStop.Reason.UNREADABLE)

    def test_the_desk_is_told(self) -> None:
        self.assertNotIn("log-stopped", {alert.rule for alert in alerts.site_alerts()})
        self.restore()
        publish_heads(timestamp=0)
        self.assertIn("log-stopped", {alert.rule for alert in alerts.site_alerts()})

    def test_the_command_says_which_logs_are_stopped(self) -> None:
        call_command("check_heads", stdout=StringIO())
        self.restore()
        with self.assertRaisesMessage(CommandError, "free-the-teachers: A newer head"):
            call_command("check_heads")

    def test_the_public_page_says_so(self) -> None:
        self.restore()
        publish_heads(timestamp=0)
        self.assertContains(self.client.get(PAGE), "We have published nothing new since")

    def test_a_backup_from_before_the_first_head_forks_nothing(self) -> None:
        other = make_petition(slug="another")

        def publish_first() -> None:
            for _ in range(10):
                make_signature(other)
            log.publish_head(other, "daily")

        self.lose(publish_first)
        for _ in range(10):
            make_signature(other)
        self.run_next_day()
        self.assertFalse(TreeHead.objects.filter(petition=other).exists())

    def test_as_many_other_lines_are_not_the_lost_ones(self) -> None:
        self.lose(self.publish_next_day)
        for _ in range(10):
            make_signature(self.petition)
        with (
            mock.patch.object(log, "find_problem", return_value=""),
            self.assertRaises(log.InconsistentLog),  # signing looks as well
        ):
            log.publish_head(self.petition, "daily")
        self.run_next_day()
        self.assertEqual(LogStop.objects.get().reason, "gap")

    def test_other_petitions_go_on(self) -> None:
        self.restore()
        other = make_petition(slug="another")
        for _ in range(10):
            make_signature(other)
        self.publish_next_day()
        self.assertTrue(TreeHead.objects.filter(petition=other).exists())

    def test_the_same_database_goes_on_once_it_is_back(self) -> None:
        self.publish_next_day()
        LogStop.objects.create(petition=self.petition, reason="gap", since=timezone.now())
        publish_heads(timestamp=0)
        self.assertFalse(LogStop.objects.exists())


class AnnouncedTests(GapTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.publish_next_day()
        self.lose(self.publish_next_day, partial(self.publish_next_day, 15))
        self.run_next_day()

    def announce(self) -> str:
        out = StringIO()
        call_command("announce_gap", "free-the-teachers", reason=REASON, stdout=out)
        return out.getvalue()

    def test_the_log_goes_on_from_the_last_head_that_is_left(self) -> None:
        self.assertIn("over 35 lines is lost. The log goes on after 10 lines.", self.announce())
        self.publish_next_day(12)
        self.assertEqual(self.sizes(), [10, 22])
        lines = [bytes(line) for line in log.read_lines(self.petition, 0, 99)]
        last = TreeHead.objects.latest("pk")
        self.assertEqual(bytes(last.root), reference.tree_hash(lines))

    def test_what_waited_is_published_at_once(self) -> None:
        for _ in range(10):
            make_signature(self.petition)
        at = timezone.now() + timedelta(days=self.day)
        with mock.patch("django.utils.timezone.now", return_value=at):
            self.announce()
        self.assertEqual(self.sizes(), [10, 20])

    def test_heads_json_declares_it_for_tools(self) -> None:
        lost = json.loads(heads_file.path(self.petition).read_text().splitlines()[-1])
        self.announce()
        [gap] = self.client.get(PAGE + "heads.json").json()["gaps"]
        self.assertEqual(gap["reason"], REASON)
        self.assertEqual(gap["lost"], lost)
        self.assertEqual(gap["start"]["size"], 10)
        self.assertEqual(gap["start"]["root"], bytes(TreeHead.objects.get().root).hex())

    def test_the_page_declares_it_for_people(self) -> None:
        self.announce()
        page = self.client.get(PAGE)
        self.assertContains(page, REASON)
        self.assertContains(page, "up to 35 lines")
        self.assertContains(page, "after the first 10 lines")
        self.assertNotContains(page, "We have published nothing new")

    def test_a_second_restore_is_noticed_and_forgets_no_gap(self) -> None:
        def announce_and_go_on() -> None:
            self.announce()
            self.publish_next_day(11)

        self.lose(announce_and_go_on)
        self.publish_next_day()
        self.assertEqual(self.sizes(), [10])
        self.announce()
        self.publish_next_day()
        self.assertEqual(self.sizes(), [10, 30])
        lost = [gap["lost"]["size"] for gap in gaps.public_gaps(self.petition)]
        self.assertEqual(lost, [35, 21])

    def test_a_gap_that_is_none_cannot_be_announced(self) -> None:
        self.announce()
        with self.assertRaisesMessage(CommandError, "There is no gap."):
            self.announce()
        self.assertEqual(LogGap.objects.count(), 1)

    def test_it_needs_a_reason_and_a_petition(self) -> None:
        for slug, reason, says in (
            ("free-the-teachers", " \n ", "Give a reason"),
            ("free-the-teachers", "x" * 301, "Give a reason"),
            ("nobody", "Why", "There is no petition nobody."),
        ):
            with self.subTest(slug), self.assertRaisesMessage(CommandError, says):
                call_command("announce_gap", slug, reason=reason)
        self.assertFalse(LogGap.objects.exists())


class FileTests(GapTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.publish_next_day()
        self.file = heads_file.path(self.petition)

    def stopped_because(self) -> str:
        self.publish_next_day()
        stop = LogStop.objects.filter(petition=self.petition).first()
        self.assertEqual(self.sizes(), [10] if stop else [10, 20])
        return stop.reason if stop else ""

    def test_each_head_is_one_line_in_its_public_form(self) -> None:
        self.publish_next_day()
        lines = [json.loads(line) for line in self.file.read_text().splitlines()]
        self.assertEqual(lines, self.client.get(PAGE + "heads.json").json()["heads"])

    def test_only_the_site_can_read_it(self) -> None:
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o600)

    def test_a_missing_file_stops_the_log(self) -> None:
        self.file.unlink()
        self.assertEqual(self.stopped_because(), "missing")

    def test_an_empty_file_stops_the_log(self) -> None:
        self.file.write_text("")
        self.assertEqual(self.stopped_because(), "missing")

    def test_a_file_that_cannot_be_read_stops_the_log(self) -> None:
        self.file.unlink()
        self.file.mkdir()
        self.assertEqual(self.stopped_because(), "unreadable")

    def test_a_file_that_cannot_be_written_stops_the_log_before_anything_is_placed(self) -> None:
        with mock.patch.object(heads_file, "check_writable", side_effect=PermissionError):
            self.assertEqual(self.stopped_because(), "unwritable")
        self.assertEqual(log.log_size(self.petition), 10)

    def test_a_full_disk_keeps_the_head_from_the_public_until_it_is_recorded(self) -> None:
        pages = [
            f"/petitions/free-the-teachers/integrity/{name}"
            for name in ("heads.csv", "history.csv")
        ]
        before = [self.client.get(page).text for page in pages]
        with mock.patch.object(os, "write", return_value=3):
            self.assertEqual(self.stopped_because(), "unwritable")
        self.assertTrue(TreeHead.objects.filter(is_recorded=False).exists())
        page_cache.invalidate()
        self.assertEqual([self.client.get(page).text for page in pages], before)
        self.run_next_day()
        self.assertEqual(self.sizes(), [10, 20])
        self.assertFalse(LogStop.objects.exists())

    def test_half_a_line_at_the_end_is_what_a_killed_writer_leaves(self) -> None:
        with self.file.open("a") as file:
            file.write('{"size": 20, "roo')
        self.assertEqual(self.stopped_because(), "")
        self.publish_next_day()
        self.assertEqual(self.sizes(), [10, 20, 30])

    def test_a_line_that_makes_no_sense_may_have_been_the_newest_head(self) -> None:
        for line in ("\0" * 100, "{}", '{"size": "20", "root": "00"}', "[]", '{"gap": 1}', "7"):
            with self.subTest(line), transaction.atomic():
                content = self.file.read_text()
                self.file.write_text(content + line + "\n")
                self.assertEqual(log.find_problem(self.petition), "unreadable")
                self.file.write_text(content)

    def test_a_lost_file_is_made_anew_on_demand(self) -> None:
        self.file.unlink()
        publish_heads(timestamp=0)
        call_command("rebuild_heads", "free-the-teachers", stdout=StringIO())
        self.assertEqual(self.stopped_because(), "")

    def test_a_damaged_file_is_kept_beside_the_new_one(self) -> None:
        damaged = self.file.read_text() + "what was this\n"
        self.file.write_text(damaged)
        call_command("rebuild_heads", "free-the-teachers", stdout=StringIO())
        [old] = self.file.parent.glob("free-the-teachers.jsonl.*")
        self.assertEqual(old.read_text(), damaged)
        self.assertEqual(self.stopped_because(), "")

    def test_a_file_with_newer_heads_is_never_made_anew(self) -> None:
        self.lose(self.publish_next_day)
        for damage in ("", "what was this\n"):
            self.file.write_text(self.file.read_text() + damage)
            with self.subTest(damage), self.assertRaises(CommandError):
                call_command("rebuild_heads", "free-the-teachers")

    def test_a_rebuilt_file_remembers_gaps(self) -> None:
        self.lose(self.publish_next_day)
        gaps.announce(self.petition, REASON)
        before = gaps.public_gaps(self.petition)
        self.file.unlink()
        gaps.rebuild_file(self.petition)
        self.assertEqual(self.stopped_because(), "")
        self.assertEqual(gaps.public_gaps(self.petition), before)


class RecordedTests(GapTestCase):
    """A head is public once the file has it, whatever is killed between the two."""

    def test_a_head_that_is_not_in_the_file_is_not_public(self) -> None:
        make_signature(self.petition)
        with (
            mock.patch.object(heads_file, "append", side_effect=OSError),
            self.assertRaises(log.InconsistentLog),
        ):
            log.publish_head(self.petition, "daily")
        self.assertEqual(TreeHead.objects.count(), 1)
        self.assertEqual(self.heads(), [])
        self.assertEqual(self.client.get(PAGE + "log/0.txt").content, b"")
        self.run_next_day()
        self.assertEqual(self.sizes(), [1])

    def test_a_head_that_is_in_the_file_only_becomes_public_at_the_next_run(self) -> None:
        make_signature(self.petition)
        with mock.patch.object(log, "record_heads"):  # killed before it
            head = log.publish_head(self.petition, "daily")
        heads_file.append(self.petition, [log.head_json(head)])
        publish_heads(timestamp=0)
        self.assertEqual(self.sizes(), [1])

    def test_the_database_lets_a_head_change_only_in_this(self) -> None:
        make_signature(self.petition)
        with mock.patch.object(log, "record_heads"):
            log.publish_head(self.petition, "daily")
        for change in ({"count": 9}, {"count": 9, "is_recorded": True}, {"root": bytes(32)}):
            with self.subTest(change), self.assertRaises(IntegrityError), transaction.atomic():
                TreeHead.objects.update(**change)
        TreeHead.objects.update(is_recorded=True)
        with self.assertRaises(IntegrityError), transaction.atomic():
            TreeHead.objects.update(is_recorded=False)


class DumpTests(CommittingSigningTestCase):
    """With the tables really copied away and put back, on committed rows."""

    TABLES = ("petitions_leaf", "petitions_tile", "petitions_treehead", "petitions_publication")

    def copies(self, statement: str) -> None:
        with as_owner(), connection.cursor() as cursor:
            for table in self.TABLES:
                cursor.execute(statement.format(table=table))

    def test_heads_published_after_the_dump_are_missed(self) -> None:
        self.enterContext(mock.patch.object(log, "MIN_LINES", 1))
        make_signature(self.petition)
        log.publish_head(self.petition, "daily")
        self.copies("CREATE TABLE dump_{table} AS TABLE {table}")
        try:
            make_signature(self.petition)
            log.publish_head(self.petition, "daily")
            self.copies("TRUNCATE {table} CASCADE; INSERT INTO {table} SELECT * FROM dump_{table}")
        finally:
            self.copies("DROP TABLE dump_{table}")
        make_signature(self.petition)
        publish_heads(timestamp=0)
        self.assertEqual(log.log_size(self.petition), 1)
        self.assertEqual(LogStop.objects.get().reason, "gap")
        gaps.announce(self.petition, REASON)
        self.assertEqual(log.last_head(self.petition).size, 1)  # type: ignore[union-attr]

    def test_processes_at_once_write_each_head_once(self) -> None:
        make_signature(self.petition)
        with mock.patch.object(log, "record_heads"):
            log.publish_head(self.petition, "daily")

        def work() -> None:
            try:
                log.record_heads(self.petition)
            finally:
                connection.close()

        threads: list[Any] = [Thread(target=work) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(heads_file.path(self.petition).read_text().splitlines()), 1)
