"""The public log has every counted signature, in an order that reveals nothing, and it only grows."""

from datetime import timedelta
from threading import Thread
from typing import Any
from unittest import mock

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from petitions.counting import ledger, tallies
from petitions.models import CountCheck, Kind, Leaf, Petition, Signature, Tile, TreeHead
from petitions.signers import erasure
from petitions.transparency import log, log_audit
from petitions.transparency.tasks import check_count, publish_heads
from tests.databases import as_owner
from tests.factories import make_petition, make_signature
from tests.petitions.testcases import CommittingSigningTestCase, SigningTestCase
from tests.petitions.transparency import reference


def publish(petition: Petition, occasion: str = "daily") -> TreeHead:
    return log.publish_head(petition, occasion)


def log_of(petition: Petition) -> list[bytes]:
    return [bytes(line) for line in log.read_lines(petition, 0, 10**9)]


def make_signatures(petition: Petition, number: int) -> list[Signature]:
    return [make_signature(petition) for _ in range(number)]


def publish_later(days: int) -> None:
    """Run the worker's job at another time."""
    at = timezone.now() + timedelta(days=days)
    with mock.patch("django.utils.timezone.now", return_value=at):
        publish_heads(timestamp=0)


class PlacingTests(SigningTestCase):
    def test_every_counted_signature_has_a_line(self) -> None:
        signatures = make_signatures(self.petition, 12)
        head = publish(self.petition)
        self.assertEqual(
            {
                line.split()[2].decode() for line in log_of(self.petition)
            },
            {
                ledger.commitment("free-the-teachers", bytes(each.receipt or b"")).hex()
                for each in signatures
            },
        )  # fmt: skip
        self.assertEqual((head.size, head.count), (12, 12))

    def test_a_line_says_what_was_done_on_which_day_to_which_commitment(self) -> None:
        signature = make_signature(self.petition)
        publish(self.petition)
        [line] = log_of(self.petition)
        commitment = ledger.commitment("free-the-teachers", bytes(signature.receipt or b"")).hex()
        self.assertEqual(line.decode(), f"add {timezone.now():%Y-%m-%d} {commitment}")

    def test_nothing_has_a_place_before_a_head_is_due(self) -> None:
        make_signatures(self.petition, 3)
        self.assertEqual(log_of(self.petition), [])

    def test_lines_that_came_together_are_sorted_by_commitment(self) -> None:
        make_signatures(self.petition, 30)
        publish(self.petition)
        self.assertEqual(log_of(self.petition), sorted(log_of(self.petition)))

    def test_places_have_no_gaps(self) -> None:
        for number in (3, 1, 5):
            make_signatures(self.petition, number)
            publish(self.petition)
        places = Leaf.objects.order_by("position").values_list("position", flat=True)
        self.assertEqual(list(places), list(range(9)))

    def test_many_lines_are_placed_in_several_steps(self) -> None:
        make_signatures(self.petition, 12)
        with self.settings():
            whole, log.BATCH_SIZE = log.BATCH_SIZE, 5
            try:
                head = publish(self.petition)
            finally:
                log.BATCH_SIZE = whole
        self.assertEqual(bytes(head.root), reference.tree_hash(log_of(self.petition)))

    def test_the_log_of_another_petition_is_another(self) -> None:
        other = make_petition()
        make_signatures(self.petition, 2)
        make_signatures(other, 3)
        self.assertEqual((publish(self.petition).size, publish(other).size), (2, 3))


class RemovingTests(SigningTestCase):
    def test_a_withdrawal_is_a_line_that_removes_and_says_why(self) -> None:
        stays, goes = make_signatures(self.petition, 2)
        publish(self.petition)
        gone = ledger.commitment("free-the-teachers", bytes(goes.receipt or b"")).hex()
        erasure.withdraw(goes)
        head = publish(self.petition)
        day = f"{timezone.now():%Y-%m-%d}"
        self.assertEqual(log_of(self.petition)[2].decode(), f"remove {day} {gone} withdrawn")
        self.assertEqual((head.size, head.count), (3, 1))
        self.assertIn(ledger.commitment("free-the-teachers", bytes(stays.receipt or b"")).hex(),
                      str(log_of(self.petition)))  # fmt: skip

    def test_what_is_added_and_removed_between_two_heads_is_added_first(self) -> None:
        for signature in make_signatures(self.petition, 8):
            erasure.withdraw(signature)
        publish(self.petition)
        self.assertEqual(
            [line.split()[0] for line in log_of(self.petition)], [b"add"] * 8 + [b"remove"] * 8
        )

    def test_what_counts_again_counts_under_another_commitment(self) -> None:
        signature = make_signature(self.petition)
        ledger.remove(signature, Kind.INVALIDATED)
        ledger.add(signature)
        publish(self.petition)
        added = [line.split()[2] for line in log_of(self.petition) if line.startswith(b"add")]
        self.assertEqual(len(set(added)), 2)
        self.assertEqual(log.last_head(self.petition).count, 1)  # type: ignore[union-attr]

    def test_the_head_counts_what_the_count_counts(self) -> None:
        for signature in make_signatures(self.petition, 9)[:4]:
            erasure.withdraw(signature)
        self.assertEqual(publish(self.petition).count, tallies.count(self.petition.pk))


