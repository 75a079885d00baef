"""Updates to signers: staff write one, and the worker sends it to each signer at most once.

An email cannot be taken back, and a worker can be killed between sending it and recording that it did. So
the record comes first. One transaction marks a batch of signatures (`Signature.last_update`) and stores their
ids in `Update.in_flight`. Emails leave only after that commit. If a worker is killed, the
signatures in flight may or may not have got the email. They move to `Update.uncertain`, for staff to look
at, and are not written to again.

Only one process sends at a time. It holds a lock of its database session, which ends with the process,
however that ends. So the process that gets the lock knows: what is in flight was left behind.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from campaign.activity.log import Kind, record
from campaign.text import public_rows
from petitions import periods
from petitions.addresses import canonical, mailboxes
from petitions.mail import bounces, messages, smtp
from petitions.mail.smtp import SendOutcome
from petitions.models import Petition, Signature, Update
from petitions.models.signature import lock_signatures
from petitions.signing import tokens

BATCH = 40  # signatures: at most so many are uncertain when a worker is killed
CONNECTIONS = 4  # connections to the mail server at once
PASSES = 3  # times through the list, for signers whose provider says “not now”
BETWEEN_PASSES = timedelta(minutes=20)
SEND_LOCK = 0x75706474  # the key of the advisory lock: any number that nothing else uses

State = Update.State
Author = AbstractBaseUser | AnonymousUser


# --- What staff do -----------------------------------------------------------------------------------------


def recipients(petition_id: int) -> QuerySet[Signature]:
    """Confirmed signatures that want updates. Quarantined and invalidated signers are not written to."""
    return Signature.objects.filter(
        petition=petition_id,
        wants_updates=True,
        state=Signature.State.CONFIRMED,
        email__isnull=False,
    )


def queue_preview(update: Update, user: User) -> None:
    """Queue a copy to this member of staff. Then this text may be sent; a changed text needs a new preview.

    Raises ValidationError if the account has no address.
    """
    if not user.email:
        raise ValidationError(
            _("Your account has no email address. Ask for one to be added, then try again.")
        )
    with transaction.atomic():
        Update.objects.filter(pk=update.pk, state=State.DRAFT).update(previewed_at=timezone.now())
        app.configure_task("preview-update", allow_unknown=False).defer(
            update=update.pk, user=user.pk
        )


def start(update: Update, *, author: Author) -> None:
    """Hand it to the worker.

    Raises ValidationError if its text was not previewed, it has no recipients, or the same signers were
    written to less than a week ago.
    """
    with transaction.atomic():
        locked = _lock(update)
        if locked.state != State.DRAFT:
            raise ValidationError(_("It has been sent already, or is being sent."))
        if locked.previewed_at is None:
            raise ValidationError(_("Preview it first: no one has seen this text as an email yet."))
        if not locked.petition.is_published:
            raise ValidationError(_("Its petition is not public."))
        public_rows.refuse(locked)
        if last := _last_started(locked.petition):
            may = last + periods.BETWEEN_UPDATES
            if may > timezone.now():
                raise ValidationError(
                    _(
                        "These signers were written to on %(last)s. One update a week is the most: the "
                        "next one can go out from %(next)s on."
                    )
                    % {"last": _format_moment(last), "next": _format_moment(may)}
                )
        number = recipients(locked.petition_id).count()
        if not number:
            raise ValidationError(_("No one has asked for updates on this petition yet."))
        locked.recipients = number
        locked.started_at = timezone.now()
        _change_state(locked, State.SENDING, author, "Sending began.")


def stop(update: Update, *, author: Author) -> None:
    """Stop sending. Only the batch under way is still sent."""
    with transaction.atomic():
        locked = _lock(update)
        if locked.state != State.SENDING:
            raise ValidationError(_("It is not being sent."))
        _change_state(locked, State.STOPPED, author, "Sending was stopped.")


def resume(update: Update, *, author: Author) -> None:
    """Continue where it was stopped. Raises ValidationError once a later update was started."""
    with transaction.atomic():
        locked = _lock(update)
        if locked.state != State.STOPPED:
            raise ValidationError(_("It was not stopped."))
        if _last_started(locked.petition) != locked.started_at:
            raise ValidationError(_("A later update has been begun since; this one is history."))
        _change_state(locked, State.SENDING, author, "Sending went on.")


def _lock(update: Update) -> Update:
    """Lock the petition first: if two updates are started at once, the second one then sees the first."""
    Petition.objects.select_for_update(no_key=True).get(pk=update.petition_id)
    return (
        Update.objects.select_for_update(of=("self",)).select_related("petition").get(pk=update.pk)
    )


def _last_started(petition: Petition) -> datetime | None:
    started = petition.updates.filter(started_at__isnull=False).order_by("-started_at")
    return started.values_list("started_at", flat=True).first()


def _format_moment(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i")


def _change_state(update: Update, to: State, author: Author, message: str) -> None:
    if author.pk is None:
        raise PermissionDenied  # every change of state needs a named author
    update.state = to
    update.save(update_fields=["state", "started_at", "recipients"])
    LogEntry.objects.log_actions(
        author.pk, [update], CHANGE, change_message=message, single_object=True
    )
    kind = Kind.PUBLISHED if to == State.SENDING else Kind.WITHDRAWN
    record(kind, actor=author, subject=update, detail=message.lower().removesuffix("."))


# --- How far it is -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an update is. uncertain: ids of signatures whose email may have left; they are not written to again.

    was_interrupted: no process sends it, and one was killed while it did.
    """

    uncertain: list[int]
    left: int
    was_interrupted: bool


