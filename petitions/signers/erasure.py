"""Erasing signatures, so that afterwards nothing anywhere holds the person.

With a signature go its links, what the queue holds for it, from which network it came, and, if it was the
last one of its mailbox, what was noted of the mails to it. Two things stay: that one signature fewer
counts, and a mark with the time. The mark is made from the digests of the signature, for this purpose
alone: it tells a row that a restored backup brings back, and nothing else.

The rows are locked in the order in which signing locks them, before the mailbox is.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from campaign.privacy import erasure_log
from campaign.privacy.encryption import digest
from petitions.addresses import canonical, mailboxes
from petitions.counting import ledger
from petitions.mail import queued_jobs
from petitions.models import Domain, Erasure, Kind, Mailbox, MailedToken, Signature
from petitions.models.signature import lock_signatures
from petitions.signing import tokens
from petitions.signing.tokens import Purpose

State = Signature.State
BATCH = 1_000  # rows at a time, in a replay


def withdraw(*signatures: Signature, address: str | None = None) -> None:
    """Erase signatures, as their signer wishes; those that counted count no longer.

    address: the signer's, where it is known. Twice is the same as once.
    """
    with transaction.atomic():
        found = lock_signatures(signature.pk for signature in signatures)
        _uncount(found)
        ledger.note(Kind.WITHDRAWN, [signature.petition_id for signature in found])
        _erase(found, address)


def refuse(token: str) -> bool:
    """“It was not me”: erase the waiting signatures and send that mailbox nothing more.

    Whatever became of the petition meanwhile. A confirmed signature stays: somebody who can read the
    mailbox pressed the button before.
    """
    with transaction.atomic():
        waiting = [
            signature
            for signature in tokens.signatures_behind(Purpose.CONFIRM, token, lock=True)
            if signature.confirmed_at is None
        ]
        if not waiting:
            return False
        rules = canonical.rules()
        given = {signature.email for signature in waiting if signature.email}
        for mailbox in sorted({canonical.canonical(each, rules) for each in given}):
            mailboxes.block(mailbox)
            erasure_log.append(erasure_log.BLOCKED, mailboxes.digests(mailbox), timezone.now())
        ledger.note(Kind.REFUSED, [signature.petition_id for signature in waiting])
        _erase(waiting)
        return True


def _uncount(signatures: Sequence[Signature]) -> None:
    counted = [signature for signature in signatures if signature.state == State.CONFIRMED]
    if counted:
        ledger.uncount_all(counted, Kind.WITHDRAWN)


# --- What goes with a signature ----------------------------------------------------------------------------


def _erase(signatures: Sequence[Signature], address: str | None = None) -> None:
    """Of rows that are locked."""
    if signatures:
        _mark(signatures)
        remove(signatures)
        _erase_domains(signatures)
    for each in sorted(filter(None, {address, *(signature.email for signature in signatures)})):
        if not canonical.signatures_of(each).exists():
            _forget_mailbox(canonical.canonical(each, canonical.rules()))


def remove(signatures: Sequence[Signature]) -> None:
    """Rows that are locked, their links, and what the queue holds for them; no mark of it stays."""
    _erase_rows(signatures)
    _erase_jobs([bytes(signature.email_digest).hex() for signature in signatures])


def _erase_rows(signatures: Sequence[Signature]) -> None:
    """The signatures, and every link that is about no other one. A link to one's own page goes on
    telling, for its day, that nothing is left."""
    rows = Signature.objects.filter(pk__in=[signature.pk for signature in signatures])
    links = list(MailedToken.objects.filter(signatures__in=rows).values_list("pk", flat=True))
    rows.delete()
    about_nobody = MailedToken.objects.filter(pk__in=links, signatures=None)
    about_nobody.filter(purpose=Purpose.MINE).update(address=None)
    about_nobody.exclude(purpose=Purpose.MINE).delete()


# What a worker that has one in hand finds when it looks again: nobody to write to.
_EMPTY: dict[str, Any] = {"signatures": [], "sealed": "", "seed": "", "came_from": None}


def _erase_jobs(digests: list[str]) -> None:
    """Take them out of the queue; a job that is about others as well goes on without them."""
    for job in queued_jobs.naming(digests):
        others = [pair for pair in job.args["signatures"] if pair[1] not in digests]
        if others or job.is_in_hand:
            queued_jobs.change(job, {"signatures": others} if others else _EMPTY)
        else:
            queued_jobs.delete(job)


def _erase_domains(signatures: Sequence[Signature]) -> None:
    """The names of mail domains that nobody else of the petition uses: some are a person's own."""
    for signature in signatures:
        petition, domain = signature.petition_id, signature.domain_digest
        if (
            domain
            and not Signature.objects.filter(petition=petition, domain_digest=domain).exists()
        ):
            Domain.objects.filter(petition=petition, digest=domain).delete()