class HeadTests(SigningTestCase):
    def test_the_root_is_the_standards_over_the_lines(self) -> None:
        for number in (1, 6, 300, 2):
            make_signatures(self.petition, number)
            head = publish(self.petition)
            self.assertEqual(bytes(head.root), reference.tree_hash(log_of(self.petition)))

    def test_ten_lines_make_a_days_head(self) -> None:
        make_signatures(self.petition, 9)
        publish_heads(timestamp=0)
        self.assertFalse(TreeHead.objects.exists())
        make_signatures(self.petition, 1)
        publish_later(days=1)
        self.assertEqual(TreeHead.objects.get().size, 10)

    def test_the_tenth_line_waits_for_the_next_day_as_all_heads_are_made_at_once(self) -> None:
        other = make_petition()
        make_signatures(other, 10)
        make_signatures(self.petition, 9)
        publish_heads(timestamp=0)
        make_signatures(self.petition, 1)
        publish_heads(timestamp=0)
        self.assertEqual(TreeHead.objects.get().petition, other)

    def test_a_run_that_stopped_half_way_is_finished_by_the_next(self) -> None:
        make_signatures(self.petition, 10)
        with (
            mock.patch.object(log, "publish_head", side_effect=KeyboardInterrupt),
            self.assertRaises(KeyboardInterrupt),
        ):
            publish_heads(timestamp=0)
        publish_heads(timestamp=0)
        self.assertEqual(TreeHead.objects.get().size, 10)

    def test_there_is_one_head_a_day(self) -> None:
        make_signatures(self.petition, 10)
        publish_heads(timestamp=0)
        make_signatures(self.petition, 10)
        publish_heads(timestamp=0)
        self.assertEqual(TreeHead.objects.count(), 1)
        publish_later(days=1)
        self.assertEqual(TreeHead.objects.count(), 2)

    def test_fewer_than_ten_of_a_kind_wait_however_long_it_takes(self) -> None:
        signatures = make_signatures(self.petition, 40)
        publish_heads(timestamp=0)
        make_signatures(self.petition, 9)
        for signature in signatures[:9]:
            erasure.withdraw(signature)
        for signature in signatures[9:18]:
            ledger.remove(signature, Kind.INVALIDATED)
        publish_later(days=400)
        self.assertEqual(log.log_size(self.petition), 40)
        erasure.withdraw(signatures[18])
        publish_later(days=401)
        kinds = [line.split()[3:] for line in log_of(self.petition)[40:]]
        self.assertEqual(kinds, [[b"withdrawn"]] * 10)
        make_signatures(self.petition, 1)
        publish_later(days=402)
        self.assertEqual([line.split()[0] for line in log_of(self.petition)[50:]], [b"add"] * 10)

    def test_a_line_that_removes_waits_for_the_line_that_it_removes(self) -> None:
        signatures = make_signatures(self.petition, 9)
        for signature in signatures:
            erasure.withdraw(signature)
        make_signatures(self.petition, 1)
        publish_heads(timestamp=0)
        self.assertEqual(log.log_size(self.petition), 10)
        for signature in self.petition.signatures.all():
            erasure.withdraw(signature)
        publish_later(days=1)
        self.assertEqual([line.split()[0] for line in log_of(self.petition)[10:]], [b"remove"] * 10)

    def test_a_day_without_signatures_makes_no_head(self) -> None:
        make_signatures(self.petition, 10)
        publish_heads(timestamp=0)
        publish_later(days=8)
        self.assertEqual(TreeHead.objects.count(), 1)

    def test_a_delivery_has_a_head_over_everything_that_counts(self) -> None:
        make_signatures(self.petition, 10)
        publish(self.petition)
        make_signatures(self.petition, 1)
        head = publish(self.petition, "delivery")
        self.assertEqual((head.count, head.occasion), (11, "delivery"))
        self.assertEqual(publish(self.petition, "delivery"), head)

    def test_nothing_is_published_once_the_log_was_tampered_with(self) -> None:
        make_signatures(self.petition, 10)
        publish(self.petition)
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE petitions_tile DISABLE TRIGGER tile_only_grows")
        tile = Tile.objects.get(level=0)
        tile.hashes = bytes(32) + bytes(tile.hashes)[32:]
        tile.save()
        make_signatures(self.petition, 10)
        with self.assertRaises(log.InconsistentLog):
            publish(self.petition)
        self.assertEqual(TreeHead.objects.count(), 1)


