"""Writes the planned rows to drafts, many at a time, and undoes it. Each change has a line in the history.

Only drafts are written to. A person who is in review, published or withdrawn stays as they are; the report
lists what the file would change.

`ImportRow.before` holds what an undo needs, and is read and written here only:

    person        former values of the person's fields, by name
    ethnicities   the primary keys of the former ethnicities
    parts         [model label, primary key, former values by name] of each changed related row
    made          the primary keys of new related rows, by model label
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.db import models
from django.utils.translation import gettext as _

from campaign.history import changes
from campaign.publishing.workflow import State
from profiles.importing.columns.targets import Part
from profiles.importing.matching import PlannedRow
from profiles.importing.plan import Outcome, Plan, related_model
from profiles.models import Detainee, ImportBatch, ImportRow, Source

# Sources come first, since the others refer to theirs.
WITH_SOURCE = ("claims", "events", "legal_cases", "reasons", "quotes")
RELATIONS = ("sources", "names", *WITH_SOURCE, "external_records")

UNDOABLE = (Outcome.CREATE, Outcome.UPDATE)


class _Write(NamedTuple):
    plan: Plan
    person: Detainee
    row: ImportRow


def attribute_to_starter(batch: ImportBatch) -> None:
    """Record every change of this transaction in the history as made by the person who started it."""
    changes.attribute_to(batch.started_by, batch.file_name)


def _log_actions(
    batch: ImportBatch, actions: Iterable[tuple[ImportRow, Detainee, int]], message: str
) -> None:
    """message: has the placeholders file and number (of the row)."""
    content_type = get_content_type_for_model(Detainee)
    LogEntry.objects.bulk_create(
        LogEntry(
            user=batch.started_by or batch.author,
            content_type=content_type,
            object_id=str(person.pk),
            object_repr=f"{person.reference} {row.name}"[:200],
            action_flag=flag,
            change_message=message % {"file": batch.file_name, "number": row.number},
        )
        for row, person, flag in actions
    )


# --- Writing -----------------------------------------------------------------------------------------------


def commit_rows(batch: ImportBatch, planned: Sequence[PlannedRow]) -> None:
    """Create and change drafts as planned, and set in each row what an undo needs.

    The existing people are locked, with their parts prefetched. The caller saves the rows.
    """
    writes: list[_Write] = []
    for plan, person, row in planned:
        if row.outcome == Outcome.CREATE:
            writes.append(_Write(plan, Detainee(**plan.fields), row))
        elif row.outcome == Outcome.UPDATE and person is not None:
            writes.append(_Write(plan, person, row))
    Detainee.objects.bulk_create(
        each.person for each in writes if each.row.outcome == Outcome.CREATE
    )
    for each in writes:
        each.row.detainee = each.person
        if each.row.outcome == Outcome.UPDATE:
            _update(each)
    _set_ethnicities(writes)
    _create_parts(writes)
    for each in writes:
        each.row.stamp = each.person.updated_at
    flags = {Outcome.CREATE: ADDITION, Outcome.UPDATE: CHANGE}
    _log_actions(
        batch,
        ((each.row, each.person, flags[Outcome(each.row.outcome)]) for each in writes),
        _("Imported from %(file)s, row %(number)d."),
    )


def _update(write: _Write) -> None:
    plan, person, row = write
    row.before["person"] = {name: _raw_value(person, name) for name in plan.fields}
    for name, value in plan.fields.items():
        setattr(person, name, value)
    person.save()
    row.before["parts"] = []
    for part, fields in plan.updates:
        row.before["parts"].append(
            [part._meta.label_lower, part.pk, {name: _raw_value(part, name) for name in fields}]
        )
        for name, value in fields.items():
            setattr(part, name, value)
        part.save()


def _raw_value(row: models.Model, name: str) -> Any:
    """Return a field's value as JSON can hold it, and as the field accepts it again."""
    field = row._meta.get_field(name)
    assert isinstance(field, models.Field)  # noqa: S101  of the row itself
    value = getattr(row, field.attname)
    return value if isinstance(value, (bool, int, type(None))) else field.value_to_string(row)


def _set_ethnicities(writes: Iterable[_Write]) -> None:
    through = Detainee.ethnicities.through
    wanted = [each for each in writes if each.plan.ethnicities is not None]
    updated = [each for each in wanted if each.row.outcome == Outcome.UPDATE]
    for each in updated:
        each.row.before["ethnicities"] = [old.pk for old in each.person.ethnicities.all()]
    through.objects.filter(detainee__in=[each.person.pk for each in updated]).delete()
    through.objects.bulk_create(
        through(detainee_id=each.person.pk, ethnicity_id=ethnicity.pk)
        for each in wanted
        for ethnicity in each.plan.ethnicities or ()
    )


