"""Chosen columns: in the URL as `?columns=reference,badge`, in their order.

A query that only one column needs is declared in `column_queries`, and made only while that column is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.utils import label_for_field
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.text import capfirst

COLUMNS = "columns"
VIEW = "view"  # "all": not the default view
PLACE = "place-"  # prefix of the fields in which staff number the columns
CHECKBOX = "action_checkbox"
LIST_PARAMETERS = (COLUMNS, VIEW)


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that may be shown. place: its number from the left, or None if it is hidden."""

    name: str
    label: str
    place: int | None


class DeskChangeList(ChangeList):
    """Django's list, with the columns that the URL names."""

    def __init__(
        self,
        request: HttpRequest,
        model: Any,
        list_display: Iterable[Any],
        list_display_links: Any,
        *rest: Any,
    ) -> None:
        desk: Any = rest[-3]
        self.desk = desk
        given = {name_of(column): column for column in list_display}
        boxes = [column for name, column in given.items() if name == CHECKBOX]
        usual = [name for name in given if name != CHECKBOX]
        self.allowed = given | {name: name for name in desk.extra_columns if name not in given}
        self.allowed.pop(CHECKBOX, None)
        self.shown = chosen(request.GET.get(COLUMNS, ""), self.allowed) or usual
        shown = [self.allowed[name] for name in self.shown]
        links = list_display_links
        if links and not set(links) & set(shown):
            links = shown[:1]
        super().__init__(request, model, [*boxes, *shown], links, *rest)

    def get_filters_params(self, params: Any = None) -> Any:
        found: dict[str, Any] = super().get_filters_params(params)
        return {name: value for name, value in found.items() if name not in LIST_PARAMETERS}

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        rows = super().get_queryset(request, exclude_parameters)
        for name in self.shown:
            if need := self.desk.column_queries.get(name):
                rows = need(rows)
        return rows

    @property
    def column_choices(self) -> list[Choice]:
        """The shown columns in their order, then the others."""
        hidden = [name for name in self.allowed if name not in self.shown]
        places = {name: place for place, name in enumerate(self.shown, start=1)}
        return [
            Choice(name, self._label(name), places.get(name)) for name in (*self.shown, *hidden)
        ]

    @property
    def kept_parameters(self) -> list[tuple[str, str]]:
        """What the form of the columns sends back. The order goes by the number of a column, so it does not stay."""
        left_out = {COLUMNS, VIEW, "o"}
        return [
            (name, value)
            for name, values in self.filter_params.items()
            if name not in left_out and not name.startswith(PLACE)
            for value in values
        ]

    def _label(self, name: str) -> str:
        label: Any = label_for_field(self.allowed[name], self.model, self.model_admin)
        return capfirst(str(label))


def name_of(column: Any) -> str:
    """A column is a name, or a function."""
    return column if isinstance(column, str) else str(column.__name__)


def chosen(typed: str, allowed: Iterable[str]) -> list[str]:
    """The known columns among these, each once."""
    known = set(allowed)
    return list(dict.fromkeys(name for name in typed.split(",") if name in known))


def from_form(query: QueryDict) -> QueryDict | None:
    """The query with `columns`, if it has the numbers that staff typed; else None."""
    fields = [name for name in query if name.startswith(PLACE)]
    if not fields:
        return None
    numbers = {name.removeprefix(PLACE): str(query[name]).strip() for name in fields}
    places = [(int(number), name) for name, number in numbers.items() if _is_place(number)]
    rest = query.copy()
    for name in fields:
        del rest[name]
    rest[COLUMNS] = ",".join(name for _place, name in sorted(places, key=lambda each: each[0]))
    return rest


def _is_place(number: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) < 4