class ForGoodTests(SigningTestCase):
    """The database itself refuses these changes, whichever code makes them."""

    def setUp(self) -> None:
        super().setUp()
        make_signatures(self.petition, 10)
        self.head = publish(self.petition)

    def assertRefused(self, change: Any) -> None:
        with self.assertRaises(IntegrityError), transaction.atomic():
            change()

    def test_a_head_cannot_be_changed_or_deleted(self) -> None:
        self.assertRefused(lambda: TreeHead.objects.update(count=9))
        self.assertRefused(lambda: TreeHead.objects.all().delete())

    def test_a_line_with_a_place_cannot_be_changed_or_deleted(self) -> None:
        self.assertRefused(lambda: Leaf.objects.update(reason="invalidated"))
        self.assertRefused(lambda: Leaf.objects.update(position=None, day=None))
        self.assertRefused(lambda: Leaf.objects.all().delete())

    def test_hashes_can_only_be_added_to(self) -> None:
        self.assertRefused(lambda: Tile.objects.update(hashes=bytes(320)))
        self.assertRefused(lambda: Tile.objects.all().delete())

    def test_two_lines_cannot_have_one_place(self) -> None:
        self.assertRefused(
            lambda: Leaf.objects.create(
                petition=self.petition, action="add", commitment=bytes(32), position=3,
                day=timezone.now(),
            )
        )  # fmt: skip

    def test_the_demonstrations_log_can_be_taken_out(self) -> None:
        Petition.objects.update(is_demo=True)
        Leaf.objects.all().delete()
        TreeHead.objects.all().delete()
        Tile.objects.all().delete()
        self.assertFalse(Leaf.objects.exists())


class AtOnceTests(CommittingSigningTestCase):
    def test_several_that_publish_at_once_make_one_log(self) -> None:
        make_signatures(self.petition, 60)

        def work() -> None:
            try:
                log.publish_head(self.petition, "daily")
            finally:
                connection.close()

        threads = [Thread(target=work) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        head = TreeHead.objects.get()
        self.assertEqual(head.size, 60)
        self.assertEqual(bytes(head.root), reference.tree_hash(log_of(self.petition)))

    def test_signing_goes_on_while_lines_are_placed(self) -> None:
        def sign_elsewhere() -> None:
            make_signature(self.petition)
            connection.close()

        make_signatures(self.petition, 5)
        with transaction.atomic():
            log.place_lines(self.petition, timezone.now().date())
            thread = Thread(target=sign_elsewhere)
            thread.start()
            thread.join(30)
            self.assertFalse(thread.is_alive())
        self.assertEqual(publish(self.petition).size, 6)


class AuditTests(SigningTestCase):
    """The nightly check finds changes that bypass every rule, as a person with access to the database could make."""

    def setUp(self) -> None:
        super().setUp()
        erasure.withdraw(make_signatures(self.petition, 12)[0])
        publish(self.petition)
        make_signatures(self.petition, 2)  # wait for their positions

    def change(self, sql: str) -> None:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in ("leaf", "treehead"):
                cursor.execute(f"ALTER TABLE petitions_{table} DISABLE TRIGGER USER")
            cursor.execute(sql)

    def assertFound(self, fault: str) -> None:
        [found] = log_audit.broken_logs()
        self.assertEqual(found, f"Free the teachers of Kashgar: {fault}")

    def test_no_fault_is_expected(self) -> None:
        self.assertEqual(log_audit.broken_logs(), [])

    def test_a_line_that_was_changed_is_found(self) -> None:
        self.change("UPDATE petitions_leaf SET day = '2020-01-01' WHERE position = 4")
        self.assertFound(f"the lines of the log do not fit the head of {timezone.now():%Y-%m-%d}.")

    def test_a_line_that_was_taken_out_is_found(self) -> None:
        self.change("DELETE FROM petitions_leaf WHERE position = 4")
        self.assertFound("line 4 of the log is missing.")

    def test_lines_that_were_taken_out_at_the_end_are_found(self) -> None:
        self.change("DELETE FROM petitions_leaf WHERE position = 12")
        self.assertFound("line 12 of the log is missing.")

    def test_a_head_that_was_changed_is_found(self) -> None:
        self.change("UPDATE petitions_treehead SET count = 9")
        self.assertFound(f"the head of {timezone.now():%Y-%m-%d} does not count its lines.")

    def test_the_nightly_check_tells_of_it_and_raises_the_alarm(self) -> None:
        check_count(timestamp=0)
        self.change("UPDATE petitions_leaf SET day = '2020-01-01' WHERE position = 4")
        with self.assertLogs("petitions.transparency.count_audit", "ERROR") as logs:
            check_count(timestamp=0)
        self.assertIn("The public log is wrong in 1 places", logs.output[0])
        after, before = CountCheck.objects.all()
        self.assertEqual((before.differences, len(after.differences)), ([], 1))


class InterruptedTests(SigningTestCase):
    def test_a_worker_that_is_stopped_half_way_leaves_no_place_without_its_hash(self) -> None:
        make_signatures(self.petition, 12)
        with (
            mock.patch.object(log, "append_hashes", side_effect=KeyboardInterrupt),
            self.assertRaises(KeyboardInterrupt),
        ):
            publish(self.petition)
        self.assertEqual(log_of(self.petition), [])
        head = publish(self.petition)
        self.assertEqual(bytes(head.root), reference.tree_hash(log_of(self.petition)))
        self.assertEqual(log_audit.broken_logs(), [])
