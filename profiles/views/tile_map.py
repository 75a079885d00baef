"""The region as a tile map: one tile a prefecture.

All tiles have the same size. On a true map the desert of Bayingholin would outweigh Kashgar, where most people
live. Places without a cell in the grid (directly administered cities, and places that staff add) have rows of
their own below, so that the map counts everyone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from campaign.documents import charts
from profiles.models.places import Place
from profiles.models.vocabulary import PlaceKind
from profiles.search.figures import count_label, list_url
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
SIDE, GAP = 120, 6  # of a tile, in units of the viewBox
ROW_GAP = 0.3  # rows between the map and the places below it
SHADES = 5  # besides shade 0, for no people
MAX_NAME_LENGTH = 11  # letters that fit into a tile


@dataclass(frozen=True, slots=True)
class Tile:
    place: Place
    count: int
    url: str  # the list of the people it counts; empty if there are none
    is_chosen: bool
    shade: int
    x: float
    y: float

    @property
    def name(self) -> str:
        """The name without the other spelling in brackets."""
        name = self.place.name.partition(" (")[0]
        return name if len(name) <= MAX_NAME_LENGTH else f"{name[: MAX_NAME_LENGTH - 1]}…"

    @property
    def title(self) -> str:
        return f"{self.place.name}: {count_label(self.count)}"


@dataclass(frozen=True, slots=True)
class Shade:
    """One step of the legend: the counts from `first` to `last`."""

    number: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class TileMap:
    tiles: list[Tile]  # in reading order, row by row
    shades: list[Shade]
    height: float
    width: int = COLUMNS * SIDE
    side: int = SIDE - GAP

    @property
    def has_more_beneath(self) -> bool:
        return self.height > ROWS * SIDE

    @property
    def by_number(self) -> list[Tile]:
        """The tiles for a table, the highest count first."""
        return sorted(self.tiles, key=lambda tile: (-tile.count, tile.place.name))


def make_tile_map(selection: Selection, facet: Facet, places: Iterable[Place]) -> TileMap:
    """Show all prefectures, and the other places that have people."""
    options = {option.value: option for option in facet.options}
    shown = [
        (place, options.get(place.code))
        for place in places
        if place.kind == PlaceKind.PREFECTURE or place.code in options
    ]
    highest = max((option.count for _, option in shown if option), default=0)
    step = charts.round_step(highest, SHADES)
    cells_below = _cells_below()
    tiles = []
    for place, option in shown:
        number = option.count if option else 0
        column, row = GRID.get(place.code) or next(cells_below)
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
    return TileMap(
        tiles,
        [Shade(each, (each - 1) * step + 1, each * step) for each in range(1, darkest + 1)],
        height=max(bottom, ROWS * SIDE),
    )


def _cells_below() -> Iterator[tuple[int, float]]:
    """Column and row of the free cells below the map."""
    for number in count():
        yield number % COLUMNS, ROWS + ROW_GAP + number // COLUMNS
