"""What colleagues did lately, by name: changes from the history, steps of the workflow from the activity log."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.admin.utils import model_ngettext
from django.db.models import Max, Value
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.activity.models import Activity
from campaign.admin.first_page.entries import Entry, Link, Part, Row
from campaign.admin.first_page.numbers import in_one_query
from campaign.history.models import Change, Edit

SINCE = timedelta(days=7)
MAX_EDITS = 200
MAX_ITEMS = 150
NAMED = 3  # items of one row

_Kind = Activity.Kind
# What was done, to how many of what. The most telling comes first.
_WORDS = {
    _Kind.PUBLISHED: lazy("%(who)s published %(number)d %(items)s"),
    _Kind.WITHDRAWN: lazy("%(who)s unpublished %(number)d %(items)s"),
    _Kind.APPROVED: lazy("%(who)s approved %(number)d %(items)s"),
    _Kind.RETURNED: lazy("%(who)s returned %(number)d %(items)s"),
    _Kind.SUBMITTED: lazy("%(who)s submitted %(number)d %(items)s"),
    _Kind.CHANGED: lazy("%(who)s changed %(number)d %(items)s"),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """What someone did to one item. who: their name."""

    author: int
    who: str
    kind: str
    subject: str
    subject_pk: int
    at: datetime


def lately(user: Any) -> list[Deed]:
    """What others did in the last days, the newest first. One query."""
    since = timezone.now() - SINCE
    edits = Edit.objects.filter(at__gte=since, author__isnull=False).exclude(author=user.pk)
    changed = (
        Change.objects.filter(edit__in=edits.order_by("-pk").values("pk")[:MAX_EDITS])
        .order_by()
        .values_list(
            "edit__author", Value(_Kind.CHANGED), "subject", "subject_pk", *_name_of("edit__author")
        )
        .annotate(last=Max("edit__at"))
        .order_by("-last")[:MAX_ITEMS]
    )
    steps = (
        Activity.objects.filter(
            at__gte=since, kind__in=_WORDS, actor__isnull=False, subject_pk__isnull=False
        )
        .exclude(kind=_Kind.CHANGED)
        .exclude(actor=user.pk)
        .order_by("-at")
        .values_list("actor", "kind", "subject", "subject_pk", *_name_of("actor"), "at")
    )[:MAX_ITEMS]
    deeds = [
        Deed(author, f"{first} {last}".strip() or username, kind, subject, pk, at)
        for author, kind, subject, pk, first, last, username, at in in_one_query((changed, steps))
    ]
    return sorted(deeds, key=lambda deed: deed.at, reverse=True)


def _name_of(author: str) -> tuple[str, ...]:
    return (f"{author}__first_name", f"{author}__last_name", f"{author}__username")


def entry(deeds: Iterable[Deed], links: Callable[[Iterable[tuple[str, int]]], list[Link]]) -> Entry:
    """One row for each colleague, kind of act and kind of item. links: to those that the reader may see."""
    groups: dict[tuple[int, str, str], dict[int, datetime]] = defaultdict(dict)
    names = {}
    for deed in deeds:
        names[deed.author] = deed.who
        groups[deed.author, deed.kind, deed.subject].setdefault(deed.subject_pk, deed.at)
    seen = {
        group: found
        for group, pks in groups.items()
        if (found := links((group[2], pk) for pk in pks))
    }
    rows = [
        Row(
            text=_WORDS[_Kind(kind)]
            % {
                "who": names[who],
                "number": len(found),
                "items": model_ngettext(apps.get_model(subject)._meta, len(found)),
            },
            at=max(groups[who, kind, subject].values()),
            links=found[:NAMED],
        )
        for (who, kind, subject), found in seen.items()
    ]
    return Entry(Part.COLLEAGUES, "colleagues", _("What colleagues did"), rows)
