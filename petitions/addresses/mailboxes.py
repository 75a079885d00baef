"""How many emails one mailbox may be sent, and how many codes may be tried for it, over all petitions.

A mailbox has one row. The row is found by a digest that no signature shares, and it is locked while it
changes, so the limits hold however many requests arrive at once.

Two addresses are one mailbox here only if their provider says so (petitions/addresses/canonical.py). Where dots count,
anyone can have `a.b@` beside `ab@`. If they were one, its owner could use up the emails of `ab@`, refuse all
of them with “not me”, and be given the link that confirms for `ab@`, with all that stands on its page.

A mailbox that does not exist gets no email either. Sometimes a provider says so by mistake. So emails that someone asks
for are tried again after a week, and a person who acts on one gets all of them again.

Staff can change these rules. What is stored under the rules before, and under other alias domains, counts as well. A
person who wants no email gets none whatever rule they write: that is stored for every way of reading the address.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from itertools import batched

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from campaign.privacy.encryption import digest
from campaign.run.prepared import run_prepared
from petitions import periods
from petitions.addresses import canonical
from petitions.models import Mailbox, MailedToken
from petitions.models.arrays import columns

MAX_EMAILS_A_DAY = 3
MAX_UNANSWERED = 5
MAX_CODES_A_DAY = 10  # guesses at 40 bits
BATCH = 1_000  # rows at a time, when many are blocked again after a restore


class Turn(Enum):
    """When a mailbox may be sent one more email."""

    NOW = auto()
    TOMORROW = auto()
    NEVER = auto()


@dataclass(frozen=True, slots=True)
class WantedTurn:
    """An email that someone wants to be sent.

    link: the digest of the link in it that confirms signatures, if it has one. had_its_turn: it is sent again.
    """

    address: str = field(repr=False)
    link: bytes | None = field(default=None, repr=False)
    had_its_turn: bool = False


@dataclass(frozen=True, slots=True)
class GrantedTurn:
    """link: where no email may go out, the digest of the newest link that works and was emailed to this address."""

    turn: Turn
    link: bytes | None = field(default=None, repr=False)


def take_turn(address: str, link: bytes | None = None, *, had_its_turn: bool = False) -> Turn:
    """As `take_turns`, for one email and in a transaction of its own."""
    with transaction.atomic():
        [granted] = take_turns([WantedTurn(address, link, had_its_turn)])
    return granted.turn


def take_turns(wanted: Sequence[WantedTurn]) -> list[GrantedTurn]:
    """Which of these emails may go out now. Those are counted, in the caller's transaction.

    A mailbox gets MAX_EMAILS_A_DAY, at least one of them with a link that confirms. After MAX_UNANSWERED
    such emails it gets no other as long as the newest link works. So no one can silence a mailbox by signing with
    it again and again: while it gets no email, it has one of ours with a link that works. The
    caller lets that link confirm the new signatures too.

    Two people may share a row: it knows neither tags nor dots, and some providers tell a.b@ from ab@. A link that
    was emailed to the one neither confirms for the other nor keeps emails from them.
    """
    history = canonical.rule_history()
    spellings = [digests(each.address, history) for each in wanted]
    locked = _lock({first for first, *_others in spellings})
    others = {each for _first, *others in spellings for each in others} - locked.keys()
    known = locked | _by_digest(Mailbox.objects.filter(digest__in=others))
    working = _working_links(known.values())
    granted = []
    for each, found in zip(wanted, spellings, strict=True):
        rows = [known[digest] for digest in found if digest in known]
        links = (_newest_link(row) for row in rows)
        own = (link for link in links if _is_own(each.address, working.get(link), history.now))
        granted.append(_grant(each, rows, next(own, None)))
    _save(locked.values())
    return granted


def _grant(wanted: WantedTurn, known: Sequence[Mailbox], newest: bytes | None) -> GrantedTurn:
    """known: the locked row of the mailbox, then those of its other spellings. newest: its newest link that works."""
    row = known[0]
    tried_again = row.day - periods.BOUNCED_TRIED_AGAIN
    if any(each.blocked or (each.bounced_on and each.bounced_on > tried_again) for each in known):
        return GrantedTurn(Turn.NEVER)
    if wanted.had_its_turn:
        return GrantedTurn(Turn.NOW)
    if newest and sum(each.unanswered for each in known) >= MAX_UNANSWERED:
        return GrantedTurn(Turn.NEVER, newest)
    today = [each for each in known if each.day == row.day]
    others = sum(each.without_link_on_day for each in today)
    if sum(each.sent_on_day for each in today) >= MAX_EMAILS_A_DAY or (
        not wanted.link and others >= MAX_EMAILS_A_DAY - 1
    ):
        return GrantedTurn(Turn.TOMORROW, newest)
    row.sent_on_day += 1
    row.mailed_on = row.day
    if not wanted.link:
        row.without_link_on_day += 1
    else:
        row.unanswered += 1
        row.newest_link = _masked(wanted.link, row)
    return GrantedTurn(Turn.NOW)


def _working_links(known: Iterable[Mailbox]) -> dict[bytes, list[tuple[int, bytes]]]:
    """By digest, their newest links that will work for a while: petition and digest of each signature behind them."""
    links = [_newest_link(row) for row in known if row.newest_link]
    if not links:
        return {}
    working = MailedToken.objects.filter(
        digest__in=links,
        expires_at__gt=Now() + periods.REMINDER_LEAVES,
        signatures__isnull=False,
    )
    found: dict[bytes, list[tuple[int, bytes]]] = defaultdict(list)
    for link, petition, signature in working.values_list(
        "digest", "signatures__petition", "signatures__email_digest"
    ):
        found[bytes(link)].append((petition, bytes(signature)))
    return found


def _newest_link(row: Mailbox) -> bytes:
    """The digest of its newest link; empty if it has none."""
    return _masked(bytes(row.newest_link or b""), row)


def _masked(link: bytes, row: Mailbox) -> bytes:
    """A digest of 32 bytes as the row stores it, and back again.

    Unmasked it would join the mailbox to the signatures behind the link. Then someone who signed with another
    person's address could find the row of that mailbox in a stolen dump, and see what else it was emailed.
    """
    mask = digest("newest-link", bytes(row.digest).hex())
    return bytes(one ^ other for one, other in zip(link, mask, strict=False))


def _is_own(
    address: str, about: Sequence[tuple[int, bytes]] | None, rules: canonical.Rules
) -> bool:
    """Whether these signatures behind a link are all of this address by the rules in force. None: it does not work.

    Not by earlier rules: a wrong one may have made one mailbox of two people's.
    """
    mailbox = canonical.canonicalise(address, rules)
    return bool(about) and all(
        canonical.signature_digest(petition, mailbox) == signature
        for petition, signature in about or ()
    )


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


def block(mailbox: str) -> list[bytes]:
    """Never write to this mailbox again, whatever becomes of the rules. Returns the digests under which that is stored."""
    blocked = _digests_by_any_rule(mailbox)
    block_digests(blocked)
    return blocked


def unblock(mailbox: str) -> list[bytes]:
    """Undo `block`. Returns the digests under which it was stored; none if the mailbox was not blocked."""
    stored = Mailbox.objects.filter(digest__in=_digests_by_any_rule(mailbox), blocked=True)
    freed = sorted(map(bytes, stored.values_list("digest", flat=True)))
    unblock_digests(freed)
    return freed


def block_digests(digests: Iterable[bytes]) -> None:
    """Those that are blocked already are only read: after a restore this is called with all that were ever blocked."""
    today = timezone.now().date()
    for some in batched(sorted(digests), BATCH):
        known = Mailbox.objects.filter(digest__in=some, blocked=True)
        missing = set(some) - set(map(bytes, known.values_list("digest", flat=True)))
        Mailbox.objects.bulk_create(
            (Mailbox(digest=each, day=today, blocked=True) for each in sorted(missing)),
            update_conflicts=True,
            unique_fields=["digest"],
            update_fields=["blocked"],
        )


def unblock_digests(digests: Iterable[bytes]) -> None:
    for some in batched(digests, BATCH):
        Mailbox.objects.filter(digest__in=some).update(blocked=False)


def _digests_by_any_rule(mailbox: str) -> list[bytes]:
    """Of an address, and of its canonical form: emails are sent to the one and counted for the other."""
    history = canonical.rule_history()
    forms = {
        form
        for spelling in (mailbox, canonical.canonicalise(mailbox, history.now))
        for form in canonical.mailbox_forms_by_any_rule(spelling, history)
    }
    return sorted(map(canonical.mailbox_digest, forms))


# It does nothing if a rule was edited since the digests were made. Returns the last edit.
_CLEAR = """
WITH edit AS (SELECT max(id) AS last FROM petitions_rulechange), cleared AS (
    UPDATE petitions_mailbox SET unanswered = 0, bounced_on = NULL FROM edit
    WHERE digest = ANY(%s) AND edit.last IS NOT DISTINCT FROM %s
)
SELECT last FROM edit
"""


def clear_unanswered(*mailboxes: str) -> None:
    """Their owner has answered an email, so it exists.

    Every signer comes here, so the rules are read anew only if one was edited.
    """
    history = canonical.recent_history()
    while True:
        known = history.last_edit[0] if history.last_edit else None
        found = sorted({each for mailbox in mailboxes for each in digests(mailbox, history)})
        if run_prepared(_CLEAR, [found, known]) == [(known,)]:
            return
        history = canonical.rule_history()


def mark_bounced(mailboxes: Iterable[str]) -> None:
    """These mailboxes do not exist: nothing is sent to them for now."""
    if not (given := set(mailboxes)):
        return
    history = canonical.rule_history()
    with transaction.atomic():
        rows = _lock({digests(each, history)[0] for each in given})
        Mailbox.objects.filter(digest__in=rows).update(bounced_on=timezone.now().date())


def blocked_among(mailboxes: Iterable[str]) -> set[str]:
    """Those of these mailboxes that are never to be written to."""
    return _among(mailboxes, Q(blocked=True))


def bounced_among(mailboxes: Iterable[str]) -> set[str]:
    """Those of these mailboxes that do not exist, as far as we know."""
    return _among(mailboxes, Q(bounced_on__isnull=False))


def _among(mailboxes: Iterable[str], condition: Q) -> set[str]:
    history = canonical.rule_history()
    digests_of = {mailbox: digests(mailbox, history) for mailbox in set(mailboxes)}
    wanted = {each for found in digests_of.values() for each in found}
    rows = Mailbox.objects.filter(condition, digest__in=wanted)
    found = set(map(bytes, rows.values_list("digest", flat=True)))
    return {mailbox for mailbox, own in digests_of.items() if not found.isdisjoint(own)}


def digests(mailbox: str, history: canonical.RuleHistory | None = None) -> list[bytes]:
    """All digests under which it may be stored. The first one is its row's today."""
    forms = canonical.mailbox_forms(mailbox, history or canonical.rule_history())
    return [canonical.mailbox_digest(each) for each in forms]