def _forget_mailbox(mailbox: str) -> None:
    """What was noted of it and what waits for it. That it wants no mail is not forgotten."""
    digests = mailboxes.digests(mailbox)
    Mailbox.objects.filter(digest__in=digests, blocked=False).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            'UPDATE procrastinate_jobs SET args = args || \'{"sealed": "", "mailbox": ""}\''
            " WHERE args ->> 'mailbox' = ANY(%s)",
            [[each.hex() for each in digests]],
        )


# --- What stays, and what it is for ------------------------------------------------------------------------


def _mark(signatures: Sequence[Signature]) -> None:
    now = timezone.now()
    marks = [
        mark
        for each in signatures
        for mark in marks_of(each.email_digest, each.local_digests, each.domain_digest)
    ]
    _remember(dict.fromkeys(marks, now))
    erasure_log.append(erasure_log.ERASED, marks, now)


type Stored = bytes | memoryview | None  # a digest, as the database gives it


def marks_of(email_digest: Stored, local_digests: Stored, domain_digest: Stored) -> list[bytes]:
    """One by the rules for addresses at this time, and one by the address as it was spelt, which stays the
    same when staff change a rule."""
    marks = [digest("erased", bytes(email_digest or b"").hex())]
    if local_digests and domain_digest:
        spelt = bytes(local_digests)[: canonical.PART]
        marks.append(digest("erased-as-spelt", spelt.hex(), bytes(domain_digest).hex()))
    return marks


def _remember(marks: dict[bytes, datetime]) -> None:
    Erasure.objects.bulk_create(
        (Erasure(digest=mark, erased_at=at) for mark, at in marks.items()),
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["erased_at"],
        batch_size=BATCH,
    )


def replay(*files: Path) -> int:
    """Erase again what a restored backup has brought back; the number of signatures.

    files: logs of erasures, for what the restored database itself does not know. Signatures that somebody
    gave afresh after the erasure stay.
    """
    for file in files:
        _read_in(file)
    marks = {
        bytes(mark): at
        for mark, at in Erasure.objects.values_list("digest", "erased_at").iterator()
    }
    erased = 0
    for rows in batched(_rows(), BATCH) if marks else ():
        back = [
            pk
            for pk, signed_at, *digests in rows
            if any(marks.get(mark, signed_at) > signed_at for mark in marks_of(*digests))
        ]
        if back:
            erased += _erase_again(back)
    return erased


def replay_if_restored() -> None:
    """Once the file knows of erasures of which the database does not."""
    file = settings.ERASURES_FILE
    if not file.exists():
        return
    for entries in batched(erasure_log.read(file), BATCH):
        marks = {entry.digest for entry in entries if entry.kind == erasure_log.ERASED}
        if Erasure.objects.filter(digest__in=marks).count() < len(marks):
            replay(file)
            return


def _rows() -> Iterable[tuple[int, datetime, Stored, Stored, Stored]]:
    columns = ("pk", "signed_at", "email_digest", "local_digests", "domain_digest")
    return Signature.objects.order_by().values_list(*columns).iterator(BATCH)


def _erase_again(ids: list[int]) -> int:
    with transaction.atomic():
        found = lock_signatures(ids)
        _uncount(found)
        _erase(found)
    return len(found)


_NEVER = datetime.min.replace(tzinfo=UTC)


def _read_in(file: Path) -> None:
    newest: dict[bytes, datetime] = {}
    for entry in erasure_log.read(file):
        if entry.kind == erasure_log.BLOCKED:
            Mailbox.objects.update_or_create(
                digest=entry.digest,
                defaults={"blocked": True},
                create_defaults={"blocked": True, "day": entry.at.date()},
            )
        elif entry.kind == erasure_log.ERASED:
            newest[entry.digest] = max(entry.at, newest.get(entry.digest, entry.at))
    known = {
        bytes(mark): at
        for mark, at in Erasure.objects.filter(digest__in=newest).values_list("digest", "erased_at")
    }
    _remember({mark: at for mark, at in newest.items() if at > known.get(mark, _NEVER)})
