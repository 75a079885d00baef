"""Keeps an edit without making it: what it wrote is read from the history, taken back, and stored.

New rows get their keys from sequences, which are not taken back. So publishing the version later uses the same keys.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils import timezone

from campaign.activity.log import Kind, record
from campaign.history import rows
from campaign.history.changes import Author, many_to_many_field
from campaign.history.describe import model_of
from campaign.history.models import Change
from campaign.history.revert import changes_of
from campaign.history.rows import Row
from campaign.publishing.workflow import Publishable
from campaign.working_versions.applying import Entry, same
from campaign.working_versions.models import WorkingVersion

KEPT = "Kept a working version."


@dataclass(frozen=True, slots=True)
class Written:
    """A row that an edit has written, with the columns that the history follows."""

    model: type[models.Model]
    row: int
    columns: frozenset[str]
    after: Row | None


def version_of(item: models.Model) -> WorkingVersion | None:
    found = WorkingVersion.objects.about(item)
    return found.select_related("author", "created_by", "scheduled_by").first()


def newest_change() -> int:
    return Change.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def written_since(item: Publishable, change: int) -> list[Written]:
    """The rows that the present edit has written, as they are now. It is called before the edit is taken back."""
    columns: dict[tuple[str, int], set[str]] = {}
    for each in changes_of(item).filter(pk__gt=change).order_by("pk"):
        found = columns.setdefault((each.table, each.row), set())
        found |= {*(each.before or {}), *(each.after or {})}
    return [
        Written(model, row, frozenset(names), rows.read(model, row))
        for (table, row), names in columns.items()
        if (model := model_of(table)) and not _is_access(item, model)
    ]


def _is_access(item: Publishable, through: type[models.Model]) -> bool:
    """Whether the table says which staff see the item. That is never kept: it takes effect at once."""
    link = many_to_many_field(through)
    return link is not None and link.name in item.access_fields


def entries(item: Publishable, written: Collection[Written]) -> Iterator[Entry]:
    """What differs from the rows as they are. It is called after the edit was taken back."""
    for each in written:
        before, after = rows.read(each.model, each.row), each.after
        columns = set(each.columns)
        if isinstance(item, each.model):
            columns -= {"state", *item.access_fields}
        if before is not None and after is not None:
            columns = {
                name
                for name in columns
                if not same(each.model, name, each.row, before.get(name), after.get(name))
            }
        elif before is after:
            continue
        if columns:
            yield {
                "table": each.model._meta.db_table,
                "row": each.row,
                "before": before and {name: before.get(name) for name in sorted(columns)},
                "after": after and {name: after.get(name) for name in sorted(columns)},
            }


def keep(
    item: Publishable,
    version: WorkingVersion | None,
    changes: list[Entry],
    *,
    author: Author,
    why: str = "",
    unseen: Collection[tuple[str, int]] = (),
) -> WorkingVersion | None:
    """Store the changes as the working version of the item. Returns None if nothing differs from what is public.

    A change of the version cancels its schedule and makes an approval void. unseen: rows, by table and key, that someone
    else has changed while the form was open. They keep their conflict until staff have seen it.
    """
    if author.pk is None:
        raise PermissionDenied  # every change needs an author
    if version is not None:
        _leave_conflicts(version, changes, unseen)
        if _are_same(version.changes, changes):
            return version
    if changes:
        kept = version or WorkingVersion(
            subject=item._meta.label_lower, subject_pk=item.pk, created_by_id=author.pk, revision=0
        )
        _store(kept, changes, author, why)
        log(item, Kind.KEPT, author, KEPT)
        return kept
    if version is not None:
        version.delete()
        log(item, Kind.DISCARDED, author, "Went back to what is public.")
    return None


def _leave_conflicts(
    version: WorkingVersion, changes: list[Entry], unseen: Collection[tuple[str, int]]
) -> None:
    old = {(each["table"], each["row"]): each["before"] for each in version.changes}
    for each in changes:
        key = (each["table"], each["row"])
        if key in unseen and each["before"] and (before := old.get(key)):
            each["before"] |= {name: before[name] for name in before if name in each["before"]}


def _are_same(old: list[Entry], new: list[Entry]) -> bool:
    """Whether two versions say the same. What is encrypted was encrypted again."""
    one, other = ({(each["table"], each["row"]): each for each in some} for some in (old, new))
    return one.keys() == other.keys() and all(_is_same(one[key], other[key]) for key in one)


def _is_same(old: Entry, new: Entry) -> bool:
    model, pk = model_of(old["table"]), old["row"]
    return all(
        (one or {}).keys() == (other or {}).keys()
        and (one is None) == (other is None)
        and (
            model is None
            or all(same(model, name, pk, one[name], other[name]) for name in one or ())
        )
        for one, other in ((old["before"], new["before"]), (old["after"], new["after"]))
    )


def _store(kept: WorkingVersion, changes: list[Entry], author: Author, why: str) -> None:
    kept.changes, kept.why = changes, why or kept.why
    kept.revision += 1
    kept.author_id, kept.updated_at = author.pk, timezone.now()  # type: ignore[assignment]
    kept.publish_at = kept.scheduled_by = kept.failed_at = None
    kept.save()


def log(item: Publishable, kind: Kind, author: Author, message: str, detail: str = "") -> None:
    """In the admin's log and in the activity log. Both say that it happened, and nothing of the text."""
    if author.pk is None:
        raise PermissionDenied
    entry: Any = LogEntry.objects
    entry.log_actions(author.pk, [item], CHANGE, change_message=message, single_object=True)
    record(kind, actor=author, subject=item, detail=detail)