def _create_parts(writes: Sequence[_Write]) -> None:
    for relation in RELATIONS:
        model = related_model(relation)
        made = [(each, part, new) for each in writes for part, new in _new_rows(relation, each)]
        model._default_manager.bulk_create(new for _each, _part, new in made)
        for (plan, _person, row), part, new in made:
            keys = row.before.setdefault("made", {}).setdefault(model._meta.label_lower, [])
            keys.append(new.pk)
            plan.set_source(part, new)


def _new_rows(relation: str, write: _Write) -> Iterator[tuple[Part, models.Model]]:
    plan, person, row = write
    extra: dict[str, Any] = {}
    source = (plan.claim_source if relation == "claims" else None) or plan.source
    if relation in WITH_SOURCE and source:
        extra["source"] = source
    if relation == "claims":  # what has no source is not shown
        extra["is_public"] = source is not None
    if relation == "names":
        existing = person.names.all() if row.outcome == Outcome.UPDATE else ()
        extra["order"] = max((name.order for name in existing), default=-1)
    for part in plan.new_parts:
        if part.relation == relation:
            if relation == "names":
                extra["order"] += 1
            fields = part.match_on | part.initial | part.values | extra
            yield part, related_model(relation)(detainee=person, **fields)


# --- Undoing -----------------------------------------------------------------------------------------------


def undoable_rows(batch: ImportBatch) -> "models.QuerySet[ImportRow]":
    """Rows that changed something, and that no undo has processed yet."""
    return ImportRow.objects.filter(batch=batch, outcome__in=UNDOABLE, detainee__isnull=False)


def undo_rows(batch: ImportBatch, limit: int) -> int:
    """Undo some rows; return how many were processed. Nothing that others have worked on since is undone.

    A person whom the import created is deleted, if no one else made any row of them or any row that points at
    them. A draft that it changed gets its former values, if it was not saved since.
    """
    rows = list(undoable_rows(batch).order_by("pk")[:limit])
    people = Detainee.objects.select_for_update(of=("self",)).in_bulk(
        [row.detainee_id for row in rows]
    )
    touched = _people_with_rows_of_others(rows)
    undone: list[tuple[ImportRow, Detainee, int]] = []
    for row in rows:
        person = people[row.detainee_id or 0]
        if person.updated_at != row.stamp or person.state != State.DRAFT or person.pk in touched:
            row.outcome = Outcome.KEPT
        elif row.outcome == Outcome.CREATE:
            undone.append((row, person, DELETION))
        else:
            _restore(row, person)
            undone.append((row, person, CHANGE))
    _log_actions(batch, undone, _("Import of %(file)s, row %(number)d, undone."))
    for row, _person, flag in undone:
        row.outcome, row.changes, row.before = Outcome.UNDONE, [], {}
        if flag == DELETION:  # nothing of what the file said about the person is left
            row.detainee, row.name, row.warnings = None, "", []
    ImportRow.objects.bulk_update(
        rows, ["outcome", "detainee", "name", "changes", "warnings", "before"]
    )
    emptied = [row.pk for row, _person, flag in undone if flag == DELETION]
    ImportRow.objects.filter(pk__in=emptied).update(sealed="")
    deleted = [person.pk for _row, person, flag in undone if flag == DELETION]
    Detainee.objects.filter(pk__in=deleted).delete()
    return len(rows)


def _restore(row: ImportRow, person: Detainee) -> None:
    before = row.before
    for name, value in before.get("person", {}).items():
        _restore_field(person, name, value)
    person.save()
    if "ethnicities" in before:
        person.ethnicities.set(before["ethnicities"])
    for label, pk, fields in before.get("parts", ()):
        part = apps.get_model(label)._default_manager.filter(pk=pk).first()
        if part:
            for name, value in fields.items():
                _restore_field(part, name, value)
            part.save()
    made = before.get("made", {})
    # Sources go last, since no source goes before the claims that refer to it.
    for label in sorted(made, key=Source._meta.label_lower.__eq__):
        apps.get_model(label)._default_manager.filter(pk__in=made[label]).delete()


def _restore_field(row: models.Model, name: str, value: object) -> None:
    field = row._meta.get_field(name)
    setattr(row, getattr(field, "attname", name), value)


def _people_with_rows_of_others(rows: Sequence[ImportRow]) -> set[int]:
    """Return the people whom these rows created, and to whom anyone else has added a row."""
    made: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for label, pks in row.before.get("made", {}).items():
            made[label].update(pks)
    people = [row.detainee_id for row in rows if row.outcome == Outcome.CREATE]
    found: set[int] = set()
    for relation in Detainee._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        model, name = relation.related_model, relation.field.attname
        if model in {ImportRow, Detainee.ethnicities.through}:
            continue
        related = model._default_manager.filter(**{f"{name}__in": people})
        found.update(
            related.exclude(pk__in=made[model._meta.label_lower]).values_list(name, flat=True)
        )
    return found
