"""Computes what a row would change: the difference between the row and the person in the database.

The check and the import both use it, so the import does what the check reported. A plan takes nothing away,
and overwrites nothing that only staff know: what the row does not say stays as it is.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from campaign.publishing.workflow import State
from campaign.text.partial_dates import PartialDate
from profiles.importing.columns.targets import ParsedRow, Part
from profiles.models import Detainee, ImportRow
from profiles.models.places import Ethnicity

Outcome = ImportRow.Outcome
# The length of a value in the report. Staff copy proposed changes from there by hand, so they are long.
MAX_SHOWN, MAX_SHOWN_OF_NEW = 5_000, 120

type Change = tuple[str, str, str]  # what, before, after


@dataclass(slots=True)
class Plan:
    """fields: of the person. new_parts: related rows to create. updates: existing rows, with fields to set.

    ethnicities: None if they do not change. source, claim_source: the rows of the main source and of the source
    of the status, once they exist.
    """

    parsed: ParsedRow
    fields: dict[str, Any] = field(default_factory=dict)
    new_parts: list[Part] = field(default_factory=list)
    updates: list[tuple[models.Model, dict[str, Any]]] = field(default_factory=list)
    ethnicities: list[Ethnicity] | None = None
    changes: list[Change] = field(default_factory=list)
    source: models.Model | None = None
    claim_source: models.Model | None = None

    def set_source(self, part: Part, row: models.Model) -> None:
        """Remember the row of a source that other rows refer to."""
        if part is self.parsed.main_source:
            self.source = row
        if part is self.parsed.claim_source:
            self.claim_source = row

    @property
    def changes_anything(self) -> bool:
        return bool(self.fields or self.new_parts or self.updates or self.ethnicities is not None)

    def outcome_for(self, person: Detainee | None) -> Outcome:
        if self.parsed.problems:
            return Outcome.PROBLEM
        if person is None:
            return Outcome.CREATE
        if not self.changes_anything:
            return Outcome.UNCHANGED
        return Outcome.UPDATE if person.state == State.DRAFT else Outcome.PROPOSED


def make_plan(parsed: ParsedRow, person: Detainee | None, *, file_name: str) -> Plan:
    """person: with all parts prefetched (`with_all_parts`)."""
    plan = Plan(parsed)
    _plan_fields(plan, person, file_name)
    _plan_ethnicities(plan, person)
    for part in parsed.parts:
        _plan_part(plan, part, person)
    if person is None:
        plan.changes = [
            (what, before, _cut(after, MAX_SHOWN_OF_NEW)) for what, before, after in plan.changes
        ]
    return plan


def _plan_fields(plan: Plan, person: Detainee | None, file_name: str) -> None:
    parsed = plan.parsed
    fields = parsed.guesses | parsed.fields if person is None else dict(parsed.fields)
    notes = _staff_notes(parsed, fields.pop("staff_notes", ""), person, file_name)
    if notes:
        fields["staff_notes"] = notes
    for name, value in fields.items():
        before = getattr(person, name) if person else None
        if not _is_same(before, value):
            plan.fields[name] = value
            plan.changes.append((_label(Detainee, name), _shown(before), _shown(value)))


def _plan_ethnicities(plan: Plan, person: Detainee | None) -> None:
    new = plan.parsed.ethnicities
    before = list(person.ethnicities.all()) if person else []
    if new and {each.pk for each in before} != {each.pk for each in new}:
        plan.ethnicities = new
        plan.changes.append((_label(Detainee, "ethnicities"), _list(before), _list(new)))


def _plan_part(plan: Plan, part: Part, person: Detainee | None) -> None:
    model = related_model(part.relation)
    matches = [
        row
        for row in (getattr(person, part.relation).all() if person else ())
        if all(_is_same(getattr(row, name), value) for name, value in part.match_on.items())
    ]
    # Of several matches take a public one, and of those the one that differs least.
    match = min(
        matches,
        key=lambda row: (not getattr(row, "is_public", True), len(_differences(row, part))),
        default=None,
    )
    title = capfirst(str(model._meta.verbose_name))
    if match is None:
        plan.new_parts.append(part)
        plan.changes.append((title, "", _list((part.match_on | part.values).values())))
        if part.relation == "claims" and not (plan.parsed.claim_source or plan.parsed.main_source):
            plan.parsed.warnings.append(_("The status has no source, so it will not be shown."))
        return
    plan.set_source(part, match)
    if contact := part.initial.get("contact"):  # the existing contact may be of someone else
        plan.parsed.restricted.append((str(_("Contact of the source")), contact))
    if differences := _differences(match, part):
        plan.updates.append((match, differences))
        plan.changes += [
            (f"{title}: {_label(model, name)}", _shown(getattr(match, name)), _shown(value))
            for name, value in differences.items()
        ]


def _differences(row: models.Model, part: Part) -> dict[str, Any]:
    return {
        name: value
        for name, value in part.values.items()
        if not _is_same(getattr(row, name), value)
    }


def related_model(relation: str) -> type[models.Model]:
    """Return the model of the related rows that a person has under this name."""
    return cast(type[models.Model], Detainee._meta.get_field(relation).related_model)


# --- Whether a value is another one ------------------------------------------------------------------------


def _is_same(before: Any, value: Any) -> bool:
    """Whether a reader would see no difference."""
    if isinstance(value, PartialDate):
        if not isinstance(before, PartialDate):
            return not value
        if value.is_known and before.is_known:
            return _span(before) == _span(value)
        return before.text.casefold() == value.text.casefold()
    if isinstance(value, str):
        return _visible_lines(str(before or "")) == _visible_lines(value)
    return bool(before == value)


def _span(when: PartialDate) -> tuple[object, ...]:
    return when.earliest, when.latest, when.precision, when.circa


def _visible_lines(text: str) -> list[str]:
    """Ignore line endings, runs of blanks and invisible characters: forms and files differ in them."""
    lines = unicodedata.normalize("NFC", text).strip().splitlines()
    seen = ["".join(c for c in line if unicodedata.category(c) != "Cf").split() for line in lines]
    return [" ".join(words) for number, words in enumerate(seen) if words or seen[number - 1]]


# --- Staff notes and the report ----------------------------------------------------------------------------


def _staff_notes(parsed: ParsedRow, from_file: str, person: Detainee | None, file_name: str) -> str:
    """Return the notes of the file, or else the present ones, with the row's other notes at the end."""
    notes = from_file or (person.staff_notes if person else "")
    lines = [f"{heading or '?'}: {cell}" for heading, cell in parsed.notes]
    new = [line for line in lines if line not in notes]
    if new:
        head = f"{file_name}, row {parsed.number}:"
        notes = "\n".join([*([notes.rstrip(), ""] if notes else []), head, *new])
    return notes


def _label(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)  # noqa: S101  of the row itself
    return capfirst(str(field.verbose_name))


def _list(values: Iterable[object]) -> str:
    return ", ".join(_shown(value) for value in values if value not in {None, "", True})


def _shown(value: object) -> str:
    return _cut("" if value is None else str(getattr(value, "label", value)), MAX_SHOWN)


def _cut(text: str, max_length: int) -> str:
    return text if len(text) <= max_length else f"{text[: max_length - 1]}…"
