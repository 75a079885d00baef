"""The queues of profiles that need work. Each queue is a condition; one query counts them all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from campaign.images.models import Likeness
from campaign.publishing.workflow import State
from profiles.models import Consent, ConsentQuerySet, Detainee, DetaineeQuerySet, Event, StatusClaim
from profiles.models.vocabulary import Basis
from profiles.safety import duplicates

DAYS_IN_A_MONTH = 30.4


@dataclass(frozen=True, slots=True)
class Queue:
    """name: the value of the filter in the admin list (`?care=`)."""

    name: str
    label: StrOrPromise
    help: StrOrPromise
    condition: Callable[[], Q]

    @property
    def people(self) -> DetaineeQuerySet:
        return _people().filter(self.condition())


def _people() -> DetaineeQuerySet:
    return Detainee.objects.visible_here().with_has_ended().filter(merged_into=None)


def _is_stale() -> Q:
    """Published, neither free nor dead, and no public claim or event of the last STALE_MONTHS."""
    since = timezone.localdate() - timedelta(days=settings.STALE_MONTHS * DAYS_IN_A_MONTH)
    own = Q(detainee=OuterRef("pk"), is_public=True)
    claims = StatusClaim.objects.filter(own, as_of_latest__gte=since)
    events = Event.objects.filter(own, when_latest__gte=since)
    return Q(state=State.PUBLISHED, has_ended=False) & Q(~Exists(claims)) & Q(~Exists(events))


def _consents() -> ConsentQuerySet:
    return Consent.objects.in_force().filter(detainee=OuterRef("pk"))


def _needs_consent_review() -> Q:
    return Q(Exists(_consents().filter(review_on__lte=timezone.localdate())))


def _consent_expires_soon() -> Q:
    last = timezone.localdate() + timedelta(days=settings.CONSENT_DAYS)
    return Q(Exists(_consents().filter(expires_on__lte=last)))


def _is_hidden() -> Q:
    standing = Consent.objects.allowing_profile(of=OuterRef("pk"))
    return Q(state=State.PUBLISHED) & Q(~Exists(standing))


def _has_no_consent() -> Q:
    standing = Consent.objects.allowing_profile(of=OuterRef("pk"))
    return Q(state__in=[State.DRAFT, State.IN_REVIEW]) & Q(~Exists(standing))


def _may_be_duplicate() -> Q:
    return ~Q(state=State.WITHDRAWN) & duplicates.has_unreviewed_duplicates()


QUEUES = (
    Queue(
        "waiting",
        _("Waiting for someone who may publish"),
        _("Submitted for review. Read it, then publish it or return it to draft."),
        lambda: Q(state=State.IN_REVIEW),
    ),
    Queue(
        "hidden",
        _("Published but hidden: consent ended or was withdrawn"),
        _("Ask for another consent, or unpublish the profile."),
        _is_hidden,
    ),
    Queue(
        "lacking",
        _("Public, but something is missing"),
        _("The checklist found it last night, or when someone saved. The form says what it is."),
        lambda: Q(state=State.PUBLISHED, shortfall__isnull=False),
    ),
    Queue(
        "ending",
        _("Consent ends soon"),
        _("On that day they are hidden, unless another consent is valid. Ask in time."),
        _consent_expires_soon,
    ),
    Queue(
        "ask",
        _("Time to ask again whether a consent holds"),
        _("The day noted with the consent has come."),
        _needs_consent_review,
    ),
    Queue(
        "silent",
        _("No recent news"),
        _("Published, neither free nor dead, and without recent reports. Ask around."),
        _is_stale,
    ),
    Queue(
        "unchecked",
        _("A consent needs checking"),
        _("It lacks who gave it, when, how or in which language, and allows nothing until then."),
        lambda: Q(Exists(_consents().filter(basis=Basis.UNCHECKED))),
    ),
    Queue(
        "basis",
        _("Not public, and no consent is recorded"),
        _("Drafts that cannot be published yet. Ask the family, or say where it is public record."),
        _has_no_consent,
    ),
    Queue(
        "twins",
        _("Possible duplicates"),
        _(
            "Two people share a name, in any spelling. Merge them, or record that they are different people."
        ),
        _may_be_duplicate,
    ),
    Queue(
        "likeness",
        _("No one has confirmed that the portrait shows this person"),
        _("Published with a portrait that may show someone else. Wrong ones have been published."),
        lambda: Q(state=State.PUBLISHED, portrait__likeness=Likeness.UNVERIFIED),
    ),
)


def counted() -> list[QuerySet[Any, Any]]:
    """The name of each queue with the number of its people.

    Each queue is a SELECT of its own, so that Postgres can join whole tables instead of running subqueries for
    each person. A UNION sends them all at once.
    """
    return [
        each.people.order_by().values_list(Value(each.name)).annotate(number=Count("pk"))
        for each in QUEUES
    ]


def counts() -> dict[str, int]:
    """The number of people by queue."""
    first, *others = counted()
    numbers = dict(first.union(*others, all=True).order_by())
    return {each.name: numbers.get(each.name, 0) for each in QUEUES}
