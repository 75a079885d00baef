"""What becomes of signatures that other rules for addresses make one mailbox, or two again.

Of those of one mailbox the one that counts is kept, and the earliest confirmed where several count. Another
that its signer confirmed is joined to it: it stays, with all that it says, but counts no longer, which the
ledger and the public log say as well. So a wrong rule harms nobody for good: when it is changed back, the
joined ones part again, and count again. One that nobody has confirmed yet goes, as if its form had been
sent again: the links in its mails lead to the one that is kept.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet

from campaign.privacy.encryption import digest
from petitions.counting import ledger
from petitions.mail import queued_jobs
from petitions.models import Kind, Petition, Signature
from petitions.rule_changes.digests import Reader

State = Signature.State
NEEDED = (
    "petition", "email_digest", "local_digests", "domain_digest", "country", "signed_for", "state",
    "signed_at", "confirmed_at", "quarantine_reason", "invalidation", "joined_to", "receipt",
)  # fmt: skip
_ORDER = (State.CONFIRMED, State.QUARANTINED, State.INVALIDATED, State.PENDING)
_NEVER = datetime.max.replace(tzinfo=UTC)


# --- Which of them is kept ---------------------------------------------------------------------------------


class Settled(NamedTuple):
    kept: Signature
    joined: list[Signature]
    dropped: list[Signature]


def settle(of_one_mailbox: Iterable[Signature]) -> Settled:
    """Whatever they are now, joined ones among them."""
    kept, *others = sorted(of_one_mailbox, key=_precedence)
    return Settled(
        kept,
        joined=[each for each in others if each.confirmed_at is not None],
        dropped=[each for each in others if each.confirmed_at is None],
    )


def by_itself(signature: Signature) -> str:
    """What it is, or would be if it were not joined to another."""
    if signature.state != State.JOINED:
        return signature.state
    if signature.invalidation_id is not None:
        return State.INVALIDATED
    return State.QUARANTINED if signature.quarantine_reason else State.CONFIRMED


def _precedence(signature: Signature) -> tuple[int, bool, datetime, float, int]:
    """What counts comes first, then the earliest confirmed; of those that wait the newest, as when a form
    is sent again."""
    return (
        _ORDER.index(State(by_itself(signature))),
        signature.state == State.JOINED,
        signature.confirmed_at or _NEVER,
        -signature.signed_at.timestamp(),
        signature.pk,
    )


# --- Doing it ----------------------------------------------------------------------------------------------


class Outcome(NamedTuple):
    """seen: those that were looked at. uncounted, counted: how many count no longer, or again."""

    seen: set[int]
    uncounted: int
    counted: int


class _Move(NamedTuple):
    signature: Signature
    digest: bytes
    state: str
    joined_to: int | None
    quarantine_reason: str

    @property
    def changes(self) -> bool:
        now = self.signature
        return self[1:] != (
            bytes(now.email_digest),
            now.state,
            now.joined_to_id,
            now.quarantine_reason,
        )


def reread(petition: Petition, ids: Iterable[int], reader: Reader) -> Outcome:
    """Give these their digests by the rules as they will be, in the transaction of the caller.

    Those that somebody holds are passed over. It waits for whoever signs with one of these mailboxes at this
    very moment, and then raises IntegrityError: it is to be done again. Nobody waits for us who does, as
    long as the caller takes the petitions in their order, as signing does.
    """
    signatures = _with_those_concerned(petition, ids, reader)
    kept, joined, renamed = list[_Move](), list[_Move](), dict[str, str]()
    dropped = dict[int, int]()
    for mailbox, group in _by_mailbox(signatures, reader).items():
        settled = settle(group)
        one = settled.kept
        quarantine_reason = one.quarantine_reason
        if one.state == State.PENDING:  # as when a form is sent again
            quarantine_reason = next(
                (each.quarantine_reason for each in group if each.quarantine_reason), ""
            )
        kept.append(_Move(one, mailbox, by_itself(one), None, quarantine_reason))
        joined += [
            _Move(each, _of_its_own(each), State.JOINED, one.pk, each.quarantine_reason)
            for each in settled.joined
        ]
        dropped |= {each.pk: one.pk for each in settled.dropped}
        renamed |= {bytes(each.email_digest).hex(): mailbox.hex() for each in group}
    moves = [move for move in (*joined, *kept) if move.changes]
    outcome = _enter(petition, moves, dropped)
    _drop(dropped)
    _write(moves)
    _rename_in_queue({old: new for old, new in renamed.items() if old != new})
    return outcome._replace(seen=set(signatures))


def _with_those_concerned(
    petition: Petition, ids: Iterable[int], reader: Reader
) -> dict[int, Signature]:
    """These, what is in their way or of the same mailbox, and what is joined to them or they to: locked."""
    of_petition = Signature.objects.filter(petition=petition)
    found: dict[int, Signature] = {}
    new = _locked(of_petition.filter(pk__in=list(ids)))
    while new:
        reader.learn(new.values())
        found |= new
        digests = filter(None, map(reader.digest, new.values()))
        keepers = filter(None, (each.joined_to_id for each in new.values()))
        concerned = Q(email_digest__in=[*digests]) | Q(pk__in=[*keepers]) | Q(joined_to__in=[*new])
        new = _locked(of_petition.filter(concerned).exclude(pk__in=[*found]))
    # Without its keeper, whom somebody holds, a joined one would be taken for one that is alone.
    missing = {each.joined_to_id for each in found.values() if each.joined_to_id} - {*found}
    held = (
        set(of_petition.filter(pk__in=missing).values_list("pk", flat=True)) if missing else set()
    )
    return {pk: each for pk, each in found.items() if each.joined_to_id not in held}


def _locked(signatures: QuerySet[Signature]) -> dict[int, Signature]:
    rows = signatures.only(*NEEDED).select_for_update(skip_locked=True).order_by("pk")
    return {each.pk: each for each in rows}


def _by_mailbox(signatures: dict[int, Signature], reader: Reader) -> dict[bytes, list[Signature]]:
    """By the digest they will have. One that cannot be read again stays with its keeper, or what it is."""
    groups: dict[bytes, list[Signature]] = defaultdict(list)
    for each in signatures.values():
        mailbox = reader.digest(each)
        if mailbox is None:
            keeper = signatures.get(each.joined_to_id or 0, each)
            mailbox = reader.digest(keeper) or bytes(keeper.email_digest)
        groups[mailbox].append(each)
    return groups


def _of_its_own(signature: Signature) -> bytes:
    """In place of a digest that is another's: no address has it."""
    return digest("joined-signature", str(signature.pk))


