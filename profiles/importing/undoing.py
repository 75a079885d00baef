"""Taking back what an import did, but nothing that somebody has worked on since.

A person whom it made is deleted if nothing of her, and nothing that points at her, is by anybody else; a
draft that it changed gets its former values again if it was not saved since.
"""

from collections import defaultdict
from collections.abc import Sequence

from django.apps import apps
from django.contrib.admin.models import CHANGE, DELETION
from django.db import models
from django.utils.translation import gettext as _

from campaign.publishing.workflow import State
from profiles.importing import entries
from profiles.importing.plan import Outcome
from profiles.models import Detainee, ImportBatch, ImportRow

UNDOABLE = (Outcome.CREATE, Outcome.UPDATE)


def left(batch: ImportBatch) -> "models.QuerySet[ImportRow]":
    """Rows that did something which has not been looked at yet."""
    return ImportRow.objects.filter(batch=batch, outcome__in=UNDOABLE, detainee__isnull=False)


def step(batch: ImportBatch, most: int) -> int:
    """Some rows; how many."""
    rows = list(left(batch).order_by("pk")[:most])
    people = Detainee.objects.select_for_update(of=("self",)).in_bulk(
        [row.detainee_id for row in rows]
    )
    others = _rows_of_others(rows)
    done: list[tuple[ImportRow, Detainee, int]] = []
    for row in rows:
        person = people[row.detainee_id or 0]
        if person.updated_at != row.stamp or person.state != State.DRAFT or person.pk in others:
            row.outcome = Outcome.KEPT
        elif row.outcome == Outcome.CREATE:
            done.append((row, person, DELETION))
        else:
            _restore(row, person)
            done.append((row, person, CHANGE))
    entries.enter(batch, done, _("Import of %(file)s, row %(number)d, undone."))
    for row, _person, flag in done:
        row.outcome, row.changes, row.before = Outcome.UNDONE, [], {}
        if flag == DELETION:  # nothing that the file said of her is left
            row.detainee, row.name, row.sealed, row.warnings = None, "", "", []
    ImportRow.objects.bulk_update(
        rows, ["outcome", "detainee", "name", "sealed", "changes", "warnings", "before"]
    )
    gone = [person.pk for _row, person, flag in done if flag == DELETION]
    Detainee.objects.filter(pk__in=gone).delete()
    return len(rows)


def _restore(row: ImportRow, person: Detainee) -> None:
    before = row.before
    for name, value in before.get("person", {}).items():
        _put_back(person, name, value)
    person.save()
    if "ethnicities" in before:
        person.ethnicities.set(before["ethnicities"])
    for label, pk, values in before.get("parts", ()):
        part = apps.get_model(label)._default_manager.filter(pk=pk).first()
        if part:
            for name, value in values.items():
                _put_back(part, name, value)
            part.save()
    for label, pks in before.get("made", {}).items():
        apps.get_model(label)._default_manager.filter(pk__in=pks).delete()


def _put_back(row: models.Model, name: str, value: object) -> None:
    field = row._meta.get_field(name)
    setattr(row, getattr(field, "attname", name), value)


def _rows_of_others(rows: Sequence[ImportRow]) -> set[int]:
    """The people, of those whom the import made, to whom anybody has added anything."""
    made: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for label, pks in row.before.get("made", {}).items():
            made[label].update(pks)
    pks = [row.detainee_id for row in rows if row.outcome == Outcome.CREATE]
    found: set[int] = set()
    for relation in Detainee._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        model, name = relation.related_model, relation.field.attname
        if model in {ImportRow, Detainee.ethnicities.through}:
            continue
        theirs = model._default_manager.filter(**{f"{name}__in": pks})
        found.update(
            theirs.exclude(pk__in=made[model._meta.label_lower]).values_list(name, flat=True)
        )
    return found
