"""The intake: the signings that the form has accepted, until their email is sent.

A row goes through two steps, each in a transaction for a whole set of rows:

1. petitions/signing/storing.py screens signings and makes signatures of them. From then on the row is the queue of its
   email.
2. petitions/mail/signing_emails.py emails its signer, and deletes the row.

What makes this safe:

- A batch is one transaction. A killed worker leaves its rows as they were, and the next one takes them.
- One worker at a time stores. Any number of them may send: each skips the rows that another one has locked, or has a
  lease of because it is sending their emails. A killed worker renews no lease, so its rows are soon due again.
- All code locks intake rows first, then signatures by petition and id, then the buckets of the limits by their keys,
  then mailboxes by their digests. So no two processes wait for each other in a circle.
- Whoever erases a signature calls `erase` first, so no row brings it back. A restored backup may bring back a row of an
  erased signature. Its marks (petitions/signing/erasure_marks.py) leave the row out.
"""

import logging
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Event, Thread

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from petitions import periods
from petitions.addresses import canonical
from petitions.models import Intake
from petitions.models.signature import Key
from petitions.signing.erasure_marks import Signed
from petitions.signing.sign import Signing

AGAIN_AFTER = timedelta(minutes=15)  # for a row that cannot be read or stored
LEASE = timedelta(minutes=1)  # of a row whose email is being sent
RENEW_EVERY = 15.0  # seconds, while it is being sent

logger = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Received:
    """A locked row of the intake, and the signing that it holds.

    keys: of its signatures. reasons: why to quarantine them, by petition id.
    """

    row: Intake
    signing: Signing = field(repr=False)
    keys: list[Key] = field(default_factory=list, repr=False)
    reasons: dict[int, str] = field(default_factory=dict)


# --- Taking rows ---------------------------------------------------------------------------------------------


def take(rows: QuerySet[Intake], limit: int) -> list[Received]:
    """Lock the first due ones of these rows and read them, except those that another worker has locked.

    A row that cannot be read is due again after AGAIN_AFTER.
    """
    due = rows.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")
    received = []
    for row in due.select_for_update(skip_locked=True)[:limit]:
        try:
            signing = Signing.decrypt(row.signing, row.digests)
        except ValueError:
            logger.error("A signing is encrypted with a key that is not in PII_KEYS. It waits.")
            postpone(row)
        else:
            received.append(Received(row, signing, keys_of(signing)))
    return received


def keys_of(signing: Signing) -> list[Key]:
    """Of the signatures that it makes."""
    return list(zip(signing.petitions, map(bytes.fromhex, signing.digests), strict=True))


def postpone(row: Intake) -> None:
    """Leave a row that cannot be read or stored for a while."""
    Intake.objects.filter(pk=row.pk).update(due_at=timezone.now() + AGAIN_AFTER)


def waiting(address: str) -> list[Received]:
    """What this address has signed and no worker has seen yet."""
    digests = [canonical.intake_digest(digest) for _petition, digest in canonical.keys_of(address)]
    received = []
    for row in Intake.objects.about(digests).filter(is_stored=False).order_by("pk"):
        if signing := _read(row):
            received.append(Received(row, signing))
    return received


def leaving(digests: Iterable[bytes]) -> set[bytes]:
    """Those of these digests (`canonical.intake_digest`) that a row is about whose email is leaving, or tried again."""
    wanted = set(digests)
    rows = Intake.objects.about(wanted).filter(attempts__gt=0)
    about = rows.values_list("digests", flat=True)
    return {bytes(digest) for each in about for digest in each} & wanted


def save_keys(row: Intake, signing: Signing, keys: list[Key]) -> None:
    """Save which signatures a row is about."""
    about = replace(
        signing,
        petitions=[petition for petition, _digest in keys],
        digests=[digest.hex() for _petition, digest in keys],
    )
    row.digests = [canonical.intake_digest(digest) for _petition, digest in keys]
    row.signing = about.encrypt(row.digests)
    row.save(update_fields=["digests", "signing"])


# --- Leases --------------------------------------------------------------------------------------------------


def leased_until() -> datetime:
    return timezone.now() + LEASE


@contextmanager
def renew_leases(ids: Collection[int]) -> Iterator[None]:
    """Renew the leases of these rows while the block runs, however slow the mail server is."""
    ended = Event()
    thread = Thread(target=_renew, args=(ids, ended), name="renew-leases")
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _renew(ids: Collection[int], ended: Event) -> None:
    while not ended.wait(RENEW_EVERY):
        try:
            with transaction.atomic():
                lock(ids)
                Intake.objects.filter(pk__in=ids).update(due_at=leased_until())
        except DatabaseError as error:
            logger.warning("A lease could not be renewed: %s", type(error).__name__)
            connection.close()
    connection.close()


def lock(ids: Iterable[int]) -> None:
    """Lock these rows in the order in which an erasure locks them."""
    list(Intake.objects.filter(pk__in=ids).order_by("pk").select_for_update().values_list("pk"))


# --- Erasing -------------------------------------------------------------------------------------------------


def erase(digests: Iterable[bytes]) -> list[Signed]:
    """Erase the signings of these signatures, and return what was erased. What a row signs besides them stays.

    Call it before you lock the signatures, in the same transaction. It waits for a worker that is storing one of
    these rows. Then the signature that the worker has made is there to be erased too.
    """
    erased = {canonical.intake_digest(digest): digest for digest in digests}
    erased |= _under_other_forms(set(erased.values()))
    signed: list[Signed] = []
    for row in Intake.objects.about(erased).order_by("pk").select_for_update():
        its_digests = [bytes(each) for each in row.digests]
        signed += [Signed(erased[each], row.received_at) for each in its_digests if each in erased]
        if erased.keys() >= set(its_digests):
            row.delete()
            continue
        # If no key opens it, it stays as it is. Once one does, the marks of the erasure leave out what was erased.
        if signing := _read(row):
            left = [
                key for key in keys_of(signing) if canonical.intake_digest(key[1]) not in erased
            ]
            save_keys(row, signing, left)
    return signed


def _under_other_forms(digests: set[bytes]) -> dict[bytes, bytes]:
    """The digests of signings that no worker has seen yet and that are of the same mailboxes under today's rules.

    By their digests in the intake. Rows are read only if a rule was ever edited; nearly always there are few or none.
    """
    history = canonical.rule_history()
    if not history.before:
        return {}
    found = {}
    for signing in map(_read, Intake.objects.filter(is_stored=False)):
        if signing is None:
            continue
        forms = canonical.canonical_forms(signing.given.address, history)
        same = [each for each in forms if canonical.canonicalise(each, history.now) == forms[0]]
        for petition, digest in keys_of(signing):
            if any(canonical.signature_digest(petition, form) in digests for form in same):
                found[canonical.intake_digest(digest)] = digest
    return found


def _read(row: Intake) -> Signing | None:
    """None if no key of PII_KEYS opens it."""
    try:
        return Signing.decrypt(row.signing, row.digests)
    except ValueError:
        return None


def erase_expired() -> None:
    """Erase signings that have waited for as long as a link works: for their email, or for a key that opens them."""
    ended = timezone.now() - periods.CONFIRMATION_LINK
    old = Intake.objects.filter(received_at__lte=ended)
    with transaction.atomic():
        # Those that someone else has locked are deleted the next time.
        free = old.select_for_update(skip_locked=True).values_list("pk", flat=True)
        Intake.objects.filter(pk__in=list(free)).delete()
