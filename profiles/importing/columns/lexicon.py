"""The places and peoples that there are, by each of their names in whatever script."""

import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from profiles.importing.columns import synonyms
from profiles.importing.columns.values import word_key
from profiles.models.places import Ethnicity, Place, alternatives, without_kind


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Towns lead to the prefecture that they are in."""

    places: dict[str, Place]
    towns: dict[str, Place]
    peoples: dict[str, Ethnicity]

    @classmethod
    def load(cls) -> "Lexicon":
        places = Place.objects.in_bulk(field_name="code")
        return cls(
            places={
                _place_key(name): place
                for place in places.values()
                for whole in (place.code, place.name, place.name_uyghur, place.name_chinese)
                for name in alternatives(whole)
            },
            towns={
                _place_key(town): places[code]
                for code, towns in synonyms.TOWNS.items()
                for town in towns
                if code in places
            },
            peoples={
                word_key(name): people
                for people in Ethnicity.objects.all()
                for name in (people.code, people.name, *synonyms.PEOPLES.get(people.code, ()))
            },
        )

    def place(self, cell: str) -> tuple[Place, bool]:
        """The prefecture or city, and whether the cell says no more than that."""
        if place := self.places.get(_place_key(cell)):
            return place, True
        # From the largest to the smallest: “Qaraqash, Hotan”.
        for part in reversed(re.split(r"[,;/·]|\s-\s", cell)):
            for key in map(_place_key, alternatives(part)):
                if place := self.places.get(key) or self.towns.get(key):
                    return place, False
        raise ValidationError(_("“%s” is no prefecture or city of the list.") % cell)

    def people(self, cell: str) -> list[Ethnicity]:
        """One, or several: Tatar/Uyghur."""
        found = []
        for name in re.split(r"[|/,;&+]|\band\b", cell):
            people = self.peoples.get(word_key(name.split("(")[0]))
            if people is None:
                raise ValidationError(_("“%s” is none of the peoples of the list.") % name.strip())
            if people not in found:
                found.append(people)
        return found


def _place_key(name: str) -> str:
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c)
    )
    plain = re.sub(r"[’'ʼ‘`]", "", plain)
    return " ".join(re.sub(r"[\s_-]+", " ", without_kind(plain)).split())
