"""How many emails one mailbox may be sent, and how many codes may be tried for it, over all petitions.

A mailbox has one row. The row is found by a digest that no signature shares, and it is locked while it
changes, so the limits hold however many requests arrive at once.

Staff can change the rules by which addresses are one mailbox (petitions/addresses/canonical.py). Such a change
must not get anyone more emails, least of all a person who wants none. So a mailbox is stored under its
rule-independent form, without tag and dots. What is stored under its other alias domains counts as well.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum, auto

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from petitions import periods
from petitions.addresses import canonical
from petitions.models import Mailbox

MAX_EMAILS_A_DAY = 3
MAX_UNANSWERED = 5
MAX_CODES_A_DAY = 10  # guesses at 40 bits


class Turn(Enum):
    """When a mailbox may be sent one more email."""

    NOW = auto()
    TOMORROW = auto()
    NEVER = auto()


def take_turn(mailbox: str) -> Turn:
    """Whether one more email may go out. If so, it is counted."""
    with _locked(mailbox) as row:
        known = [row, *_under_other_aliases(mailbox)]
        if any(each.blocked or each.unanswered >= MAX_UNANSWERED for each in known):
            return Turn.NEVER
        if sum(each.sent_on_day for each in known if each.day == row.day) >= MAX_EMAILS_A_DAY:
            return Turn.TOMORROW
        row.sent_on_day += 1
        row.mailed_on = row.day
        row.unanswered += 1
        return Turn.NOW


def give_back_turn(mailbox: str) -> None:
    """Take an email out of the count that certainly was not sent."""
    with _locked(mailbox) as row:
        row.sent_on_day = max(0, row.sent_on_day - 1)
        row.unanswered = max(0, row.unanswered - 1)


def count_code_attempt(mailbox: str) -> bool:
    """Whether one more code may be tried. The attempt is counted before the code is compared."""
    with _locked(mailbox) as row:
        row.codes_tried += 1
        return row.codes_tried <= MAX_CODES_A_DAY


def block(mailbox: str) -> None:
    """Never write to this mailbox again. Stored under each of its aliases, so that no rule change undoes it."""
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
    return bool(blocked_among([mailbox]))


def blocked_among(mailboxes: Iterable[str]) -> set[str]:
    """Those of these mailboxes that are never to be written to."""
    history = canonical.rule_history()
    digests_of = {mailbox: digests(mailbox, history) for mailbox in set(mailboxes)}
    wanted = {each for found in digests_of.values() for each in found}
    rows = Mailbox.objects.filter(digest__in=wanted, blocked=True)
    found = set(map(bytes, rows.values_list("digest", flat=True)))
    return {mailbox for mailbox, own in digests_of.items() if not found.isdisjoint(own)}


def digests(mailbox: str, history: canonical.RuleHistory | None = None) -> list[bytes]:
    """All digests under which it may be stored. The first one is its row's today."""
    group = canonical.alias_group(mailbox, history or canonical.rule_history())
    spellings = dict.fromkeys((*group, mailbox))
    return [canonical.mailbox_digest(each) for each in spellings]


def _under_other_aliases(mailbox: str) -> list[Mailbox]:
    """Rows of the same mailbox that were stored under earlier rules."""
    return list(Mailbox.objects.filter(digest__in=digests(mailbox)[1:]))


def erase_expired() -> None:
    """Erase rows periods.MAILBOX after their last email. Blocked rows stay: their owners asked for no email, ever.

    The time runs from the last email, not from the last attempt. Otherwise someone could ask each day for
    an email that may not be sent, and so keep another person from ever signing.
    """
    today = timezone.now().date()
    Mailbox.objects.filter(
        Q(mailed_on__lt=today - periods.MAILBOX) | Q(day__lt=today, unanswered=0), blocked=False
    ).delete()


@contextmanager
def _locked(mailbox: str) -> Iterator[Mailbox]:
    """The mailbox's row, locked and set to today; saved at the end.

    The same statements run whether or not the row existed. Otherwise the time they take would tell.
    """
    digest = digests(mailbox)[0]
    today = timezone.now().date()
    with transaction.atomic():
        row = None
        while row is None:  # repeats only if the row was erased at this very moment
            Mailbox.objects.bulk_create([Mailbox(digest=digest, day=today)], ignore_conflicts=True)
            row = Mailbox.objects.select_for_update().filter(digest=digest).first()
        if row.day < today:  # a clock that is put back begins no new day
            row.day, row.sent_on_day, row.codes_tried = today, 0, 0
        yield row
        row.save()
