"""Conversations with visitors who send tips: without an account, answered through a code, erased in the end.

We never ask visitors who they are. They get a code. Anyone with the code can read the answers of staff and
write more. No part of a tip is ever published automatically. The two RETENTION periods say how long it is stored.
"""

import secrets
from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.privacy.encryption import digest
from campaign.text import codes
from profiles.models import Tip, TipMessage
from profiles.models.vocabulary import TipKind, TipState

CODE_LETTERS = 28  # with five random bits each: 140
MAX_LENGTH = 10_000  # characters of one message
MAX_MESSAGES = 200  # in one tip
RETENTION_AFTER_CLOSING = timedelta(days=90)  # from the last message of a closed tip
RETENTION = timedelta(days=2 * 365)  # from the last message of any tip


def submit(kind: TipKind, text: str, *, about: int | None = None) -> str:
    """Store a tip and return its code. The code itself is not stored.

    about: the primary key of the person the tip is about, if known.
    """
    code = codes.format_code(secrets.token_bytes(CODE_LETTERS))
    today = timezone.now().date()
    with transaction.atomic():
        tip = Tip.objects.create(
            code_digest=_digest(code), kind=kind, about_id=about, told_on=today, last_on=today
        )
        TipMessage.objects.create(tip=tip, text=text, on=today)
    return code


def find(code: str) -> Tip | None:
    """The tip with this code, in upper or lower case, with or without spaces and dashes."""
    typed = codes.normalise_code(code)
    return Tip.objects.filter(code_digest=_digest(typed)).first()


def add_message(tip: Tip, text: str) -> None:
    """Add a message of the visitor. Raises ValidationError if the tip is full."""
    with transaction.atomic():
        _write(tip, text, state=Value(TipState.NEW))
        Tip.objects.filter(pk=tip.pk).update(is_announced=False)


def answer_tip(tip: Tip, text: str, *, author: AbstractBaseUser) -> None:
    """Add a message of staff. The visitor reads it on coming back with the code.

    Raises ValidationError if the tip is full.
    """
    in_progress = Case(When(state=TipState.NEW, then=Value(TipState.AT_WORK)), default=F("state"))
    _write(tip, text, author=author, state=in_progress)


def _write(
    tip: Tip, text: str, *, state: Combinable, author: AbstractBaseUser | None = None
) -> None:
    today = timezone.now().date()
    with transaction.atomic():
        Tip.objects.select_for_update().get(pk=tip.pk)
        if tip.messages.count() >= MAX_MESSAGES:
            raise ValidationError(_("This conversation is full. Start a new one."))
        TipMessage.objects.create(
            tip=tip, text=text, author_id=author.pk if author else None, on=today
        )
        Tip.objects.filter(pk=tip.pk).update(state=state, last_on=today)


def erase_expired() -> int:
    """Erase tips whose retention is over; return the number of deleted rows, messages included."""
    today = timezone.now().date()
    closed = Tip.objects.filter(state=TipState.CLOSED, last_on__lt=today - RETENTION_AFTER_CLOSING)
    old = Tip.objects.filter(last_on__lt=today - RETENTION)
    (erased, _models) = (closed | old).delete()
    return erased


def _digest(code: str) -> bytes:
    return digest("tip-code", code)