def _enter(petition: Petition, moves: list[_Move], dropped: dict[int, int]) -> Outcome:
    """In the ledger and the log; those that count again get their receipts."""
    for move in moves:
        move.signature.petition = petition
    joined = [each for each in moves if each.state == State.JOINED != each.signature.state]
    parted = [each for each in moves if each.signature.state == State.JOINED != each.state]
    uncounted = [each.signature for each in joined if each.signature.state == State.CONFIRMED]
    counted = [each.signature for each in parted if each.state == State.CONFIRMED]
    ledger.remove_all(uncounted, Kind.JOINED)
    ledger.add_all(counted)
    ledger.record_events(Kind.JOINED, [petition.pk] * (len(joined) + len(dropped)))
    ledger.record_events(Kind.PARTED, [petition.pk] * len(parted))
    return Outcome(set(), len(uncounted), len(counted))


# Their links lead to those in whose favour they go.
_RELINK = """
INSERT INTO petitions_mailedtoken_signatures (mailedtoken_id, signature_id)
SELECT link.mailedtoken_id, pair.kept FROM unnest(%s::bigint[], %s::bigint[]) AS pair (gone, kept)
JOIN petitions_mailedtoken_signatures AS link ON link.signature_id = pair.gone
ON CONFLICT DO NOTHING
"""


def _drop(dropped: dict[int, int]) -> None:
    if dropped:
        with connection.cursor() as cursor:
            cursor.execute(_RELINK, [[*dropped], [*dropped.values()]])
        Signature.objects.filter(pk__in=[*dropped]).delete()


_WRITE = """
UPDATE petitions_signature AS signature SET
    email_digest = new.digest, state = new.state, joined_to_id = new.joined_to,
    quarantine_reason = new.quarantine_reason, receipt = new.receipt
FROM unnest(%s::bigint[], %s::bytea[], %s::text[], %s::bigint[], %s::text[], %s::bytea[])
    AS new (id, digest, state, joined_to, quarantine_reason, receipt)
WHERE signature.id = new.id
"""


def _write(moves: list[_Move]) -> None:
    """A digest is free before another takes it: the unique key is looked at row by row."""
    joined = [each for each in moves if each.state == State.JOINED]
    kept = [each for each in moves if each.state != State.JOINED]
    wanted = {each.digest for each in kept}
    in_the_way = [
        each._replace(digest=_of_its_own(each.signature))
        for each in kept
        if each.digest != bytes(each.signature.email_digest) in wanted
    ]
    with connection.cursor() as cursor:
        for part in filter(None, (joined, in_the_way, kept)):
            rows = [(each.signature.pk, *each[1:], each.signature.receipt) for each in part]
            cursor.execute(_WRITE, list(map(list, zip(*rows, strict=True))))


def _rename_in_queue(digests: dict[str, str]) -> None:
    """What waits to be mailed goes on, and an erasure finds it."""
    for job in queued_jobs.find_by_signatures(digests) if digests else ():
        pairs = [(pk, digests.get(each, each)) for pk, each in job.args["signatures"]]
        queued_jobs.update_args(job, {"signatures": pairs})
