"""Finding a place by any of its names, in any script and usual spelling. The importer and the desk both use it."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from profiles.models.places import Place, alternatives, without_kind
from profiles.search.towns import TOWNS

SPLIT = r"[,;/·]|\s-\s"


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """names: its other names, or those of the town in it that was meant. The first one is what people call it."""

    place: Place
    names: tuple[str, ...]
    is_town: bool = False

    @property
    def id(self) -> int:
        return int(self.place.pk)

    def __str__(self) -> str:
        """For a list of results: “Ghulja (Gulja, Yining, 伊宁, غۇلجا), in Ili”."""
        first, *others = self.names if self.is_town else (self.place.name, *self.names)
        label = f"{first} ({', '.join(others)})" if others else first
        return f"{label}, in {self.place}" if self.is_town else label


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """places: by the key of each name. towns: the prefecture of each town, with the names of the town."""

    places: dict[str, Place]
    towns: dict[str, FoundPlace]

    @classmethod
    def load(cls) -> Self:
        return cls.of(Place.objects.all())

    @classmethod
    def of(cls, rows: Iterable[Place]) -> Self:
        by_code = {place.code: place for place in rows}
        return cls(
            places={
                place_key(name): place
                for place in by_code.values()
                for whole in (place.code, place.name, place.name_uyghur, place.name_chinese)
                for name in alternatives(whole)
            },
            towns={
                place_key(name): FoundPlace(by_code[code], names, is_town=True)
                for code, towns in TOWNS.items()
                if code in by_code
                for names in (tuple(town.split(", ")) for town in towns)
                for name in names
            },
        )

    def find(self, words: str) -> tuple[Place, bool] | None:
        """The prefecture or city, and whether the words say no more than that."""
        if place := self.places.get(place_key(words)):
            return place, True
        # From the largest to the smallest: “Qaraqash, Hotan”.
        for part in reversed(re.split(SPLIT, words)):
            for key in map(place_key, alternatives(part)):
                if place := self.places.get(key):
                    return place, False
                if town := self.towns.get(key):
                    return town.place, False
        return None

    def search(self, words: str) -> list[FoundPlace]:
        """Every place with a name that has these letters, the closest first. Without letters all places, by name."""
        key = place_key(words)
        named = [
            (name, FoundPlace(place, _other_names(place))) for name, place in self.places.items()
        ]
        hits = [
            (_distance(key, name), found)
            for name, found in (*named, *self.towns.items())
            if key in name and (key or not found.is_town)
        ]
        hits.sort(key=lambda hit: (hit[0], hit[1].is_town, hit[1].place.name))
        closest: dict[int, FoundPlace] = {}
        for _distance_of, found in hits:
            closest.setdefault(found.id, found)
        return list(closest.values())


def _other_names(place: Place) -> tuple[str, ...]:
    return tuple(filter(None, (place.name_uyghur, place.name_chinese)))


def _distance(key: str, name: str) -> int:
    return 0 if name == key else 1 if name.startswith(key) else 2


def place_key(name: str) -> str:
    """What two spellings of a name have in common: no marks, no apostrophes, no word like “county”."""
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c)
    )
    plain = re.sub(r"[’'ʼ‘`]", "", plain)
    return " ".join(re.sub(r"[\s_-]+", " ", without_kind(plain)).split())
