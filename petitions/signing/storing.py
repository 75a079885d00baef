"""Making signatures of signings, some hundred at a time: the first step of the intake (petitions/signing/intake.py).

Signing again changes only a signature that is unconfirmed and older. A confirmed one stays as it is. One that is not
quarantined is not changed from a network or a domain over its limit: otherwise one host could change someone's signature
every second, so that they never confirm what they saw.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from campaign.privacy.encryption import encrypted_field
from petitions.addresses import canonical, twins
from petitions.counting import ledger
from petitions.models import Intake, Kind, Petition, QuarantineReason, Signature
from petitions.models.arrays import columns
from petitions.models.details import Details
from petitions.models.signature import Key, signatures_by_key
from petitions.moderation import screening
from petitions.moderation.screening import ScreeningInput
from petitions.signing import erasure_marks
from petitions.signing.erasure_marks import Signed
from petitions.signing.intake import Received, keys_of, postpone, save_keys, take
from profiles.models.references import parse_reference
from profiles.models.slugs import find_unresolved

BATCH = 200
STORE_LOCK = 0x73746F72  # the key of the advisory lock: any number that nothing else uses

logger = logging.getLogger(__name__)


def store_batch(limit: int = BATCH) -> bool:
    """Make signatures of the oldest signings. Returns whether more may be waiting."""
    received: list[Received] = []
    new = Intake.objects.filter(is_stored=False)
    try:
        with transaction.atomic():
            _wait_for_other_workers()
            received = take(new, limit)
            _store(received)
    except (DataError, IntegrityError):
        # One of the rows holds what the database refuses. Alone, it does not hold up the others.
        for each in received:
            _store_alone(each.row)
    return len(received) == limit


def _store_alone(row: Intake) -> None:
    try:
        with transaction.atomic():
            _wait_for_other_workers()
            _store(take(Intake.objects.filter(is_stored=False, pk=row.pk), 1))
    except (DataError, IntegrityError) as error:
        # The error's own words may hold what was typed.
        logger.error(
            "A signing cannot be stored (%s). It is tried again later.", type(error).__name__
        )
        postpone(row)


def _wait_for_other_workers() -> None:
    """Until the end of this transaction no other worker stores.

    The signatures are locked before the buckets of the limits, and new ones come into being after them. Two workers that
    store the same new address would wait for each other in a circle. One stores thousands in a second.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [STORE_LOCK])


def _store(received: Sequence[Received]) -> None:
    """Store the signatures of locked rows, in the caller's transaction."""
    if not received:
        return
    ids = {pk for each in received for pk in each.signing.petitions}
    petitions = Petition.objects.in_bulk(ids)
    free = _find_keys(received, petitions)
    now = timezone.now()
    screened = screening.screen([_screening_input(each, petitions) for each in received])
    for each, found in zip(received, screened, strict=True):
        each.reasons, each.row.waits_for = found.reasons, found.waits_for
        if found.waits_for:
            each.row.due_at = now + found.wait(now - each.row.received_at)
    latest, left = _latest(received, free)
    stored = _upsert(latest)
    _record(received, {key for key, (_pk, is_new) in stored.items() if is_new})
    screening.save_traces(
        (pk, petition, given.address, given.came_from)
        for (petition, digest), (pk, _is_new) in stored.items()
        for given in [latest[petition, digest].signing.given]
    )
    _finish(received, [*latest.values(), *left.values()])


def _screening_input(received: Received, petitions: dict[int, Petition]) -> ScreeningInput:
    given = received.signing.given
    reasons = {
        pk: screening.screen_form(petitions[pk], proven=given.proven)
        for pk, _digest in received.keys
    }
    return ScreeningInput(given.address, given.came_from, reasons)


def _latest(
    received: Sequence[Received], free: set[Key]
) -> tuple[dict[Key, Received], dict[Key, Received]]:
    """By key, the last row that changes its signature, and the last one that would change a free one from over a limit.

    free: the signatures that are neither confirmed nor quarantined. The limit of one address is not among the limits:
    others can use it up, and then its owner could not correct what they have typed.
    """
    limits = set(QuarantineReason.of_limits()) - {QuarantineReason.MANY_ADDRESS.value}
    latest, left = dict[Key, Received](), dict[Key, Received]()
    for each in received:
        for key in each.keys:
            reason = each.reasons[key[0]]
            if key in free and reason in limits:
                left[key] = each
                continue
            latest[key] = each
            if not reason:
                free.add(key)
    return latest, left


