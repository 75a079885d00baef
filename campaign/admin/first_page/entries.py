"""What the first page of the desk is made of, and the registry of the functions that supply it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from django.http import HttpRequest
from django_stubs_ext import StrOrPromise

from campaign.documents.charts import Chart
from campaign.documents.charts import Row as Bar

MAX_ROWS = 50  # that a source fetches; one more tells that there are others


class Part(Enum):
    """The parts of the page. Rows of SCHEDULED and EXPIRES have a time, and are listed by day."""

    ALERTS = "alerts"
    WAITING = "waiting"
    SCHEDULED = "scheduled"
    EXPIRES = "expires"
    COLLEAGUES = "colleagues"
    FIGURES = "figures"
    TOOLS = "tools"


type Link = tuple[StrOrPromise, str]  # text and URL


@dataclass(frozen=True, slots=True)
class Row:
    """One line. note: what is to be done. kind: what it is, such as "person". links: more to open, after the text."""

    text: StrOrPromise
    url: str = ""
    note: StrOrPromise = ""
    kind: StrOrPromise = ""
    at: date | datetime | None = None
    number: int | None = None
    is_urgent: bool = False
    links: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """Rows under a heading. An entry without rows is not shown.

    name: unique on the page. lists: where all rows are, if the page shows only some. pages: more about it.
    rank: a lower one stands higher in its part.
    """

    part: Part
    name: str
    title: StrOrPromise
    rows: Sequence[Row]
    lists: Sequence[Link] = ()
    pages: Sequence[Link] = ()
    help: StrOrPromise = ""
    rank: int = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart with its table, or bars beside their labels. summary: the figures in a sentence."""

    name: str
    title: StrOrPromise
    summary: StrOrPromise = ""
    chart: Chart | None = None
    bars: Sequence[Bar] = field(default=())
    headings: tuple[StrOrPromise, StrOrPromise] = ("", "")  # of the bars' labels and numbers


type Source = Callable[[HttpRequest], Iterable[Entry | Figure]]

_sources: list[Source] = []


def add_source(source: Source) -> Source:
    """Show what this function returns. Admin modules use it as a decorator."""
    _sources.append(source)
    return source


def all_entries(request: HttpRequest) -> list[Entry | Figure]:
    return [entry for source in _sources for entry in source(request)]
