"""Erasing signatures, so that afterwards nothing anywhere holds data about the person.

With a signature go its links, its rows in the intake and its network trace. If it was the last one of its mailbox,
the record of emails to that mailbox goes too. Two things stay: one signature fewer counts, and marks with the day
(petitions/signing/erasure_marks.py). They recognise a row that a restored backup brings back, and serve nothing else.

Everything is locked in the order in which signing locks it: the intake, the signatures, the mailbox.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from itertools import batched, chain
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from campaign.privacy import erasure_log
from petitions import periods
from petitions.addresses import canonical, mailboxes
from petitions.counting import ledger
from petitions.models import Domain, Erasure, Kind, Mailbox, MailedToken, Signature, Trace
from petitions.models.signature import lock_signatures
from petitions.signers import stopped_updates
from petitions.signing import erasure_marks, intake, tokens
from petitions.signing.erasure_marks import Signed
from petitions.signing.tokens import Purpose

State = Signature.State
BATCH = 1_000  # rows at a time, in a replay


def withdraw(
    *signatures: Signature,
    address: str | None = None,
    signed: Iterable[Signed] = (),
) -> None:
    """Erase signatures at their signer's wish. They no longer count.

    address: the signer's, where it is known. signed: what the caller has erased of the intake besides. Withdrawing twice
    is the same as once.
    """
    with transaction.atomic():
        of_these = intake.erase(bytes(signature.email_digest) for signature in signatures)
        found = lock_signatures(signature.pk for signature in signatures)
        _uncount(found)
        ledger.record_events(Kind.WITHDRAWN, [signature.petition_id for signature in found])
        _erase(found, [*signed, *of_these], address)


def refuse(token: str) -> bool:
    """“It was not me”: erase the unconfirmed signatures of a link, and never write to that mailbox again.

    This works whatever has happened to the petition meanwhile. A confirmed signature stays: someone who can
    read the mailbox has pressed the button. Returns whether anything was erased.
    """
    with transaction.atomic():
        behind = tokens.signatures_behind(Purpose.CONFIRM, token)
        signed = intake.erase(
            bytes(each.email_digest) for each in behind if each.confirmed_at is None
        )
        unconfirmed = [
            signature
            for signature in tokens.signatures_behind(Purpose.CONFIRM, token, lock=True)
            if signature.confirmed_at is None
        ]
        if not unconfirmed:
            return False
        rules = canonical.current_rules()
        given = {signature.email for signature in unconfirmed if signature.email}
        for mailbox in sorted({canonical.canonicalise(each, rules) for each in given}):
            blocked = mailboxes.block(mailbox)
            # With its time: the newest entry of a mailbox holds. What was never confirmed has no line in the public log.
            erasure_log.append(erasure_log.BLOCKED, blocked, timezone.now())
        ledger.record_events(Kind.REFUSED, [signature.petition_id for signature in unconfirmed])
        _erase(unconfirmed, signed)
        return True


def _uncount(signatures: Sequence[Signature]) -> None:
    counted = [signature for signature in signatures if signature.state == State.CONFIRMED]
    if counted:
        ledger.remove_all(counted, Kind.WITHDRAWN)
        ledger.shuffle_removals({signature.petition_id for signature in counted})


# --- What is erased ----------------------------------------------------------------------------------------


def _erase(
    signatures: Sequence[Signature], signed: Sequence[Signed], address: str | None = None
) -> None:
    """Erase locked rows and everything that belongs to them, and leave marks.

    signed: what was erased of the intake.
    """
    if signatures or signed:
        _leave_marks([*map(_signed, signatures), *signed])
    if signatures:
        delete_without_marks(signatures)
    for each in sorted(filter(None, {address, *(signature.email for signature in signatures)})):
        if not canonical.signatures_by_address(each).exists():
            tokens.forget_addresses(digest for _petition, digest in canonical.keys_of(each))
            _erase_mailbox(canonical.canonicalise(each, canonical.current_rules()))


def delete_without_marks(signatures: Sequence[Signature]) -> None:
    """Delete locked signatures, and each link that is about no other signature. It leaves no mark."""
    rows = Signature.objects.filter(pk__in=[signature.pk for signature in signatures])
    domains = list(Trace.objects.filter(signature__in=rows).values_list("domain", flat=True))
    links = list(MailedToken.objects.filter(signatures__in=rows).values_list("pk", flat=True))
    rows.delete()  # and their traces
    _erase_domain_names(domains)
    MailedToken.objects.filter(pk__in=links, signatures=None).delete()
    tokens.forget_addresses(bytes(signature.email_digest) for signature in signatures)


def _erase_domain_names(digests: Sequence[bytes | memoryview]) -> None:
    """Erase the names of email domains that no other trace has: some domains are personal."""
    used = Trace.objects.filter(domain__in=digests).values_list("domain", flat=True)
    Domain.objects.filter(pk__in=digests).exclude(pk__in=[*map(bytes, used)]).delete()


def _erase_mailbox(mailbox: str) -> None:
    """Erase its record and empty its queued jobs. If its owner wants no email, that record stays."""
    digests = mailboxes.digests(mailbox)
    Mailbox.objects.filter(digest__in=digests, blocked=False).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            'UPDATE procrastinate_jobs SET args = args || \'{"encrypted_address": "", "mailbox": ""}\''
            " WHERE args ->> 'mailbox' = ANY(%s)",
            [[each.hex() for each in digests]],
        )


# --- Marks, and erasing again after a restore --------------------------------------------------------------


def _signed(signature: Signature) -> Signed:
    return Signed(bytes(signature.email_digest), signature.signed_at)


def _today() -> datetime:
    """The day, as a moment: neither the database nor the file says when exactly someone withdrew."""
    return datetime.combine(timezone.now().astimezone(UTC), time.min, UTC)


def _leave_marks(erased: Sequence[Signed]) -> None:
    today = _today()
    marks = list(dict.fromkeys(mark for each in erased for mark in (each.day_mark, each.own_mark)))
    _store_marks(dict.fromkeys(marks, today.date()))
    erasure_log.append(erasure_log.ERASED, marks, today)


def _store_marks(marks: dict[bytes, date]) -> None:
    Erasure.objects.bulk_create(
        (Erasure(digest=mark, erased_on=on) for mark, on in sorted(marks.items())),
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["erased_on"],
        batch_size=BATCH,
    )


def expire_marks() -> None:
    """Delete the marks, here and in the file, that are older than any backup."""
    oldest = _today() - periods.BACKUP
    Erasure.objects.filter(erased_on__lt=oldest.date()).delete()
    erasure_log.forget(erasure_log.ERASED, before=oldest)
    erasure_log.forget(erasure_log.STOPPED, before=oldest)


def replay(*files: Path) -> int:
    """Erase again what a restored backup has brought back. Returns the number of signatures.

    files: logs of erasures, for erasures that the restored database does not know. Signatures given again
    after the erasure stay.
    """
    for file in files:
        _read_log(file)
    _restore_blocks(*files)
    stopped_updates.end_again(*files)
    marks = {
        bytes(mark): on
        for mark, on in Erasure.objects.values_list("digest", "erased_on").iterator()
    }
    erased = 0
    for rows in batched(_digest_rows(), BATCH) if marks else ():
        restored = [
            pk
            for pk, signed_at, email_digest in rows
            if erasure_marks.is_erased(Signed(bytes(email_digest), signed_at), marks)
        ]
        if restored:
            erased += _erase_again(restored)
    return erased


def replay_if_restored() -> None:
    """Replay the log of erasures if it has entries that the database does not have.

    Blocked mailboxes are blocked again, and stopped updates are stopped again, in any case.
    """
    file = settings.ERASURES_FILE
    if not file.exists():
        return
    for entries in batched(erasure_log.read(file), BATCH):
        marks = {
            entry.digest
            for entry in entries
            if entry.kind == erasure_log.ERASED and entry.at >= _today() - periods.BACKUP
        }
        if Erasure.objects.filter(digest__in=marks).count() < len(marks):
            replay(file)
            return
    _restore_blocks(file)
    stopped_updates.end_again(file)


def _digest_rows() -> Iterable[tuple[int, datetime, bytes | memoryview]]:
    columns = Signature.objects.order_by().values_list("pk", "signed_at", "email_digest")
    return columns.iterator(BATCH)


def _erase_again(ids: list[int]) -> int:
    with transaction.atomic():
        rows = Signature.objects.filter(pk__in=ids)
        signed = intake.erase(map(bytes, rows.values_list("email_digest", flat=True)))
        found = lock_signatures(ids)
        _uncount(found)
        _erase(found, signed)
    return len(found)


def _restore_blocks(*files: Path) -> None:
    """Block and unblock mailboxes as these logs say: the newest entry of a mailbox holds."""
    newest: dict[bytes, erasure_log.Entry] = {}
    for entry in chain.from_iterable(map(erasure_log.read, files)):
        if entry.kind in {erasure_log.BLOCKED, erasure_log.UNBLOCKED} and (
            entry.at >= newest.get(entry.digest, entry).at
        ):
            newest[entry.digest] = entry
    blocked = {each.digest for each in newest.values() if each.kind == erasure_log.BLOCKED}
    mailboxes.block_digests(blocked)
    mailboxes.unblock_digests(newest.keys() - blocked)


def _read_log(file: Path) -> None:
    """Take the marks of a log into the database, each with its newest day."""
    newest: dict[bytes, date] = {}
    for entry in erasure_log.read(file):
        if entry.kind == erasure_log.ERASED:
            on = entry.at.date()
            newest[entry.digest] = max(on, newest.get(entry.digest, on))
    known = {
        bytes(mark): on
        for mark, on in Erasure.objects.filter(digest__in=newest).values_list("digest", "erased_on")
    }
    _store_marks({mark: on for mark, on in newest.items() if on > known.get(mark, date.min)})
