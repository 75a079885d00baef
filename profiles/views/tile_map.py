"""The region as a map of tiles, one a prefecture.

All tiles are of one size: on a map in proportion the desert of Bayingholin would outweigh Kashgar, where
most people live. A place that the grid does not know (a city that is administered directly, or whatever
staff add) stands in rows of its own beneath, so that nobody is left off the map.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from campaign.documents import charts
from profiles.models.places import Place
from profiles.models.vocabulary import PlaceKind
from profiles.search.figures import list_url, people
from profiles.search.selection import Facet, Selection

# Column and row, from the north-west.
GRID = {
    "tarbaghatay": (2, 0),
    "altay": (3, 0),
    "bortala": (1, 1),
    "karamay": (2, 1),
    "sanji": (3, 1),
    "ili": (1, 2),
    "urumqi": (2, 2),
    "turpan": (3, 2),
    "kumul": (4, 2),
    "kizilsu": (0, 3),
    "aksu": (1, 3),
    "bayingholin": (2, 3),
    "kashgar": (0, 4),
    "hotan": (1, 4),
}
COLUMNS = 1 + max(column for column, _row in GRID.values())
ROWS = 1 + max(row for _column, row in GRID.values())
SIDE, GAP = 120, 6  # of a tile, in the picture's own units
APART = 0.3  # of a row, between the map and what stands beneath
SHADES = 5  # and that of nobody
LONGEST = 11  # letters that fit into a tile


@dataclass(frozen=True, slots=True)
class Tile:
    place: Place
    count: int
    url: str  # of the list of those who are counted; none of nobody
    is_chosen: bool
    shade: int
    x: float
    y: float

    @property
    def name(self) -> str:
        """Without the other spelling that stands in brackets."""
        name = self.place.name.partition(" (")[0]
        return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"

    @property
    def title(self) -> str:
        return f"{self.place.name}: {people(self.count)}"


@dataclass(frozen=True, slots=True)
class Shade:
    number: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Cartogram:
    tiles: list[Tile]  # as one reads them, row by row
    shades: list[Shade]
    height: float
    width: int = COLUMNS * SIDE
    side: int = SIDE - GAP

    @property
    def has_more_beneath(self) -> bool:
        return self.height > ROWS * SIDE

    @property
    def by_number(self) -> list[Tile]:
        """For a table: the most first."""
        return sorted(self.tiles, key=lambda tile: (-tile.count, tile.place.name))


def cartogram(selection: Selection, facet: Facet, places: Iterable[Place]) -> Cartogram:
    """Of prefectures all, of other places those in which somebody is counted."""
    options = {option.value: option for option in facet.options}
    shown = [
        (place, options.get(place.code))
        for place in places
        if place.kind == PlaceKind.PREFECTURE or place.code in options
    ]
    step = charts.round_step(max((each.count for _, each in shown if each), default=0), SHADES)
    beneath = _beneath()
    tiles = []
    for place, option in shown:
        number = option.count if option else 0
        column, row = GRID.get(place.code) or next(beneath)
        tiles.append(
            Tile(
                place,
                number,
                url=list_url(selection, facet, place.code) if number else "",
                is_chosen=option is not None and option.selected,
                shade=-(-number // step),
                x=column * SIDE + GAP / 2,
                y=row * SIDE + GAP / 2,
            )
        )
    tiles.sort(key=lambda tile: (tile.y, tile.x))
    darkest = max((tile.shade for tile in tiles), default=0)
    bottom = max((tile.y for tile in tiles), default=0) + SIDE - GAP / 2
    return Cartogram(
        tiles,
        [Shade(each, (each - 1) * step + 1, each * step) for each in range(1, darkest + 1)],
        height=max(bottom, ROWS * SIDE),
    )


def _beneath() -> Iterator[tuple[int, float]]:
    """Free places under the map."""
    for number in count():
        yield number % COLUMNS, ROWS + APART + number // COLUMNS
