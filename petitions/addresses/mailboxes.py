"""What one mailbox may be sent, and how many codes may be tried for it, over all petitions.

Its row is found by a digest that no signature shares, and locked while it is changed, so the limits hold
however many ask at once.

Staff can change the rules by which addresses are one mailbox (petitions/addresses/canonical.py), and nobody must get
more mails by it, least of all who wants none. So a mailbox is known by its plainest spelling, without tag
and dots whatever its provider makes of them, and what was noted of it under another of its domains holds
for it as well.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import Enum, auto

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from petitions.addresses import canonical
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
        known = [row, *_others(mailbox)]
        if any(each.blocked or each.unanswered >= MOST_UNANSWERED for each in known):
            return Turn.NEVER
        if sum(each.sent_on_day for each in known if each.day == row.day) >= MOST_A_DAY:
            return Turn.TOMORROW
        row.sent_on_day += 1
        row.mailed_on = row.day
        row.unanswered += 1
        return Turn.NOW


def give_back(mailbox: str) -> None:
    """A turn whose mail certainly did not go out."""
    with _locked(mailbox) as row:
        row.sent_on_day = max(0, row.sent_on_day - 1)
        row.unanswered = max(0, row.unanswered - 1)


def try_code(mailbox: str, by: canonical.Rules | None = None) -> bool:
    """Whether one more code may be tried; it is counted before anybody looks whether it is right."""
    with _locked(mailbox, by) as row:
        row.codes_tried += 1
        return row.codes_tried <= MOST_CODES_A_DAY


def block(mailbox: str) -> None:
    """For good, and under each of its spellings, so that no change of a rule undoes it."""
    today = timezone.now().date()
    Mailbox.objects.bulk_create(
        (Mailbox(digest=each, day=today, blocked=True) for each in sorted(digests(mailbox))),
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["blocked"],
    )


def clear_unanswered(mailbox: str) -> None:
    Mailbox.objects.filter(digest__in=digests(mailbox)).update(unanswered=0)


def is_blocked(mailbox: str) -> bool:
    return bool(blocked([mailbox]))


def blocked(among: Iterable[str]) -> set[str]:
    """Those of these mailboxes that are never to be written to."""
    by = canonical.rules()
    of = {mailbox: digests(mailbox, by) for mailbox in set(among)}
    wanted = {each for found in of.values() for each in found}
    rows = Mailbox.objects.filter(digest__in=wanted, blocked=True)
    found = set(map(bytes, rows.values_list("digest", flat=True)))
    return {mailbox for mailbox, known_by in of.items() if not found.isdisjoint(known_by)}


def digests(mailbox: str, by: canonical.Rules | None = None) -> list[bytes]:
    """By which it may be known, the one that its row has first."""
    by = canonical.rules() if by is None else by
    spellings = dict.fromkeys((*canonical.alias_group(mailbox, by), mailbox))
    return [canonical.mailbox_digest(each) for each in spellings]


def _others(mailbox: str) -> list[Mailbox]:
    """What was noted under its other spellings, by the rules of another time."""
    return list(Mailbox.objects.filter(digest__in=digests(mailbox)[1:]))


def erase_old() -> None:
    """Those that were blocked stay: they asked never to be written to.

    From the last mail on, whatever was tried since: by asking day after day for one that may not be sent,
    somebody could otherwise keep another person from ever signing.
    """
    today = timezone.now().date()
    Mailbox.objects.filter(
        Q(mailed_on__lt=today - KEPT) | Q(day__lt=today, unanswered=0), blocked=False
    ).delete()


@contextmanager
def _locked(mailbox: str, by: canonical.Rules | None = None) -> Iterator[Mailbox]:
    """The row of today, to be changed. The same statements run whether or not it was there before, or
    the time they take would tell."""
    digest = digests(mailbox, by)[0]
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
