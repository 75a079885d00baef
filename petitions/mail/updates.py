"""Updates to signers: staff write one, the worker sends it, to each signer at the most once.

A mail cannot be taken back, and a worker can be killed between sending one and writing that it did. So
it is written first: a batch of signatures gets its receipts (`Signature.last_update`) in one transaction
with their ids in `Update.in_flight`, and only after that commit does a mail leave. Whoever was in flight
when a worker was killed may have got the mail or not: they are kept in `Update.uncertain`, to be looked
at, and are not written to again.

Only one process sends at a time: it holds a lock of its database session, which ends with the process,
however that ends. So whoever gets the lock knows that what is in flight was left behind.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
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

from petitions.addresses import canonical, mailboxes
from petitions.mail import at_most_once, messages
from petitions.mail.at_most_once import Outcome
from petitions.models import Petition, Signature, Update
from petitions.signing import tokens

BATCH = 40  # signatures: so many are uncertain at the most when a worker is killed
LINES = 4  # connections to the mail server at once
PASSES = 3  # for those whose provider says “not now”
BETWEEN_PASSES = timedelta(minutes=20)
BETWEEN_UPDATES = timedelta(days=7)
SENDING = 0x75706474  # the key of the lock: any number that nothing else uses

State = Update.State
Author = AbstractBaseUser | AnonymousUser


# --- What staff do -----------------------------------------------------------------------------------------


def recipients(petition_id: int) -> QuerySet[Signature]:
    """Who asked for updates and counts; who is held for review or invalidated is not written to."""
    return Signature.objects.filter(
        petition=petition_id,
        wants_updates=True,
        state=Signature.State.CONFIRMED,
        email__isnull=False,
    )


def preview(update: Update, user: User) -> None:
    """Send it to that member of staff; this text may go out then. Changing it takes a new preview.

    Raises ValidationError if the account has no address.
    """
    if not user.email:
        raise ValidationError(
            _("Your account has no e-mail address. Have one entered, then try again.")
        )
    with transaction.atomic():
        Update.objects.filter(pk=update.pk, state=State.DRAFT).update(previewed_at=timezone.now())
        app.configure_task("preview-update", allow_unknown=False).defer(
            update=update.pk, user=user.pk
        )


def start(update: Update, *, author: Author) -> None:
    """Hand it to the worker.

    Raises ValidationError if its text was not previewed, nobody would get it, or the same signers were
    written to less than a week ago.
    """
    with transaction.atomic():
        locked = _lock(update)
        if locked.state != State.DRAFT:
            raise ValidationError(_("It has been sent already, or is being sent."))
        if locked.previewed_at is None:
            raise ValidationError(_("Preview it first: nobody has seen this text as a mail yet."))
        if not locked.petition.is_published:
            raise ValidationError(_("Its petition is not public."))
        if last := _last_started(locked.petition):
            may = last + BETWEEN_UPDATES
            if may > timezone.now():
                raise ValidationError(
                    _(
                        "These signers were written to on %(last)s. One update a week is the most: the "
                        "next one can go out from %(next)s on."
                    )
                    % {"last": _told(last), "next": _told(may)}
                )
        number = recipients(locked.petition_id).count()
        if not number:
            raise ValidationError(_("Nobody has asked for updates on this petition yet."))
        locked.recipients = number
        locked.started_at = timezone.now()
        _move(locked, State.SENDING, author, "Sending began.")


def stop(update: Update, *, author: Author) -> None:
    """Send no more than the batch that is under way."""
    with transaction.atomic():
        locked = _lock(update)
        if locked.state != State.SENDING:
            raise ValidationError(_("It is not being sent."))
        _move(locked, State.STOPPED, author, "Sending was stopped.")


def resume(update: Update, *, author: Author) -> None:
    """Go on where it was stopped. Raises ValidationError once a later one was begun."""
    with transaction.atomic():
        locked = _lock(update)
        if locked.state != State.STOPPED:
            raise ValidationError(_("It was not stopped."))
        if _last_started(locked.petition) != locked.started_at:
            raise ValidationError(_("A later update has been begun since; this one is history."))
        _move(locked, State.SENDING, author, "Sending went on.")


def _lock(update: Update) -> Update:
    """The petition first, so that of two updates started at once the second sees the first."""
    Petition.objects.select_for_update(no_key=True).get(pk=update.petition_id)
    return (
        Update.objects.select_for_update(of=("self",)).select_related("petition").get(pk=update.pk)
    )


def _last_started(petition: Petition) -> datetime | None:
    started = petition.updates.filter(started_at__isnull=False).order_by("-started_at")
    return started.values_list("started_at", flat=True).first()


def _told(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i")


def _move(update: Update, to: State, author: Author, message: str) -> None:
    if author.pk is None:
        raise PermissionDenied  # nobody writes to anybody without a name
    update.state = to
    update.save(update_fields=["state", "started_at", "recipients"])
    LogEntry.objects.log_actions(
        author.pk, [update], CHANGE, change_message=message, single_object=True
    )


# --- The mail ----------------------------------------------------------------------------------------------


def mail(update: Update, address: str, token: str, seed: str) -> EmailMessage:
    """In the language that is active, with one click to stop (RFC 8058)."""
    link = settings.SITE_URL + reverse("petitions:stop", args=[token])
    petition = update.petition
    return messages.message(
        update.subject,
        "emails/update.txt",
        {
            "update": update,
            "petition": petition,
            "link": settings.SITE_URL + petition.get_absolute_url(),
            "stop": link,
        },
        address,
        seed,
        **{
            "List-Unsubscribe": f"<{link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def preview_mail(update: Update, address: str) -> EmailMessage:
    """As signers get it, but for the link to stop, which stops nothing."""
    return mail(update, address, tokens.new(), f"preview {tokens.new()}")


def send_preview(pk: int, user_pk: int) -> None:
    """To the account's own address, if both are still there."""
    update = Update.objects.select_related("petition__addressee").filter(pk=pk).first()
    user = User.objects.filter(pk=user_pk, is_active=True).first()
    if update and user and user.email:
        preview_mail(update, user.email).send()