def erase_expired() -> None:
    """Erase rows periods.MAILBOX after their last email. Blocked rows stay: their owners asked for no email, ever.

    The time runs from the last email, not from the last attempt. Rows that bounced stay for periods.BOUNCED.
    """
    today = timezone.now().date()
    Mailbox.objects.filter(
        Q(mailed_on__lt=today - periods.MAILBOX) | Q(day__lt=today, unanswered=0),
        Q(bounced_on__isnull=True) | Q(bounced_on__lt=today - periods.BOUNCED),
        blocked=False,
    ).delete()


_SAVE = """
UPDATE petitions_mailbox AS mailbox SET
    day = given.day, mailed_on = given.mailed_on, sent_on_day = given.sent_on_day,
    without_link_on_day = given.without_link_on_day, unanswered = given.unanswered,
    codes_tried = given.codes_tried, newest_link = given.newest_link
FROM unnest(
    %s::bytea[], %s::date[], %s::date[], %s::smallint[], %s::smallint[], %s::smallint[], %s::int[], %s::bytea[]
) AS given (
    digest, day, mailed_on, sent_on_day, without_link_on_day, unanswered, codes_tried, newest_link
)
WHERE mailbox.digest = given.digest
"""


def _save(rows: Iterable[Mailbox]) -> None:
    values = [
        (
            each.digest, each.day, each.mailed_on, each.sent_on_day, each.without_link_on_day,
            each.unanswered, each.codes_tried, each.newest_link,
        )
        for each in rows
    ]  # fmt: skip
    if values:
        with connection.cursor() as cursor:
            cursor.execute(_SAVE, columns(values, 8))


