"""Alerts: rules that tell staff when a petition or the site needs a look.

The admin pages show them, and ADMINS get an email once a day. The email says what kind of problem it is
and where to look. Only the dashboard names the domain or network.
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

from campaign.activity import verify
from petitions import periods
from petitions.models import Alert, BounceReports, CountCheck, Kind, LogStop, Petition, Update
from petitions.moderation import metrics, pace, waiting
from petitions.moderation.metrics import PetitionMetrics, TopShares
from petitions.moderation.waiting import Queue

CACHE_SECONDS = 60  # for the first page of the admin
DAYS_COMPARED = 7
WATCHED_AFTER_CLOSING = timedelta(days=2)
UPDATE_WATCHED = timedelta(days=7)  # after it was started


@dataclass(frozen=True, slots=True)
class Measure:
    """number: how many. ratio: their share of the whole (0 to 1), how many times as many as before, or days."""

    number: int
    ratio: float = 0


@dataclass(frozen=True, slots=True)
class AlertRule:
    """Raises an alert when a measure reaches both limits.

    message: may use {number}, {percent} (of the ratio), {times} (the ratio) and {days} (the ratio, rounded down).
    """

    name: str
    message: str | Promise
    min_number: int
    min_ratio: float = 0

    def applies_to(self, measure: Measure) -> bool:
        return measure.number >= self.min_number and measure.ratio >= self.min_ratio


type PetitionMeasure = Callable[[PetitionMetrics], Measure]
type SiteMeasure = Callable[[], Measure]


# --- Measures ----------------------------------------------------------------------------------------------


def _top_domain(current: PetitionMetrics) -> Measure:
    """The domain that grew most. Large providers always have a large share, so a share alone says little."""
    return _most_grown(current.domains, factor=3)


def _top_network(current: PetitionMetrics) -> Measure:
    return _most_grown(current.networks, factor=2)


def _most_grown(top: TopShares, *, factor: float) -> Measure:
    grown = [share for share in top.shares if share.share >= factor * share.before]
    return max(
        (Measure(share.number, share.share) for share in grown),
        key=lambda measure: measure.ratio,
        default=Measure(0),
    )


def _rise(current: PetitionMetrics) -> Measure:
    *before, last = metrics.signed_in_same_hours(
        current.petition_id, current.now, days=DAYS_COMPARED
    )
    return Measure(last, last / max(*before, 1))


def _pace(current: PetitionMetrics) -> Measure:
    found = pace.against_usual(current.petition_id, current.opened, current.now)
    return Measure(found.counted, found.times)


def _prompt(current: PetitionMetrics) -> Measure:
    signed, prompt = pace.confirmed_promptly(current.petition_id, current.now)
    return Measure(signed, prompt / max(signed, 1))


def _refused(current: PetitionMetrics) -> Measure:
    return Measure(pace.refused_lately(current.petition_id, current.now))


def _quarantined(current: PetitionMetrics) -> Measure:
    return Measure(sum(each.total for each in current.quarantined.values()))


def _bounces(current: PetitionMetrics) -> Measure:
    today = {step.kind: step.today for step in current.funnel}
    bounced = today[Kind.BOUNCED]
    return Measure(bounced, bounced / max(today[Kind.MAILED] + bounced, 1))


def _update_bounces(current: PetitionMetrics) -> Measure:
    """Of the last update, if it was started not long ago: emails that were refused or came back."""
    since = current.now - UPDATE_WATCHED
    last = Update.objects.filter(petition=current.petition_id, started_at__gt=since)
    update = last.order_by("-started_at").first()
    if update is None:
        return Measure(0)
    failed = update.refused + update.bounced
    return Measure(failed, failed / max(update.refused + update.sent, 1))


def _to_review(current: PetitionMetrics) -> Measure:
    return _by_age(current.waiting.confirmed, current.now)


def _emails_to_release(current: PetitionMetrics) -> Measure:
    return _by_age(current.waiting.emails, current.now)


def _by_age(queue: Queue, now: datetime) -> Measure:
    return Measure(queue.number, queue.age(now) / timedelta(days=1))


def _emails_over_limits() -> Measure:
    return _by_age(waiting.emails_over_limits(), timezone.now())


def _count_differences() -> Measure:
    last = CountCheck.objects.first()
    return Measure(len(last.differences) if last else 0)


def _stopped_logs() -> Measure:
    return Measure(LogStop.objects.count())


def _unproven_reports() -> Measure:
    today = BounceReports.objects.filter(day=timezone.now().date())
    unproven = today.filter(outcome=BounceReports.Outcome.UNPROVEN)
    return Measure(unproven.values_list("number", flat=True).first() or 0)


def _changed_activity_logs() -> Measure:
    return Measure(int(verify.is_broken()))


def _emails_over_petition_limit() -> Measure:
    return Measure(metrics.emails_over_petition_limit())


def _due_emails() -> Measure:
    return Measure(metrics.due_emails())


def _signings_left_alone() -> Measure:
    return Measure(metrics.signings_left_alone())


# --- Rules -------------------------------------------------------------------------------------------------

PETITION_RULES: dict[AlertRule, PetitionMeasure] = {
    AlertRule(
        "one-domain",
        lazy("One email domain gave {number} signatures in the last hour, {percent}% of all."),
        min_number=100,
        min_ratio=0.25,
    ): _top_domain,
    AlertRule(
        "one-network",
        lazy("One network gave {number} signatures in the last hour, {percent}% of all."),
        min_number=50,
        min_ratio=0.15,
    ): _top_network,
    AlertRule(
        "rise",
        lazy(
            "{number} signed in the last hour, {times} times as many as in the same hour of any of "
            "the seven days before."
        ),
        min_number=200,
        min_ratio=5,
    ): _rise,
    AlertRule(
        "pace",
        lazy(
            "{number} signatures were counted in the last 24 hours. For a day or longer there were steadily {times} "
            "times as many as usual. What follows a newsletter or the news fades sooner."
        ),
        min_number=200,
        min_ratio=3,
    ): _pace,
    AlertRule(
        "prompt",
        lazy(
            "{percent}% of {number} signers of the last 24 hours confirmed within five minutes. People are slower, "
            "and a third of them never confirms."
        ),
        min_number=200,
        min_ratio=0.9,
    ): _prompt,
    AlertRule(
        "refused-now",
        lazy(
            "{number} emails were refused in the last hour. Emails to signers of this petition wait until "
            "that is over."
        ),
        min_number=1,
    ): _refused,
    AlertRule(
        "held", lazy("{number} signatures are quarantined, confirmed or not."), min_number=100
    ): _quarantined,
    AlertRule(
        "bounces",
        lazy("{number} emails were refused by the providers today, {percent}% of all."),
        min_number=50,
        min_ratio=0.2,
    ): _bounces,
    AlertRule(
        "update-bounces",
        lazy(
            "{number} emails of the last update did not arrive, {percent}% of all. Providers soon block a sender with "
            "so many."
        ),
        min_number=20,
        min_ratio=0.05,
    ): _update_bounces,
}
# They hold for petitions that are not watched any more, too: no one may wait unseen.
WAITING_RULES: dict[AlertRule, PetitionMeasure] = {
    AlertRule(
        "held-long",
        lazy(
            "Confirmed signatures that wait for review: {number}. The oldest has waited for {days} days."
        ),
        min_number=1,
        min_ratio=periods.REVIEW_WITHIN.days,
    ): _to_review,
    AlertRule(
        "emails-held-long",
        lazy(
            "Signers who get no email until you approve them: {number}. The first has waited for {days} days."
        ),
        min_number=1,
        min_ratio=periods.REVIEW_WITHIN.days,
    ): _emails_to_release,
}
SITE_RULES: dict[AlertRule, SiteMeasure] = {
    AlertRule(
        "count-check",
        lazy("The last check of the count found {number} differences."),
        min_number=1,
    ): _count_differences,
    AlertRule(
        "log-stopped",
        lazy(
            "{number} public logs are stopped: nothing is published, because heads that were published are missing. "
            "Was a backup restored? An operator has to run manage.py check_heads."
        ),
        min_number=1,
    ): _stopped_logs,
    AlertRule(
        "activity-log",
        lazy(
            "The activity log was changed, or its end was cut off. An operator has to run manage.py verify_activity."
        ),
        min_number=1,
    ): _changed_activity_logs,
    AlertRule(
        "unanswered",
        lazy(
            "{number} signers wait for their email, because too few of those before them have confirmed."
        ),
        min_number=100,
    ): _emails_over_petition_limit,
    AlertRule(
        "emails-wait-long",
        lazy("Emails that wait for a limit: {number}. The first has waited for {days} days."),
        min_number=1,
        min_ratio=periods.REVIEW_WITHIN.days,
    ): _emails_over_limits,
    AlertRule(
        "worker",
        lazy(
            "{number} signings have waited for the worker for five minutes. Perhaps it is not running."
        ),
        min_number=1,
    ): _signings_left_alone,
    AlertRule(
        "mail-queue", lazy("{number} emails wait to be sent."), min_number=2_000
    ): _due_emails,
    AlertRule(
        "forged-bounces",
        lazy(
            "{number} reports of bounced emails came today that are about none of our emails. Perhaps someone forges "
            "them. They change nothing."
        ),
        min_number=100,
    ): _unproven_reports,
}


@dataclass(frozen=True, slots=True)
class RaisedAlert:
    """petition: None for an alert about the site as a whole."""

    rule: str
    message: str
    petition: Petition | None = None

    @property
    def url(self) -> str:
        if self.petition is None:
            return reverse("admin:index")
        return reverse("admin:petitions_petition_desk", args=[self.petition.pk])


def petition_alerts(petition: Petition, current: PetitionMetrics) -> list[RaisedAlert]:
    return _raised(PETITION_RULES | WAITING_RULES, petition, current)


def _raised(
    rules: dict[AlertRule, PetitionMeasure], petition: Petition, current: PetitionMetrics
) -> list[RaisedAlert]:
    return [
        RaisedAlert(rule.name, _message(rule, measure), petition)
        for rule, get_measure in rules.items()
        if rule.applies_to(measure := get_measure(current))
    ]


def site_alerts() -> list[RaisedAlert]:
    return [
        RaisedAlert(rule.name, _message(rule, measure))
        for rule, get_measure in SITE_RULES.items()
        if rule.applies_to(measure := get_measure())
    ]


def _message(rule: AlertRule, measure: Measure) -> str:
    return str(rule.message).format(
        number=number_format(measure.number, force_grouping=True),
        percent=round(100 * measure.ratio),
        times=round(measure.ratio),
        days=int(measure.ratio),
    )


def is_watched(now: datetime) -> Q:
    """Open, or closed less than WATCHED_AFTER_CLOSING ago, or the signers got an update lately."""
    written_to = Update.objects.filter(started_at__gt=now - UPDATE_WATCHED)
    lately = (
        Q(closes_at__isnull=True)
        | Q(closes_at__gt=now - WATCHED_AFTER_CLOSING)
        | Q(pk__in=written_to.values("petition"))
    )
    return lately & Q(opens_at__lte=now)


def watched_petitions(now: datetime) -> Iterator[Petition]:
    yield from Petition.objects.published().filter(is_watched(now)).order_by("pk")


def current_alerts(now: datetime) -> list[RaisedAlert]:
    """Alerts for the site, for every watched petition, and for the others for which someone has waited too long."""
    raised = site_alerts()
    watched = list(watched_petitions(now))
    for petition in watched:
        raised += petition_alerts(petition, PetitionMetrics(petition.pk, now, petition.opens_at))
    for petition, _waiting in waiting.by_petition():
        if petition not in watched:
            raised += _raised(WAITING_RULES, petition, PetitionMetrics(petition.pk, now))
    return raised


def cached_alerts() -> list[RaisedAlert]:
    """The current alerts, at most CACHE_SECONDS old, for a page that is opened very often."""
    cached: list[RaisedAlert] | None = cache.get("alerts")
    if cached is None:
        cached = current_alerts(timezone.now())
        cache.set("alerts", cached, CACHE_SECONDS)
    return cached


# --- Emails ------------------------------------------------------------------------------------------------


def email_new_alerts() -> None:
    """Email each alert once a day. If an email fails, the next run sends it again."""
    now = timezone.now()
    for raised in current_alerts(now):
        with transaction.atomic():
            _alert, is_new = Alert.objects.get_or_create(
                petition=raised.petition, rule=raised.rule, day=now.date()
            )
            if is_new:
                mail_admins(_subject(raised), f"{raised.message}\n\n{_link(raised)}\n")


def _subject(raised: RaisedAlert) -> str:
    """One line, even if the petition's title has a line break: mail_admins refuses a subject with one."""
    subject = str(raised.petition) if raised.petition else _("Something is wrong with the site")
    return " ".join(subject.split())


def _link(raised: RaisedAlert) -> str:
    return settings.SITE_URL + raised.url


def delete_expired() -> None:
    Alert.objects.filter(day__lt=timezone.now().date() - WATCHED_AFTER_CLOSING).delete()
