"""What of the people written down wants looking after: each queue a condition, counted in one query."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from campaign.images.models import Likeness
from campaign.publishing.workflow import State
from profiles.models import Consent, ConsentQuerySet, Detainee, DetaineeQuerySet, Event, StatusClaim
from profiles.safety import duplicates

DAYS_IN_A_MONTH = 30.4


@dataclass(frozen=True, slots=True)
class Queue:
    name: str
    label: StrOrPromise
    help: StrOrPromise
    condition: Callable[[], Q]

    @property
    def people(self) -> DetaineeQuerySet:
        return _everybody().filter(self.condition())


def _everybody() -> DetaineeQuerySet:
    return Detainee.objects.with_end().filter(merged_into=None)


def _silent() -> Q:
    """Shown, neither free nor dead, and nothing dated that is younger."""
    since = timezone.localdate() - timedelta(days=settings.STALE_MONTHS * DAYS_IN_A_MONTH)
    own = Q(detainee=OuterRef("pk"), is_public=True)
    heard = StatusClaim.objects.filter(own, as_of_latest__gte=since)
    happened = Event.objects.filter(own, when_latest__gte=since)
    return Q(state=State.PUBLISHED, has_ended=False) & Q(~Exists(heard)) & Q(~Exists(happened))


def _own_consents() -> ConsentQuerySet:
    return Consent.objects.in_force().filter(detainee=OuterRef("pk"))


def _to_ask_again() -> Q:
    return Q(Exists(_own_consents().filter(review_on__lte=timezone.localdate())))


def _ending() -> Q:
    last = timezone.localdate() + timedelta(days=settings.CONSENT_DAYS)
    return Q(Exists(_own_consents().filter(expires_on__lte=last)))


def _hidden() -> Q:
    standing = Consent.objects.standing(of=OuterRef("pk"))
    return Q(state=State.PUBLISHED) & Q(~Exists(standing))


def _without_basis() -> Q:
    standing = Consent.objects.standing(of=OuterRef("pk"))
    return Q(state__in=[State.DRAFT, State.IN_REVIEW]) & Q(~Exists(standing))


def _twins() -> Q:
    return ~Q(state=State.WITHDRAWN) & duplicates.has_unreviewed_duplicates()


QUEUES = (
    Queue(
        "waiting",
        _("Waiting for somebody who may publish"),
        _("Handed in for review. Read it, then publish it or give it back."),
        lambda: Q(state=State.IN_REVIEW),
    ),
    Queue(
        "hidden",
        _("Published, and hidden: consent ended or was withdrawn"),
        _("Ask for another consent, or withdraw the profile."),
        _hidden,
    ),
    Queue(
        "ending",
        _("Consent ends soon"),
        _("On that day they are hidden, if no other consent stands. Ask in time."),
        _ending,
    ),
    Queue(
        "ask",
        _("Time to ask again whether a consent holds"),
        _("The day that was written down with the consent has come."),
        _to_ask_again,
    ),
    Queue(
        "silent",
        _("No news for long"),
        _("Published, neither free nor dead, and nothing that was told is of late. Ask around."),
        _silent,
    ),
    Queue(
        "basis",
        _("Not public, and no consent is written down"),
        _("Drafts that cannot be published yet. Ask the family, or say where it is public record."),
        _without_basis,
    ),
    Queue(
        "twins",
        _("Perhaps the same person twice"),
        _("Two have a name in common, in any spelling. Merge them, or say that they are two."),
        _twins,
    ),
    Queue(
        "likeness",
        _("Nobody has confirmed whom the portrait shows"),
        _(
            "Published with a portrait that may be of somebody else. Wrong ones have been published."
        ),
        lambda: Q(state=State.PUBLISHED, portrait__likeness=Likeness.UNVERIFIED),
    ),
)


def counts() -> dict[str, int]:
    """By queue. Each is counted apart, so that Postgres can join whole tables instead of asking of each person,
    and all are asked for at once."""
    first, *others = (
        each.people.order_by().values_list(Value(each.name)).annotate(Count("pk"))
        for each in QUEUES
    )
    numbers = dict(first.union(*others, all=True).order_by())
    return {each.name: numbers.get(each.name, 0) for each in QUEUES}
