"""The query parameters under /data/: the filters of the people list, a sort order, and paging."""

from collections.abc import Generator, Iterator, Mapping
from itertools import batched

from django.conf import settings
from django.db import transaction

from profiles.models import OpenRecord
from profiles.models.references import parse_reference
from profiles.open_data.formats import Format, compress, head, join_pieces
from profiles.open_data.records import version
from profiles.search.selection import PARAMETERS, Selection

PARAMS = (*PARAMETERS, "sort", "after", "limit")
CHUNK = 500  # records read at a time
MAX_DIGITS = 9


class Query:
    """A selection of people. Unknown parameters and values are ignored, as on the list.

    after: the last primary key of the page before. limit: None for everyone.
    """

    def __init__(self, query: Mapping[str, str]) -> None:
        self.selection = Selection(query)
        self.sort = self.selection.chosen_sort
        # Paging works in the order by reference only.
        self.after = parse_reference(query.get("after", "")) if not self.sort else None
        limit = query.get("limit", "")
        digits = limit.isascii() and limit.isdigit() and len(limit) <= MAX_DIGITS
        self.limit = int(limit) or None if digits else None
        self._more = False
        self._last = 0

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters that were understood."""
        paging = {
            "after": f"P-{self.after:04d}" if self.after else "",
            "limit": str(self.limit or ""),
        }
        return self.selection.query | {name: value for name, value in paging.items() if value}

    @property
    def is_for_everyone(self) -> bool:
        return not self.parameters

    def pieces(self, format_: Format, *, packed: bool) -> Generator[bytes]:
        top = head(version()) | {"asked": self.parameters}
        pieces = format_.make(top, self._lines(), lambda: {"next": self._next_url(format_)})
        return join_pieces(compress(pieces) if packed else pieces)

    def _lines(self) -> Iterator[str]:
        """Select the people at one moment. A person whose line is gone when it is read is left out."""
        for pks in batched(self._select_people(), CHUNK):
            records = OpenRecord.objects.filter(pk__in=pks).exclude(line="")
            lines = dict(records.values_list("pk", "line"))
            yield from (lines[pk] for pk in pks if pk in lines)

    @transaction.atomic
    def _select_people(self) -> list[int]:
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

    def _next_url(self, format_: Format) -> str | None:
        """Return the URL of the next page; None on the last page, or with another sort order."""
        if not self._more or self.sort:
            return None
        paging = {"after": f"P-{self._last:04d}", "limit": str(self.limit)}
        return settings.SITE_URL + self.selection.url_for(format_.view, **paging)