def _find_keys(received: Sequence[Received], petitions: dict[int, Petition]) -> set[Key]:
    """Find out under which digests these addresses have signed, and lock those signatures.

    An address that has not signed gets the digest by today's rules. Returns the keys of signatures that are neither
    confirmed nor quarantined.
    """
    history = canonical.rule_history()
    possible: dict[Received, list[list[Key]]] = {}
    # Which of its forms are one mailbox by today's rules. A wrong rule may have made another.
    same: dict[Received, list[int]] = {}
    for each in received:
        address = each.signing.given.address
        forms = canonical.canonical_forms(address, history)
        same[each] = [
            number
            for number, form in enumerate(forms)
            if canonical.canonicalise(form, history.now) == forms[0]
        ]
        if len(forms) > 1:
            twins.note(address, each.signing.petitions)
        possible[each] = [
            [(pk, canonical.signature_digest(pk, form)) for form in forms]
            for pk in each.signing.petitions
            if pk in petitions  # else it was deleted
        ]
    keys = {key for lists in possible.values() for each in lists for key in each}
    known, free = _lock(keys)
    marks = erasure_marks.find(
        Signed(digest, each.row.received_at)
        for each, lists in possible.items()
        for choices in lists
        for _petition, digest in choices
    )
    for each, lists in possible.items():
        each.keys = []
        for choices in lists:
            # A confirmed one first, then today's.
            key = max(choices, key=lambda choice: known.get(choice, 0))
            # It may have been erased under an earlier form of its mailbox.
            own = {key, *(choices[number] for number in same[each])}
            signed = (Signed(digest, each.row.received_at) for _petition, digest in own)
            if not any(erasure_marks.is_erased(one, marks) for one in signed):
                each.keys.append(key)
    return free


def _lock(keys: Iterable[Key]) -> tuple[dict[Key, int], set[Key]]:
    """Lock the signatures with these keys. Returns 1 for each that exists, 2 for each that is confirmed, and the keys of
    those that are neither confirmed nor quarantined.
    """
    known, free = dict[Key, int](), set[Key]()
    locked = signatures_by_key(keys).select_for_update(no_key=True)
    for petition, digest, confirmed_at, state, reason, bounced_at in locked.values_list(
        "petition", "email_digest", "confirmed_at", "state", "quarantine_reason", "bounced_at"
    ):
        key = petition, bytes(digest)
        known[key] = 1 if confirmed_at is None else 2
        if state == Signature.State.PENDING and not reason and bounced_at is None:
            free.add(key)
    return known, free


# An upsert that leaves confirmed and newer signatures alone, which the ORM's `update_conflicts` cannot express.
# What is quarantined stays so, except over a limit: someone else may have used that up with the same address. What was
# invalidated may be signed again, and is quarantined for staff to review.
_UPSERT = """
INSERT INTO petitions_signature AS signature (
    petition_id, email_digest, email, details, country, visibility, wants_updates, signed_for_id,
    consent_version, language, signed_at, quarantine_reason, state, name, initials, city, comment
)
SELECT *, 'pending', '', '', '', '' FROM unnest(
    %s::bigint[], %s::bytea[], %s::text[], %s::text[], %s::text[], %s::text[], %s::boolean[], %s::bigint[],
    %s::text[], %s::text[], %s::timestamptz[], %s::text[]
)
ON CONFLICT (petition_id, email_digest) DO UPDATE SET
    email = EXCLUDED.email, details = EXCLUDED.details, country = EXCLUDED.country,
    visibility = EXCLUDED.visibility, wants_updates = EXCLUDED.wants_updates,
    signed_for_id = EXCLUDED.signed_for_id, consent_version = EXCLUDED.consent_version,
    language = EXCLUDED.language, signed_at = EXCLUDED.signed_at, state = 'pending',
    invalidation_id = NULL, bounced_at = NULL, updates_consent = '', updates_agreed_at = NULL,
    quarantine_reason = CASE
        WHEN signature.state = 'invalidated' THEN 'invalidated before'
        WHEN signature.quarantine_reason = ANY(%s) THEN EXCLUDED.quarantine_reason
        WHEN signature.quarantine_reason <> '' THEN signature.quarantine_reason
        ELSE EXCLUDED.quarantine_reason
    END
WHERE signature.confirmed_at IS NULL AND signature.signed_at <= EXCLUDED.signed_at
RETURNING petition_id, email_digest, id, xmax = 0
"""