def _lock(wanted: Iterable[bytes]) -> dict[bytes, Mailbox]:
    """The rows with these digests, locked in their order and set to today. Those that are missing are made.

    The same statements run whether or not a row existed. Otherwise the time they take would tell.
    """
    digests, today = sorted(wanted), timezone.now().date()
    rows: dict[bytes, Mailbox] = {}
    while len(rows) < len(digests):  # repeats only if a row was erased at this very moment
        new = [Mailbox(digest=digest, day=today) for digest in digests]
        Mailbox.objects.bulk_create(new, ignore_conflicts=True)
        locked = Mailbox.objects.filter(digest__in=digests).select_for_update()
        rows = _by_digest(locked.order_by("digest"))
    for row in rows.values():
        if row.day < today:  # a clock that is put back begins no new day
            row.day, row.sent_on_day, row.without_link_on_day, row.codes_tried = today, 0, 0, 0
    return rows


def _by_digest(rows: Iterable[Mailbox]) -> dict[bytes, Mailbox]:
    return {bytes(row.digest): row for row in rows}


@contextmanager
def _locked(mailbox: str) -> Iterator[Mailbox]:
    """The mailbox's row, locked and set to today; saved at the end."""
    with transaction.atomic():
        [row] = _lock([digests(mailbox)[0]]).values()
        yield row
        row.save()
