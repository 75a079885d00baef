"""Adds rows to a person: a row that is there already is not added twice, and one source serves all rows that name it.

Two rows are the same if all that staff type into them is the same. The contact and the notes of a source are for those who wrote
them: they are neither compared nor copied.
"""

from typing import Any

from profiles.models import Detainee, Source

NEVER = {"detainee", "source", "contact", "notes"}  # the source is found or added apart

type Fields = tuple[Any, ...]  # the values of a row


def copied_fields(model: Any) -> list[Any]:
    return [
        field
        for field in model._meta.concrete_fields
        if field.editable and not field.primary_key and field.name not in NEVER
    ]


def fields_of(row: Any) -> Fields:
    """Equal for two rows that say the same, whoever they belong to."""
    own = tuple(str(getattr(row, field.attname)) for field in copied_fields(type(row)))
    source: Source | None = getattr(row, "source", None)
    return (type(row), own, source and fields_of(source))


class Adding:
    """Adds rows to one person. It has read what is there."""

    def __init__(self, person: Detainee) -> None:
        self.person = person
        self._sources = {fields_of(each): each for each in person.sources.defer("contact")}
        self._read: dict[Any, set[Fields]] = {}

    def has(self, row: Any) -> bool:
        if isinstance(row, Source):
            return fields_of(row) in self._sources
        return fields_of(row) in self._rows(type(row))

    def add(self, row: Any) -> bool:
        """Add a new row that says the same; return whether it was not there. Raises ValidationError."""
        if self.has(row):
            return False
        if isinstance(row, Source):
            self.source(row)
            return True
        new = self._new(row)
        if row.source is not None:
            new.source = self.source(row.source)
        _save(new)
        self._rows(type(row)).add(fields_of(row))
        return True

    def source(self, like: Source) -> Source:
        """The person's own source that says the same."""
        key = fields_of(like)
        if key not in self._sources:
            new = self._new(like)
            _save(new)
            self._sources[key] = new
        return self._sources[key]

    def _new(self, row: Any) -> Any:
        values = {each.attname: getattr(row, each.attname) for each in copied_fields(type(row))}
        return type(row)(detainee=self.person, **values)

    def _rows(self, model: Any) -> set[Fields]:
        if model not in self._read:
            rows = model.objects.filter(detainee=self.person).select_related("source")
            self._read[model] = set(map(fields_of, rows.defer("source__contact")))
        return self._read[model]


def _save(row: Any) -> None:
    row.full_clean()
    row.save()
