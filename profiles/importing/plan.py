"""What a row would change: compared with the person we have, or with nobody.

The dry run and the import ask here alike, so that the one does what the other told. Nothing is taken away
and nothing that only staff can know is overwritten: what the row does not say stays as it is.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from campaign.publishing.workflow import State
from campaign.text.partial_dates import PartialDate
from profiles.importing.columns.says import Part, Says
from profiles.models import Detainee, ImportRow
from profiles.models.places import Ethnicity

Outcome = ImportRow.Outcome
# Letters of a value in the report. What is only proposed is taken over from there by hand.
SHOWN, SHOWN_OF_NEW = 5_000, 120

type Change = tuple[str, str, str]  # what, before, after


@dataclass(slots=True)
class Plan:
    """person: fields to set. parts: to be made; existing: rows that we have, with the fields to set.

    ethnicities: None where nothing about them changes. source: who says it, once there is a row of it.
    """

    says: Says
    person: dict[str, Any] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    existing: list[tuple[models.Model, dict[str, Any]]] = field(default_factory=list)
    ethnicities: list[Ethnicity] | None = None
    changes: list[Change] = field(default_factory=list)
    source: models.Model | None = None

    @property
    def changes_anything(self) -> bool:
        return bool(self.person or self.parts or self.existing or self.ethnicities is not None)


def plan(says: Says, person: Detainee | None, *, file_name: str) -> Plan:
    """person: with all that hangs on her fetched."""
    made = Plan(says)
    fields = says.guesses | says.person if person is None else dict(says.person)
    notes = _staff_notes(says, fields.pop("staff_notes", ""), person, file_name)
    if notes:
        fields["staff_notes"] = notes
    for name, value in fields.items():
        before = getattr(person, name) if person else None
        if not same(before, value):
            made.person[name] = value
            made.changes.append((_label(Detainee, name), _shown(before), _shown(value)))
    if says.ethnicities:
        before_them = list(person.ethnicities.all()) if person else []
        if {each.pk for each in before_them} != {each.pk for each in says.ethnicities}:
            made.ethnicities = says.ethnicities
            made.changes.append(
                (_label(Detainee, "ethnicities"), _list(before_them), _list(says.ethnicities))
            )
    for part in says.parts:
        _plan_part(made, part, person)
    if person is None:
        made.changes = [
            (what, before, _cut(after, SHOWN_OF_NEW)) for what, before, after in made.changes
        ]
    return made


def _plan_part(made: Plan, part: Part, person: Detainee | None) -> None:
    model = model_of(part.relation)
    ours = [
        row
        for row in (getattr(person, part.relation).all() if person else ())
        if all(same(getattr(row, name), value) for name, value in part.known_by.items())
    ]
    # Of several that it may be, one that is shown, and the one that differs least.
    found = min(
        ours,
        key=lambda row: (not getattr(row, "is_public", True), len(_differences(row, part))),
        default=None,
    )
    title = capfirst(str(model._meta.verbose_name))
    if found is None:
        made.parts.append(part)
        made.changes.append((title, "", _list((part.known_by | part.more).values())))
        return
    if part is made.says.main_source:
        made.source = found
    if contact := part.first.get("contact"):  # one that we have may be another one's
        made.says.sealed.append((str(_("Contact of the source")), contact))
    if differs := _differences(found, part):
        made.existing.append((found, differs))
        made.changes += [
            (f"{title}: {_label(model, name)}", _shown(getattr(found, name)), _shown(value))
            for name, value in differs.items()
        ]


def _differences(row: models.Model, part: Part) -> dict[str, Any]:
    return {name: value for name, value in part.more.items() if not same(getattr(row, name), value)}


def model_of(relation: str) -> type[models.Model]:
    """Of the rows that hang on a person by this name."""
    return cast(type[models.Model], Detainee._meta.get_field(relation).related_model)


def outcome_for(made: Plan, person: Detainee | None) -> str:
    if made.says.problems:
        return Outcome.PROBLEM
    if person is None:
        return Outcome.CREATE
    if not made.changes_anything:
        return Outcome.UNCHANGED
    return Outcome.UPDATE if person.state == State.DRAFT else Outcome.PROPOSED


def same(before: Any, value: Any) -> bool:
    """Whether nobody would see a difference."""
    if isinstance(value, PartialDate):
        if not isinstance(before, PartialDate):
            return not value
        if value.is_known and before.is_known:
            return _span(before) == _span(value)
        return before.text.casefold() == value.text.casefold()
    if isinstance(value, str):
        return _plain(str(before or "")) == _plain(value)
    return bool(before == value)


def _span(when: PartialDate) -> tuple[Any, ...]:
    return when.earliest, when.latest, when.precision, when.circa


def _plain(text: str) -> list[str]:
    """Forms send line breaks that files do not have; blanks and invisible letters show nowhere."""
    lines = unicodedata.normalize("NFC", text).strip().splitlines()
    seen = ["".join(c for c in line if unicodedata.category(c) != "Cf").split() for line in lines]
    return [" ".join(words) for number, words in enumerate(seen) if words or seen[number - 1]]


def _staff_notes(says: Says, said: str, person: Detainee | None, file_name: str) -> str:
    """What the file says that they are, or what they are now; below, what fits nowhere else."""
    notes = said or (person.staff_notes if person else "")
    new = [line for line in _note_lines(says) if line not in notes]
    if new:
        head = f"{file_name}, row {says.number}:"
        notes = "\n".join([*([notes.rstrip(), ""] if notes else []), head, *new])
    return notes


def _note_lines(says: Says) -> Iterator[str]:
    for heading, cell in says.notes:
        yield f"{heading or '?'}: {cell}"


def _label(model: type[models.Model], name: str) -> str:
    return capfirst(str(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def _list(values: Any) -> str:
    return ", ".join(_shown(value) for value in values if value not in {None, "", True})


def _shown(value: Any) -> str:
    return _cut("" if value is None else str(getattr(value, "label", value)), SHOWN)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
