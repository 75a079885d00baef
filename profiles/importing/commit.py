"""The rows of a file become drafts, many at a time, each with its line in the history.

Drafts alone are written to. What somebody has handed in, published or withdrawn is left as it is; what the
file would change of it is listed for staff.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE
from django.db import models
from django.utils.translation import gettext as _

from profiles.importing import entries
from profiles.importing.columns.says import Part
from profiles.importing.plan import Outcome, Plan, model_of
from profiles.models import Detainee, ImportBatch, ImportRow

# Sources first, since the others name theirs.
SOURCED = ("claims", "events", "legal_cases", "reasons", "quotes")
RELATIONS = ("sources", "names", *SOURCED, "external_records")

type Pair = tuple[Plan, Detainee, ImportRow]


def write(batch: ImportBatch, planned: Sequence[tuple[Plan, Detainee | None, ImportRow]]) -> None:
    """Creates and changes drafts as planned, and notes in each row what undoing needs.

    The people who are there already are locked, with all that hangs on them fetched. The rows are saved by
    the caller.
    """
    pairs: list[Pair] = []
    for plan, person, row in planned:
        if row.outcome == Outcome.CREATE:
            pairs.append((plan, Detainee(**plan.person), row))
        elif row.outcome == Outcome.UPDATE and person is not None:
            pairs.append((plan, person, row))
    Detainee.objects.bulk_create(
        person for _plan, person, row in pairs if row.outcome == Outcome.CREATE
    )
    for plan, person, row in pairs:
        row.detainee = person
        if row.outcome == Outcome.UPDATE:
            _change(plan, person, row)
    _set_ethnicities(pairs)
    _add_parts(pairs)
    for _plan, person, row in pairs:
        row.stamp = person.updated_at
    flags = {Outcome.CREATE: ADDITION, Outcome.UPDATE: CHANGE}
    entries.enter(
        batch,
        ((row, person, flags[Outcome(row.outcome)]) for _plan, person, row in pairs),
        _("Imported from %(file)s, row %(number)d."),
    )


def _change(plan: Plan, person: Detainee, row: ImportRow) -> None:
    row.before["person"] = {name: raw(person, name) for name in plan.person}
    for name, value in plan.person.items():
        setattr(person, name, value)
    person.save()
    row.before["parts"] = []
    for part, changes in plan.existing:
        row.before["parts"].append(
            [part._meta.label_lower, part.pk, {name: raw(part, name) for name in changes}]
        )
        for name, value in changes.items():
            setattr(part, name, value)
        part.save()


def raw(row: models.Model, name: str) -> Any:
    """A field's value as JSON holds it, and as the field takes it again."""
    field = row._meta.get_field(name)
    assert isinstance(field, models.Field)  # noqa: S101  of the row itself
    value = getattr(row, field.attname)
    return value if isinstance(value, (bool, int, type(None))) else field.value_to_string(row)


def _set_ethnicities(pairs: Iterable[Pair]) -> None:
    through = Detainee.ethnicities.through
    wanted = [(plan, person, row) for plan, person, row in pairs if plan.ethnicities is not None]
    changed = [(person, row) for _plan, person, row in wanted if row.outcome == Outcome.UPDATE]
    for person, row in changed:
        row.before["ethnicities"] = [each.pk for each in person.ethnicities.all()]
    through.objects.filter(detainee__in=[person.pk for person, _row in changed]).delete()
    through.objects.bulk_create(
        through(detainee_id=person.pk, ethnicity_id=each.pk)
        for plan, person, _row in wanted
        for each in plan.ethnicities or ()
    )


def _add_parts(pairs: Sequence[Pair]) -> None:
    for relation in RELATIONS:
        model = model_of(relation)
        made = [(pair, part, each) for pair in pairs for part, each in _new_rows(relation, pair)]
        model._default_manager.bulk_create(each for _pair, _part, each in made)
        for (plan, _person, row), part, each in made:
            row.before.setdefault("made", {}).setdefault(model._meta.label_lower, []).append(
                each.pk
            )
            if part is plan.says.main_source:
                plan.source = each


def _new_rows(relation: str, pair: Pair) -> Iterator[tuple[Part, models.Model]]:
    plan, person, row = pair
    more: dict[str, Any] = {}
    if relation in SOURCED and plan.source:
        more["source"] = plan.source
    if relation == "names":
        ours = person.names.all() if row.outcome == Outcome.UPDATE else ()
        more["order"] = max((name.order for name in ours), default=-1)
    for part in plan.parts:
        if part.relation == relation:
            if relation == "names":
                more["order"] += 1
            fields = part.known_by | part.first | part.more | more
            yield part, model_of(relation)(detainee=person, **fields)
