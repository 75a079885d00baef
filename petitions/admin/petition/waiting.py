"""Who waits for staff, in words: for the first page, a petition's form, and before it is closed or delivered."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from petitions import periods
from petitions.models import Petition, Signature
from petitions.moderation import waiting
from petitions.moderation.waiting import Queue


class Line(NamedTuple):
    """One sentence, with the list of signatures that it is about."""

    text: str
    url: str
    is_overdue: bool


class WaitingSigners(NamedTuple):
    petition: Petition
    lines: list[Line]


def waiting_signers(petitions: Iterable[Petition] | None = None) -> list[WaitingSigners]:
    """Petitions for which someone waits, the longest wait first. petitions: only these; None for all."""
    now = timezone.now()
    ids = None if petitions is None else [petition.pk for petition in petitions]
    return [
        WaitingSigners(petition, _lines(petition, found, now))
        for petition, found in waiting.by_petition(ids)
    ]


def waiting_lines(petition: Petition) -> list[Line]:
    return _lines(petition, waiting.of_petition(petition.pk), timezone.now())


def _lines(petition: Petition, found: waiting.Waiting, now: datetime) -> list[Line]:
    confirmed = ngettext(
        "%(number)s confirmed signature waits for review.",
        "%(number)s confirmed signatures wait for review.",
        found.confirmed.number,
    )
    emails = ngettext(
        "%(number)s signer gets no email until you approve the signature.",
        "%(number)s signers get no email until you approve their signatures.",
        found.emails.number,
    )
    state = Signature.State
    return [
        Line(
            f"{sentence % {'number': _number(queue)}} {since(queue, now)}",
            reverse(
                "admin:petitions_signature_changelist",
                query={"petition__id__exact": petition.pk, "state": of_state, "held": "*"},
            ),
            queue.is_overdue(now),
        )
        for sentence, queue, of_state in (
            (confirmed, found.confirmed, state.QUARANTINED),
            (emails, found.emails, state.PENDING),
        )
        if queue.number
    ]


def _number(queue: Queue) -> str:
    number = number_format(queue.number, force_grouping=True)
    if queue.number == waiting.MAX_COUNTED:
        return _("At least %(number)s") % {"number": number}
    return number


def since(queue: Queue, now: datetime) -> str:
    """Since when the first of them waits, as a sentence."""
    age = queue.age(now)
    if age.days:
        sentence = ngettext(
            "It has waited for %(age)s.", "The oldest has waited for %(age)s.", queue.number
        )
        return sentence % {"age": periods.in_words(age)}
    if timezone.localdate(now - age) == timezone.localdate(now):
        return ngettext("It arrived today.", "The oldest arrived today.", queue.number)
    return ngettext("It arrived yesterday.", "The oldest arrived yesterday.", queue.number)
