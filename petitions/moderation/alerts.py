"""What on a petition should make staff look: rules, shown at the desk and told by mail once a day.

A mail says what kind of thing it is and where to look; whose domain or network it is stands on the desk
alone.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.mail import mail_admins
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from petitions.models import Alert, CountCheck, Kind, Petition
from petitions.moderation import metrics
from petitions.moderation.metrics import Moment, Top

KEPT = 60  # seconds, for the first page of the desk
DAYS_BEFORE = 7
STILL_WATCHED = timedelta(days=2)  # after a petition's closing


@dataclass(frozen=True, slots=True)
class Measure:
    """number: how many. times: how much that is of what it is compared with (its share, or its rise)."""

    number: int
    times: float = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """It speaks when there are so many, and so much of the whole."""

    name: str
    words: str | Promise  # of a Measure
    number: int
    times: float = 0

    def speaks(self, of: Measure) -> bool:
        return of.number >= self.number and of.times >= self.times


type OfPetition = Callable[[Moment], Measure]
type OfSite = Callable[[], Measure]


# --- What is measured --------------------------------------------------------------------------------------


def _one_domain(at: Moment) -> Measure:
    """The one that grew most: large providers always have a large share."""
    return _grown(at.domains, by=3)


def _one_network(at: Moment) -> Measure:
    return _grown(at.networks, by=2)


def _grown(top: Top, *, by: float) -> Measure:
    grown = [each for each in top.shares if each.share >= by * each.before]
    return max(
        (Measure(each.number, each.share) for each in grown),
        key=lambda measure: measure.times,
        default=Measure(0),
    )


def _rise(at: Moment) -> Measure:
    *before, last = metrics.signed_in_same_hours(at.petition_id, at.now, days=DAYS_BEFORE)
    return Measure(last, last / max(*before, 1))


def _held(at: Moment) -> Measure:
    return Measure(sum(at.held.values()))


def _bounces(at: Moment) -> Measure:
    today = {step.kind: step.today for step in at.funnel}
    bounced = today[Kind.BOUNCED]
    return Measure(bounced, bounced / max(today[Kind.MAILED] + bounced, 1))


def _count_check() -> Measure:
    last = CountCheck.objects.first()
    return Measure(len(last.differences) if last else 0)


def _mails() -> Measure:
    return Measure(metrics.mails_due())


# --- The rules ---------------------------------------------------------------------------------------------

OF_A_PETITION: dict[Rule, OfPetition] = {
    Rule(
        "one-domain",
        lazy("One mail domain gave {number} signatures in the last hour, {percent}% of all."),
        number=100,
        times=0.25,
    ): _one_domain,
    Rule(
        "one-network",
        lazy("One network gave {number} signatures in the last hour, {percent}% of all."),
        number=50,
        times=0.15,
    ): _one_network,
    Rule(
        "rise",
        lazy(
            "{number} signed in the last hour, {times} times as many as in the same hour of any of "
            "the seven days before."
        ),
        number=200,
        times=5,
    ): _rise,
    Rule("held", lazy("{number} signatures wait for review."), number=100): _held,
    Rule(
        "bounces",
        lazy("{number} mails were refused by the providers today, {percent}% of all."),
        number=50,
        times=0.2,
    ): _bounces,
}
OF_THE_SITE: dict[Rule, OfSite] = {
    Rule(
        "count-check",
        lazy("The last check of the count found {number} differences."),
        number=1,
    ): _count_check,
    Rule("mail-queue", lazy("{number} mails wait to be sent."), number=2_000): _mails,
}


@dataclass(frozen=True, slots=True)
class Raised:
    rule: str
    words: str
    petition: Petition | None = None

    @property
    def address(self) -> str:
        if self.petition is None:
            return reverse("admin:index")
        return reverse("admin:petitions_petition_desk", args=[self.petition.pk])


def of_petition(petition: Petition, at: Moment) -> list[Raised]:
    return [
        Raised(rule.name, _words(rule, measure), petition)
        for rule, of in OF_A_PETITION.items()
        if rule.speaks(measure := of(at))
    ]


def of_site() -> list[Raised]:
    return [
        Raised(rule.name, _words(rule, measure))
        for rule, of in OF_THE_SITE.items()
        if rule.speaks(measure := of())
    ]


def _words(rule: Rule, measure: Measure) -> str:
    return str(rule.words).format(
        number=number_format(measure.number, force_grouping=True),
        percent=round(100 * measure.times),
        times=round(measure.times),
    )


def watched(now: datetime) -> Iterator[Petition]:
    """Those that take signatures, and those that did until the other day."""
    yield from (
        Petition.objects.published()
        .filter(Q(closes_at__isnull=True) | Q(closes_at__gt=now - STILL_WATCHED), opens_at__lte=now)
        .order_by("pk")
    )


def all_raised(now: datetime) -> list[Raised]:
    raised = of_site()
    for petition in watched(now):
        raised += of_petition(petition, Moment(petition.pk, now))
    return raised


def lately_raised() -> list[Raised]:
    """As they were at the most KEPT seconds ago: for a page that is opened all the time."""
    kept: list[Raised] | None = cache.get("alerts")
    if kept is None:
        kept = all_raised(timezone.now())
        cache.set("alerts", kept, KEPT)
    return kept


# --- Telling -----------------------------------------------------------------------------------------------


def send_new() -> None:
    """Mail those of today that nobody was told of yet; if the mail fails, they are told of next time."""
    now = timezone.now()
    for raised in all_raised(now):
        with transaction.atomic():
            _alert, is_new = Alert.objects.get_or_create(
                petition=raised.petition, rule=raised.rule, day=now.date()
            )
            if is_new:
                mail_admins(_subject(raised), f"{raised.words}\n\n{_link(raised)}\n")


def _subject(raised: Raised) -> str:
    """One line, whatever stands in the title: an alert that cannot be written helps nobody."""
    subject = str(raised.petition) if raised.petition else _("Something is wrong with the site")
    return " ".join(subject.split())


def _link(raised: Raised) -> str:
    return settings.SITE_URL + raised.address


def delete_old() -> None:
    Alert.objects.filter(day__lt=timezone.now().date() - STILL_WATCHED).delete()