def progress(update: Update) -> Progress:
    left_behind = _left_behind(update)
    left = 0
    if update.state in {State.SENDING, State.STOPPED}:
        left = recipients(update.petition_id).exclude(last_update=update.pk).count()
    return Progress([*update.uncertain, *left_behind], left, bool(left_behind))


def _left_behind(update: Update) -> list[int]:
    """The emails in flight that no process is sending any more."""
    if not update.in_flight or _someone_sends():
        return []
    # A process that was done with them meanwhile has recorded so before it gave back the lock.
    now = Update.objects.filter(pk=update.pk).values_list("in_flight", flat=True).first()
    return update.in_flight if now == update.in_flight else []


# --- The email ---------------------------------------------------------------------------------------------


def update_message(update: Update, address: str, token: str, name: str) -> EmailMessage:
    """In the language that is active, with one-click unsubscribe (RFC 8058). token: stops the updates."""
    link = settings.SITE_URL + reverse("petitions:stop", args=[token])
    petition = update.petition
    return messages.build_message(
        update.subject,
        "emails/update.txt",
        {
            "update": update,
            "petition": petition,
            "link": settings.SITE_URL + petition.get_absolute_url(),
            "stop": link,
        },
        _("Read the letter"),
        address,
        name,
        **{
            "List-Unsubscribe": f"<{link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def preview_message(update: Update, address: str) -> EmailMessage:
    """The email as signers get it, except that its unsubscribe link stops nothing."""
    name = messages.name_from_seed(tokens.new_token())
    return update_message(update, address, tokens.new_token(), name)


def send_preview(pk: int, user_pk: int) -> None:
    """Send it to the account's own address, if update and account still exist."""
    update = Update.objects.select_related("petition__addressee").filter(pk=pk).first()
    user = User.objects.filter(pk=user_pk, is_active=True).first()
    if update and user and user.email:
        preview_message(update, user.email).send()


# --- Sending -----------------------------------------------------------------------------------------------


def send_batches(seconds: float) -> bool:
    """Send started updates for about so many seconds. Returns whether more may be left for the next call."""
    until = time.monotonic() + seconds
    started = Update.objects.filter(state=State.SENDING).order_by("started_at")
    if not started.exists():
        return False
    with _only_sender() as is_only_sender:
        if not is_only_sender:
            return False
        for pk in list(started.values_list("pk", flat=True)):
            with smtp.open_connections(CONNECTIONS, smtp.BULK) as connections:
                while connections and time.monotonic() < until and (batch := _claim_batch(pk)):
                    _record_outcomes(pk, smtp.send_batch(batch, connections))
    return time.monotonic() >= until


def _someone_sends() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [SEND_LOCK],
        )
        [(is_locked,)] = cursor.fetchall()
    return bool(is_locked)


@contextmanager
def _only_sender() -> Iterator[bool]:
    """Whether this is the only process that sends. If so, no other process does until the end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SEND_LOCK])
        [(is_locked,)] = cursor.fetchall()
        try:
            yield is_locked
        finally:
            if is_locked:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SEND_LOCK])


def _claim_batch(pk: int) -> dict[int, EmailMessage]:
    """Emails by signature id, after their signatures are marked. Empty if there is nothing (left) to send."""
    with transaction.atomic():
        update = (
            Update.objects.select_for_update(of=("self",)).select_related("petition").get(pk=pk)
        )
        if update.state != State.SENDING or not update.petition.is_published:
            return {}
        update.uncertain += update.in_flight  # left behind by a worker that was killed
        update.in_flight = []
        waiting = recipients(update.petition_id).exclude(last_update=pk)
        signatures = list(
            waiting.filter(pk__gt=update.cursor)
            .select_for_update()
            .only("petition", "email_digest", "email", "language", "receipt")
            .order_by("pk")[:BATCH]
        )
        goes_on = bool(signatures)
        if signatures:
            update.cursor = signatures[-1].pk
            Signature.objects.filter(pk__in=[each.pk for each in signatures]).update(last_update=pk)
            reachable = _reachable(signatures)
            update.left_out += len(signatures) - len(reachable)
            signatures = reachable
            update.in_flight = [signature.pk for signature in signatures]
            stops = tokens.issue_stop_tokens(signatures)
        else:
            goes_on = _end_pass(update, waiting.count())
        update.save()
    emails = {}
    now = timezone.now()
    for signature in signatures:
        name = bounces.make_token(signature, f"update {pk}", now, update=pk)
        with translation.override(signature.language):
            emails[signature.pk] = update_message(
                update, str(signature.email), stops[signature.pk], name
            )
    # None, if all of this batch are left out.
    return _claim_batch(pk) if goes_on and not emails else emails


def _reachable(signatures: list[Signature]) -> list[Signature]:
    """Without mailboxes whose owner said “not me” to an email of ours, and without those that do not exist."""
    rules = canonical.current_rules()
    mailbox_of = {each.pk: canonical.canonicalise(str(each.email), rules) for each in signatures}
    given = mailbox_of.values()
    left_out = mailboxes.blocked_among(given) | mailboxes.bounced_among(given)
    return [each for each in signatures if mailbox_of[each.pk] not in left_out]


def _end_pass(update: Update, left: int) -> bool:
    """At the end of the list: whether to go through it again, for signers who could not be reached.

    left: how many those are.
    """
    if left and update.passes < PASSES - 1 and update.started_at:
        if timezone.now() < update.started_at + BETWEEN_PASSES * (update.passes + 1):
            return False
        update.passes += 1
        update.cursor = 0
        return True
    update.refused += left
    update.state, update.finished_at = State.SENT, timezone.now()
    return False


def _record_outcomes(pk: int, outcomes: dict[int, SendOutcome]) -> None:
    """Record the outcomes of a batch. Signatures that certainly got no email lose their mark."""

    def signatures_with(*kinds: SendOutcome) -> list[int]:
        return [signature for signature, outcome in outcomes.items() if outcome in kinds]

    with transaction.atomic():
        update = Update.objects.select_for_update().get(pk=pk)
        update.in_flight = [each for each in update.in_flight if each not in outcomes]
        update.uncertain = [each for each in update.uncertain if each not in outcomes]
        update.uncertain += signatures_with(SendOutcome.UNCERTAIN)
        update.sent += len(signatures_with(SendOutcome.SENT))
        update.refused += len(signatures_with(SendOutcome.REFUSED, SendOutcome.NO_MAILBOX))
        if untried := signatures_with(SendOutcome.UNTRIED, SendOutcome.TURNED_AWAY):
            update.cursor = min(update.cursor, min(untried) - 1)
        back = signatures_with(SendOutcome.NOT_NOW)
        Signature.objects.filter(pk__in=[*untried, *back], last_update=pk).update(last_update=None)
        bounces.mark_refused(lock_signatures(signatures_with(SendOutcome.NO_MAILBOX)))
        update.save()
