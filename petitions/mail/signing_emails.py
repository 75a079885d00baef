"""The emails that answer signings: the second step of the intake (petitions/signing/intake.py).

The order is what makes this safe:

1. In one transaction the signatures are locked first and the mailboxes second, as in confirming. The mailboxes take
   their turns, and the tokens of the emails are stored. The worker has a lease of the rows.
2. The emails leave. No row is locked and no transaction is open while the mail server is spoken to. Meanwhile the leases
   are renewed, so no other worker sends these emails too.
3. The rows of the emails that left are deleted.

So a link works before its email leaves. If the worker is killed in between, another one sends the same emails when the
leases have ended, with the same links, and they take no second turn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from petitions.addresses import canonical, mailboxes
from petitions.addresses.mailboxes import Turn, WantedTurn
from petitions.mail import bounces, messages, smtp
from petitions.mail.smtp import SendOutcome
from petitions.models import Intake, Kind, Petition, Signature
from petitions.models.arrays import columns
from petitions.models.signature import Key, signatures_by_key
from petitions.moderation import screening
from petitions.moderation.screening import ScreeningInput
from petitions.signing import confirm, intake, tokens
from petitions.signing.intake import Received
from petitions.signing.tokens import Confirmation, MailSecret, Purpose

BATCH = 100
CONNECTIONS = 4  # to the mail server at once
EMAILS_A_CONNECTION = 10  # for more emails another connection is opened
WITHDRAWN_WAIT = timedelta(hours=1)
_CLOSED = {SendOutcome.TURNED_AWAY, SendOutcome.UNCERTAIN, SendOutcome.UNTRIED}
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=15)  # between two attempts


@dataclass(slots=True, eq=False)
class Answer:
    """One email: about signatures to confirm or, if there are none, about those confirmed before."""

    received: Received
    to_confirm: list[Signature]
    confirmed: list[Signature]
    secret: MailSecret = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.secret = MailSecret.from_seed(self.received.signing.seed)

    @property
    def row(self) -> Intake:
        return self.received.row

    @property
    def address(self) -> str:
        return self.received.signing.given.address

    @property
    def signatures(self) -> list[Signature]:
        return self.to_confirm or self.confirmed

    @property
    def purpose(self) -> Purpose:
        return Purpose.CONFIRM if self.to_confirm else Purpose.TOLD

    @property
    def link(self) -> bytes | None:
        """The digest of the link in it that confirms, if there is one."""
        return tokens.token_digest(Purpose.CONFIRM, self.secret.token) if self.to_confirm else None


def send_batch() -> bool:
    """Answer some of the signings that are due. Returns whether more may be due.

    Raises OSError if the mail server cannot be reached. Then no row has changed. Raises it also if the server closed
    all connections and accepted nothing: the caller pauses.
    """
    due = min(_due().count(), BATCH)
    if not due:
        return False
    number = min(CONNECTIONS, 1 + due // EMAILS_A_CONNECTION)
    with smtp.open_connections(number, smtp.TRANSACTIONAL) as connections:
        answers = dict(enumerate(_claim()))
        emails = {number: _message(answer) for number, answer in answers.items()}
        with intake.renew_leases([answer.row.pk for answer in answers.values()]):
            outcomes = smtp.send_batch(emails, connections)
        _record([(answers[number], outcome) for number, outcome in outcomes.items()])
        if outcomes and not connections and _CLOSED.issuperset(outcomes.values()):
            raise ConnectionAbortedError("The mail server closed all connections.")
    return due == BATCH


def _due() -> QuerySet[Intake]:
    return Intake.objects.filter(is_stored=True, due_at__lte=timezone.now())


# --- Before the emails leave ---------------------------------------------------------------------------------


def _claim() -> list[Answer]:
    """The emails to send now, with a lease of their rows. Rows that need no email are deleted."""
    now = timezone.now()
    answers: list[Answer] = []
    due_at: dict[Intake, datetime | None] = {}  # None: it needs no email
    with transaction.atomic():
        received = intake.take(Intake.objects.filter(is_stored=True), BATCH)
        signatures = _lock_signatures(received)
        waits = _screen_again(received, signatures, now)
        for each in received:
            if wait := waits.get(each):
                due_at[each.row] = now + wait
                continue
            decision = _decide(each, signatures, now)
            if isinstance(decision, Answer):
                answers.append(decision)
            else:
                due_at[each.row] = decision
        leaving, attached = _take_turns(_leave_out_answered(answers, due_at), due_at)
        tokens.issue_confirmations(
            [
                Confirmation(each.secret, each.to_confirm, each.address)
                for each in leaving
                if each.to_confirm
            ]
        )
        tokens.issue_told((each.secret, each.confirmed) for each in leaving if not each.to_confirm)
        tokens.attach(attached)
        for answer in leaving:
            answer.row.attempts += 1
            due_at[answer.row] = intake.leased_until()
        _save(due_at)
    return leaving


def _lock_signatures(received: Sequence[Received]) -> dict[Key, Signature]:
    """The signatures of these rows, with their petitions."""
    keys = [key for each in received for key in each.keys]
    locked = signatures_by_key(keys).select_for_update(no_key=True)
    found = list(
        locked.only(
            "petition",
            "email_digest",
            "language",
            "signed_at",
            "confirmed_at",
            "mailed_at",
            "quarantine_reason",
        )
    )
    petitions = Petition.objects.select_related("addressee").in_bulk(
        {each.petition_id for each in found}
    )
    for signature in found:
        signature.petition = petitions[signature.petition_id]
    return {(each.petition_id, bytes(each.email_digest)): each for each in found}


def _screen_again(
    received: Sequence[Received], signatures: dict[Key, Signature], now: datetime
) -> dict[Received, timedelta]:
    """How much longer each of the emails waits that are still over a limit."""
    waiting, inputs = [], []
    for each in received:
        found = [signatures[key] for key in each.keys if key in signatures]
        if not each.row.waits_for or not found:  # one whose signatures were erased has no email
            continue
        unconfirmed = [signature for signature in found if signature.confirmed_at is None]
        given = each.signing.given
        waiting.append(each)
        inputs.append(
            ScreeningInput(
                given.address,
                given.came_from,
                {signature.petition_id: signature.quarantine_reason for signature in found},
                each.row.waits_for,
                # One that was given in another form is not quarantined, but this form is over a limit.
                is_approved=bool(unconfirmed)
                and not any(
                    signature.quarantine_reason or signature.signed_at != each.row.received_at
                    for signature in unconfirmed
                ),
            )
        )
    if not waiting:
        return {}
    waits = {}
    for each, screened in zip(waiting, screening.screen(inputs), strict=True):
        each.row.waits_for = screened.waits_for
        if screened.waits_for:
            waits[each] = screened.wait(now - each.row.received_at)
    return waits


def _decide(
    received: Received, signatures: dict[Key, Signature], now: datetime
) -> Answer | datetime | None:
    """The email that answers a signing, or when to look again. None if there is nothing to say.

    There is nothing to say if the signatures were erased since, if it is too late to confirm them, or if their
    signer has confirmed them since with an earlier link.
    """
    found = [signatures[key] for key in received.keys if key in signatures]
    unconfirmed = [each for each in found if each.confirmed_at is None]
    published = [each for each in unconfirmed if each.petition.is_published]
    if unconfirmed and not published:
        return now + WITHDRAWN_WAIT  # until a petition is back, or all is erased
    to_confirm = list(filter(confirm.may_be_confirmed, published))
    # The email speaks of confirmed signatures only if it has nothing else to say.
    confirmed = [
        each
        for each in found
        if each.confirmed_at
        and each.confirmed_at <= received.row.received_at
        and each.petition.is_published
    ]
    if not to_confirm and (unconfirmed or not confirmed):
        return None
    return Answer(received, to_confirm, confirmed)


def _leave_out_answered(
    answers: Sequence[Answer], due_at: dict[Intake, datetime | None]
) -> list[Answer]:
    """All but those whose signer was emailed about the same signatures less than periods.ONE_EMAIL ago.

    Impatient people press the button several times. The link in the one email shows what they typed last.
    """
    told = _just_told(answers)
    left = []
    # First those that are sent again. None of them has surely left.
    for answer in sorted(answers, key=lambda each: not each.row.attempts):
        about = {(signature.pk, answer.purpose) for signature in answer.signatures}
        if answer.row.attempts or not about <= told:
            left.append(answer)
            told |= about
        else:
            due_at[answer.row] = None
    return left


def _just_told(answers: Sequence[Answer]) -> set[tuple[int, Purpose]]:
    """The signatures that an email of the last periods.ONE_EMAIL was about, by id and the email's purpose.

    A new link alone does not tell: an email that has to wait lends its signatures the link of another one. So it must
    have left, or be about to leave. One that was refused is none.
    """
    signatures = {each.pk: each for answer in answers for each in answer.signatures}
    told = tokens.with_new_links(signatures.values())
    unsure = {
        canonical.intake_digest(bytes(signatures[pk].email_digest)): pk
        for pk, purpose in told
        if purpose == Purpose.CONFIRM and not signatures[pk].mailed_at
    }
    if unsure:
        leaving = {unsure[digest] for digest in intake.leaving(unsure)}
        told -= {(pk, Purpose.CONFIRM) for pk in set(unsure.values()) - leaving}
    return told


def _take_turns(
    answers: Sequence[Answer], due_at: dict[Intake, datetime | None]
) -> tuple[list[Answer], list[tuple[bytes, list[Signature]]]]:
    """Those that may leave now, and the links in earlier emails that confirm the signatures of the others too."""
    wanted = [
        WantedTurn(each.address, each.link, had_its_turn=each.row.attempts > 0) for each in answers
    ]
    leaving, attached = [], []
    for answer, granted in zip(answers, mailboxes.take_turns(wanted), strict=True):
        if granted.turn is Turn.NOW:
            leaving.append(answer)
            continue
        wait = granted.turn is Turn.TOMORROW and answer.to_confirm
        due_at[answer.row] = messages.tomorrow() if wait else None
        if granted.link and answer.to_confirm:
            attached.append((granted.link, answer.to_confirm))
    return leaving, attached


def _save(due_at: dict[Intake, datetime | None]) -> None:
    """Save when these rows are due, and how often they were. Those without a time are deleted."""
    intake.lock(row.pk for row in due_at)
    Intake.objects.filter(pk__in=[row.pk for row, due in due_at.items() if due is None]).delete()
    rows = [(row.pk, due, row.attempts, row.waits_for) for row, due in due_at.items() if due]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE petitions_intake AS intake
            SET due_at = given.due_at, attempts = given.attempts, waits_for = given.waits_for
            FROM unnest(%s::bigint[], %s::timestamptz[], %s::smallint[], %s::text[])
                AS given (id, due_at, attempts, waits_for)
            WHERE intake.id = given.id
            """,
            columns(rows, 4),
        )


