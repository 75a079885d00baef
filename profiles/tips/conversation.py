"""What visitors tell the campaign: taken without an account, answered by a code, erased in the end.

Nobody who tells something is asked who they are. What they get is a code; whoever knows it can read the
answer of staff and add to what was told. Nothing of a tip is ever published by itself.
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

LETTERS = 28  # of a code, five random bits each: 140
LONGEST = 10_000  # characters of one message
MOST_MESSAGES = 200  # of one tip
KEPT_CLOSED = timedelta(days=90)
KEPT = timedelta(days=2 * 365)  # whatever became of it


def submit(kind: TipKind, text: str, *, about: int | None = None) -> str:
    """Keep what somebody tells; returns the code, which is kept nowhere.

    about: the primary key of the person it is about, if that is known.
    """
    code = codes.format_code(secrets.token_bytes(LETTERS))
    today = timezone.now().date()
    with transaction.atomic():
        tip = Tip.objects.create(
            code_digest=_digest(code), kind=kind, about_id=about, told_on=today, last_on=today
        )
        TipMessage.objects.create(tip=tip, text=text, on=today)
    return code


def find(code: str) -> Tip | None:
    """The tip of a code, however it was typed."""
    typed = codes.normalise_code(code)
    return Tip.objects.filter(code_digest=_digest(typed)).first()


def add(tip: Tip, text: str) -> None:
    """More from the one who knows the code. Raises ValidationError if that is more than one tip may hold."""
    _write(tip, text, state=Value(TipState.NEW))


def answer(tip: Tip, text: str, *, author: AbstractBaseUser) -> None:
    """What staff want to ask or say; the one who knows the code finds it when they come back."""
    begun = Case(When(state=TipState.NEW, then=Value(TipState.AT_WORK)), default=F("state"))
    _write(tip, text, author=author, state=begun)


def _write(
    tip: Tip, text: str, *, state: Combinable, author: AbstractBaseUser | None = None
) -> None:
    today = timezone.now().date()
    with transaction.atomic():
        Tip.objects.select_for_update().get(pk=tip.pk)
        if tip.messages.count() >= MOST_MESSAGES:
            raise ValidationError(_("This conversation is full. Start a new one."))
        TipMessage.objects.create(
            tip=tip, text=text, author_id=author.pk if author else None, on=today
        )
        Tip.objects.filter(pk=tip.pk).update(state=state, last_on=today)


def erase_old() -> int:
    """Erase what was closed a while ago, and what is very old; returns how many."""
    today = timezone.now().date()
    closed = Tip.objects.filter(state=TipState.CLOSED, last_on__lt=today - KEPT_CLOSED)
    old = Tip.objects.filter(last_on__lt=today - KEPT)
    (erased, _models) = (closed | old).delete()
    return erased


def _digest(code: str) -> bytes:
    return digest("tip-code", code)
