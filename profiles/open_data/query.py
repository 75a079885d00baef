"""What an address under /data/ asks for: the filters of the list, an order, and how many from where on."""

from collections.abc import Generator, Iterator, Mapping
from itertools import batched

from django.conf import settings
from django.db import transaction

from profiles.models import OpenRecord
from profiles.models.references import parse_reference
from profiles.open_data.formats import Format, compressed, gathered, head
from profiles.open_data.records import version
from profiles.search.selection import PARAMETERS, Selection

PARAMS = (*PARAMETERS, "sort", "after", "limit")
CHUNK = 500  # records read at a time
MOST_DIGITS = 9


class Query:
    """Some of the people; what is not understood in the parameters is ignored, as on the list."""

    def __init__(self, query: Mapping[str, str]) -> None:
        self.selection = Selection(query)
        self.sort = self.selection.chosen_sort
        # Only the order by reference has a place to go on from.
        self.after = parse_reference(query.get("after", "")) if not self.sort else None
        limit = query.get("limit", "")
        digits = limit.isascii() and limit.isdigit() and len(limit) <= MOST_DIGITS
        self.limit = int(limit) or None if digits else None
        self._more = False
        self._last = 0

    @property
    def parameters(self) -> dict[str, str]:
        """What was understood."""
        part = {
            "after": f"P-{self.after:04d}" if self.after else "",
            "limit": str(self.limit or ""),
        }
        return self.selection.query | {name: value for name, value in part.items() if value}

    @property
    def is_for_all(self) -> bool:
        return not self.parameters

    def pieces(self, format_: Format, *, packed: bool) -> Generator[bytes]:
        top = head(version()) | {"asked": self.parameters}
        made = format_.make(top, self._lines(), lambda: {"next": self._next(format_)})
        return gathered(compressed(made) if packed else made)

    def _lines(self) -> Iterator[str]:
        """Found at one moment; who is gone by the time that her line is read is left out."""
        for some in batched(self._people(), CHUNK):
            told = OpenRecord.objects.filter(pk__in=some).exclude(line="")
            lines = dict(told.values_list("pk", "line"))
            yield from (lines[pk] for pk in some if pk in lines)

    @transaction.atomic
    def _people(self) -> list[int]:
        people = self.selection.people
        if not self.sort:
            people = people.order_by("pk")
        if self.after:
            people = people.filter(pk__gt=self.after)
        found = list(people.values_list("pk", flat=True)[: self.limit and self.limit + 1])
        self._more = bool(self.limit and len(found) > self.limit)
        found = found[: self.limit]
        self._last = found[-1] if found else 0
        return found

    def _next(self, format_: Format) -> str | None:
        """The address of those who come after these, in the order by reference."""
        if not self._more or self.sort:
            return None
        part = {"after": f"P-{self._last:04d}", "limit": str(self.limit)}
        return settings.SITE_URL + self.selection.url_for(format_.view, **part)
