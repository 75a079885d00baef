"""What one mailbox may be sent, and how many codes may be tried for it, over all petitions.

Its row is found by a digest that no signature shares, and locked while it is changed, so the limits hold
however many ask at once.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import Enum, auto

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from petitions import addresses
from petitions.models import Mailbox

MOST_A_DAY = 3
MOST_UNANSWERED = 5
MOST_CODES_A_DAY = 10  # guesses at 40 bits
KEPT = timedelta(days=30)  # after the last mail


class Turn(Enum):
    NOW = auto()
    TOMORROW = auto()
    NEVER = auto()


def take_turn(mailbox: str) -> Turn:
    """Whether one more mail may go out; it is counted if so."""
    with _locked(mailbox) as row:
        if row.blocked or row.unanswered >= MOST_UNANSWERED:
            return Turn.NEVER
        if row.sent_on_day >= MOST_A_DAY:
            return Turn.TOMORROW
        row.sent_on_day += 1
        row.mailed_on = row.day
        row.unanswered += 1
        return Turn.NOW


def try_code(mailbox: str) -> bool:
    """Whether one more code may be tried; it is counted before anybody looks whether it is right."""
    with _locked(mailbox) as row:
        row.codes_tried += 1
        return row.codes_tried <= MOST_CODES_A_DAY


def block(mailbox: str) -> None:
    with _locked(mailbox) as row:
        row.blocked = True


def answered(mailbox: str) -> None:
    Mailbox.objects.filter(digest=addresses.mailbox_digest(mailbox)).update(unanswered=0)


def is_blocked(mailbox: str) -> bool:
    return Mailbox.objects.filter(digest=addresses.mailbox_digest(mailbox), blocked=True).exists()


def blocked(among: Iterable[str]) -> set[str]:
    """Those of these mailboxes that are never to be written to."""
    digests = {addresses.mailbox_digest(mailbox): mailbox for mailbox in among}
    rows = Mailbox.objects.filter(digest__in=list(digests), blocked=True)
    return {digests[bytes(digest)] for digest in rows.values_list("digest", flat=True)}


def forget_old() -> None:
    """Those that were blocked stay: they asked never to be written to.

    From the last mail on, whatever was tried since: by asking day after day for one that may not be sent,
    somebody could otherwise keep another person from ever signing.
    """
    today = timezone.now().date()
    Mailbox.objects.filter(
        Q(mailed_on__lt=today - KEPT) | Q(day__lt=today, unanswered=0), blocked=False
    ).delete()


@contextmanager
def _locked(mailbox: str) -> Iterator[Mailbox]:
    """The row of today, to be changed. The same statements run whether or not it was there before, or
    the time they take would tell."""
    digest = addresses.mailbox_digest(mailbox)
    today = timezone.now().date()
    with transaction.atomic():
        row = None
        while row is None:  # again only if it was forgotten at this very moment
            Mailbox.objects.bulk_create([Mailbox(digest=digest, day=today)], ignore_conflicts=True)
            row = Mailbox.objects.select_for_update().filter(digest=digest).first()
        if row.day < today:  # a clock that is put back begins no new day
            row.day, row.sent_on_day, row.codes_tried = today, 0, 0
        yield row
        row.save()
