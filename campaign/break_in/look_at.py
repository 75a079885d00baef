"""What to look at after a break-in: what was done lately that lasts, with links into the activity log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group as AccountGroup
from django.contrib.auth.models import User
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from campaign.activity.models import Activity
from campaign.roles import ADMINISTRATORS

DAYS = 14
MAX_SHOWN = 5  # lines
MAX_READ = 100  # entries: equal ones are one line
KINDS = (
    Activity.Kind.ACCOUNT_ADDED,
    Activity.Kind.ACCOUNT_CHANGED,
    Activity.Kind.GIVEN,
    Activity.Kind.TAKEN,
    Activity.Kind.EXPORTED,
    Activity.Kind.SHOWN,
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

ROLE_KINDS = (Activity.Kind.GIVEN, Activity.Kind.TAKEN)


@dataclass(frozen=True, slots=True)
class Group:
    """What was done of one kind. newest: when, who, to what; equal lines are one."""

    label: StrOrPromise
    number: int
    newest: list[tuple[datetime, str, str]]
    url: str


def groups() -> list[Group]:
    """The kinds of which there is something in the last DAYS days."""
    since = timezone.now() - timedelta(days=DAYS)
    found, names = [], _names()
    for kind in KINDS:
        entries = Activity.objects.filter(kind=kind, at__gte=since)
        if number := entries.count():
            newest = entries.select_related("actor").order_by("-at", "-pk")[:MAX_READ]
            found.append(Group(kind.label, number, _lines(newest, names), _url(kind, since)))
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


def _names() -> dict[str, str]:
    """The names of accounts and roles, by their references."""
    users = User.objects.values_list("pk", "username")
    roles = AccountGroup.objects.values_list("pk", "name")
    return (
        {f"auth.user {pk}": name for pk, name in users}
        | {f"auth.group {pk}": name for pk, name in roles}
        | {ADMINISTRATORS.lower(): ADMINISTRATORS}
    )


def _lines(entries: Iterable[Activity], names: dict[str, str]) -> list[tuple[datetime, str, str]]:
    """One line for what one account did to one item within a minute."""
    times: dict[tuple[datetime, str, str], int] = {}
    for each in entries:
        who = str(each.actor or _("No one logged in"))
        line = (each.at.replace(second=0, microsecond=0), who, _item(each, names))
        times[line] = times.get(line, 0) + 1
    return [
        (at, who, f"{item} ({_('%d times') % number})" if number > 1 else item)
        for (at, who, item), number in list(times.items())[:MAX_SHOWN]
    ]


def _item(entry: Activity, names: dict[str, str]) -> str:
    """Such as “User Exa: Exporters of people”, or “Person P-0129”."""
    try:
        model = apps.get_model(entry.subject)
    except (LookupError, ValueError):  # none, or of an older version of the site
        return f"{entry.subject} {entry.subject_pk or ''}".strip()
    name = names.get(f"{entry.subject} {entry.subject_pk}") or _reference(model, entry.subject_pk)
    words = f"{capfirst(str(model._meta.verbose_name))} {name}".strip()
    role = names.get(entry.detail) or entry.detail
    return f"{words}: {role}" if entry.kind in ROLE_KINDS and role else words


def _reference(model: Any, pk: int | None) -> str:
    """Without a name: the record may be closed to the reader."""
    return str(getattr(model(pk=pk), "reference", pk)) if pk else ""