# --- Sending -----------------------------------------------------------------------------------------------


def send_batches(seconds: float) -> None:
    """Send what staff have started, for about so long; the next run goes on where this one ends."""
    until = time.monotonic() + seconds
    started = Update.objects.filter(state=State.SENDING).order_by("started_at")
    if not started.exists():
        return
    with _alone() as alone:
        if not alone:
            return
        for pk in list(started.values_list("pk", flat=True)):
            with at_most_once.lines(LINES) as lines:
                while lines and time.monotonic() < until and (batch := _claim(pk)):
                    _settle(pk, at_most_once.post(batch, lines))


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else is sending; nobody else does until the end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [SENDING])
        [(mine,)] = cursor.fetchall()
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [SENDING])


def _claim(pk: int) -> dict[int, EmailMessage]:
    """Mails by signature, their receipts committed; none if there is nothing to send (any more)."""
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
            .only("email", "language", "receipt")
            .order_by("pk")[:BATCH]
        )
        if signatures:
            update.cursor = signatures[-1].pk
            signatures = _without_blocked(signatures)
            update.in_flight = [signature.pk for signature in signatures]
            Signature.objects.filter(pk__in=update.in_flight).update(last_update=pk)
            stops = tokens.issue_stops(signatures)
        else:
            again = _end_pass(update, waiting.count())
        update.save()
    mails = {}
    for signature in signatures:
        with translation.override(signature.language):
            mails[signature.pk] = mail(
                update, str(signature.email), stops[signature.pk], f"update {pk} {signature.pk}"
            )
    return _claim(pk) if not mails and (signatures or again) else mails


def _without_blocked(signatures: list[Signature]) -> list[Signature]:
    """Who said “not me” to any mail of ours is never written to again."""
    rules = canonical.rules()
    of = {each.pk: canonical.canonical(str(each.email), rules) for each in signatures}
    blocked = mailboxes.blocked(of.values())
    return [each for each in signatures if of[each.pk] not in blocked]


def _end_pass(update: Update, left: int) -> bool:
    """At the end of the list: whether to go through it once more, for those who could not be reached."""
    if left and update.passes < PASSES - 1 and update.started_at:
        if timezone.now() < update.started_at + BETWEEN_PASSES * (update.passes + 1):
            return False
        update.passes += 1
        update.cursor = 0
        return True
    update.refused += left
    update.state, update.finished_at = State.SENT, timezone.now()
    return False


def _settle(pk: int, outcomes: dict[int, Outcome]) -> None:
    """Write down what came of a batch; who certainly got nothing gives the receipt back."""

    def those(*kinds: Outcome) -> list[int]:
        return [signature for signature, outcome in outcomes.items() if outcome in kinds]

    with transaction.atomic():
        update = Update.objects.select_for_update().get(pk=pk)
        settled = set(outcomes)
        update.in_flight = [each for each in update.in_flight if each not in settled]
        update.uncertain = [each for each in update.uncertain if each not in settled]
        update.uncertain += those(Outcome.UNCERTAIN)
        update.sent += len(those(Outcome.SENT))
        update.refused += len(those(Outcome.REFUSED))
        if untried := those(Outcome.UNTRIED):
            update.cursor = min(update.cursor, min(untried) - 1)
        back = those(Outcome.UNTRIED, Outcome.NOT_NOW)
        Signature.objects.filter(pk__in=back, last_update=pk).update(last_update=None)
        update.save()