_EMAIL, _DETAILS = encrypted_field(Signature, "email"), encrypted_field(Signature, "details")


def _upsert(latest: dict[Key, Received]) -> dict[Key, tuple[int, bool]]:
    """Store these signatures. Returns the id of each that was stored, and whether it is new."""
    people = _people(latest)
    rows = []
    for petition, digest in sorted(latest):  # the order of two workers' new rows
        each = latest[petition, digest]
        given = each.signing.given
        rows.append(
            (
                petition,
                digest,
                _EMAIL.encrypt(given.address, petition, digest),
                _DETAILS.encrypt(
                    Details(given.name, given.city, given.comment).to_json(), petition, digest
                ),
                given.country,
                given.visibility,
                given.wants_updates,
                people.get((petition, given.reference)),
                given.consent_version,
                given.language,
                each.row.received_at,
                each.reasons.get(petition, ""),
            )
        )
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [*columns(rows, 12), QuarantineReason.of_limits()])
        return {
            (petition, bytes(digest)): (pk, is_new)
            for petition, digest, pk, is_new in cursor.fetchall()
        }


def _people(latest: dict[Key, Received]) -> dict[tuple[int, str], int]:
    """By petition and typed reference, the id of the person whom a signature is for.

    A signature is for the chosen person if its petition is about that person or about everyone. It is for no
    one if the person's page is not public, or if the person is free or dead.
    """
    typed = {
        (petition, each.signing.given.reference) for (petition, _digest), each in latest.items()
    }
    chosen = {text: parse_reference(text) for _petition, text in typed if text}
    people = find_unresolved(pk for pk in chosen.values() if pk)
    if not people:
        return {}
    through = Petition.people.through.objects.filter(petition__in={pk for pk, _text in typed})
    named = set(through.values_list("petition_id", "detainee_id"))
    with_names = {petition for petition, _person in named}
    found = {(petition, text): people.get(chosen.get(text) or 0) for petition, text in typed}
    return {
        (petition, text): person
        for (petition, text), person in found.items()
        if person and (petition not in with_names or (petition, person) in named)
    }


def _record(received: Sequence[Received], new: set[Key]) -> None:
    """Enter each signature in the ledger once: the first time as signed, then as repeated."""
    given = Counter(key for each in received for key in each.keys)
    signed = Counter(petition for petition, _digest in new)
    all_of_it = Counter[int]()
    for (petition, _digest), times in given.items():
        all_of_it[petition] += times
    ledger.record_events(Kind.SIGNED, signed.elements())
    ledger.record_events(Kind.REPEATED, (all_of_it - signed).elements())


_STORED = """
UPDATE petitions_intake AS intake
SET is_stored = true, waits_for = stored.waits_for, due_at = stored.due_at
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[]) AS stored (id, waits_for, due_at)
WHERE intake.id = stored.id
"""


def _finish(received: Sequence[Received], latest: Iterable[Received]) -> None:
    """Leave the rows to the emails. One that later rows replace, or that signs nothing any more, is deleted.

    A row that has to wait replaces none that may go out now. Otherwise whoever is over a limit could hold up the email of
    someone who signs at the same moment.
    """
    at_once = {key: each for each in received if not each.row.waits_for for key in each.keys}
    needed = {*latest, *at_once.values()}
    Intake.objects.filter(pk__in=[each.row.pk for each in received if each not in needed]).delete()
    for each in needed:
        if each.keys != keys_of(each.signing):
            save_keys(each.row, each.signing, each.keys)
    rows = [(each.row.pk, each.row.waits_for, each.row.due_at) for each in needed]
    with connection.cursor() as cursor:
        cursor.execute(_STORED, columns(rows, 3))
