"""What to look at after a break-in: what was done lately that lasts, with links into the activity log."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.contrib.auth.models import User
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from campaign.activity.models import Activity

DAYS = 14
MAX_SHOWN = 5
KINDS = (
    Activity.Kind.ACCOUNT_ADDED,
    Activity.Kind.ACCOUNT_CHANGED,
    Activity.Kind.GIVEN,
    Activity.Kind.TAKEN,
    Activity.Kind.EXPORTED,
    Activity.Kind.SIGNERS,
    Activity.Kind.SWITCHED,
    Activity.Kind.ADDED,
    Activity.Kind.CHANGED,
    Activity.Kind.UNDONE,
    Activity.Kind.MERGED,
    Activity.Kind.IMPORTED,
    Activity.Kind.ENDED,
    Activity.Kind.INVALIDATED,
    Activity.Kind.APPROVED,
    Activity.Kind.CLOSED,
    Activity.Kind.OPENED,
    Activity.Kind.PUBLISHED,
    Activity.Kind.SCHEDULED,
    Activity.Kind.WITHDRAWN,
    Activity.Kind.DELETED,
    Activity.Kind.ERASED,
)


@dataclass(frozen=True, slots=True)
class Group:
    """What was done of one kind. newest: when, who, to what."""

    label: StrOrPromise
    number: int
    newest: list[tuple[datetime, str, str]]
    url: str


def groups() -> list[Group]:
    """The kinds of which there is something in the last DAYS days."""
    since = timezone.now() - timedelta(days=DAYS)
    found = []
    for kind in KINDS:
        entries = Activity.objects.filter(kind=kind, at__gte=since)
        if number := entries.count():
            newest = entries.select_related("actor").order_by("-at", "-pk")[:MAX_SHOWN]
            shown = [
                (each.at, str(each.actor or _("No one logged in")), _item(each)) for each in newest
            ]
            found.append(Group(kind.label, number, shown, _url(kind, since)))
    return found


def rules_url() -> str:
    """The access rules that are in force. The activity log has no addresses."""
    try:
        return reverse("admin:petitions_accessrule_changelist")
    except NoReverseMatch:
        return ""


def new_or_changed() -> set[int]:
    """Accounts that were added or changed lately, or got a right: their address may be that of an intruder."""
    since = timezone.now() - timedelta(days=DAYS)
    kinds = (Activity.Kind.ACCOUNT_ADDED, Activity.Kind.ACCOUNT_CHANGED, Activity.Kind.GIVEN)
    entries = Activity.objects.filter(kind__in=kinds, at__gte=since, subject="auth.user")
    joined = User.objects.filter(date_joined__gte=since)
    touched = {pk for pk in entries.values_list("subject_pk", flat=True) if pk is not None}
    return touched | set(joined.values_list("pk", flat=True))


def _url(kind: Activity.Kind, since: datetime) -> str:
    query = {"kind__exact": kind.value, "at__gte": since.strftime("%Y-%m-%d %H:%M:%S+00:00")}
    return reverse("admin:campaign_activity_changelist", query=query)


def _item(entry: Activity) -> str:
    try:
        label = capfirst(str(apps.get_model(entry.subject)._meta.verbose_name))
    except (LookupError, ValueError):  # none, or of an older version of the site
        label = entry.subject
    return f"{label} {entry.subject_pk or ''}".strip()