def _message(answer: Answer) -> EmailMessage:
    given, seed = answer.received.signing.given, answer.received.signing.seed
    if not answer.to_confirm:
        with translation.override(given.language):
            return messages.already_signed_message(answer.confirmed, given.address, seed)
    name = bounces.make_token(answer.to_confirm[0], seed, answer.row.received_at)
    with translation.override(messages.newest_language(answer.to_confirm)):
        return messages.confirmation_message(answer.to_confirm, given.address, answer.secret, name)


# --- After they left -----------------------------------------------------------------------------------------


def _record(outcomes: list[tuple[Answer, SendOutcome]]) -> None:
    """Delete the rows of emails that left or that the provider refused. The others are tried again."""
    now = timezone.now()

    def signatures_with(*kinds: SendOutcome) -> list[Signature]:
        return [each for answer, its in outcomes if its in kinds for each in answer.to_confirm]

    for answer, outcome in outcomes:
        if outcome is SendOutcome.UNTRIED:  # it does not count, but the email has had its turn
            answer.row.attempts = max(1, answer.row.attempts - 1)
    with transaction.atomic():
        _save({answer.row: _again_at(answer.row, outcome, now) for answer, outcome in outcomes})
        messages.record_outcome(signatures_with(SendOutcome.SENT), Kind.MAILED, "mailed_at")
        bounced = signatures_with(SendOutcome.REFUSED, SendOutcome.NO_MAILBOX)
        messages.record_outcome(bounced, Kind.BOUNCED, "bounced_at")
        rules = canonical.current_rules()
        mailboxes.mark_bounced(
            canonical.canonicalise(answer.address, rules)
            for answer, outcome in outcomes
            if outcome is SendOutcome.NO_MAILBOX
        )


def _again_at(row: Intake, outcome: SendOutcome, now: datetime) -> datetime | None:
    """When to try again; None if the email left, or will never be accepted."""
    match outcome:
        case SendOutcome.SENT | SendOutcome.REFUSED | SendOutcome.NO_MAILBOX:
            return None
        case SendOutcome.UNTRIED:
            return now
        case SendOutcome.TURNED_AWAY if row.attempts == 1:
            # This is about the connection. But an email that is turned away each time must not hold up others.
            return now
    return now + min(FIRST_PAUSE * (1 << min(row.attempts - 1, 10)), LONGEST_PAUSE)
