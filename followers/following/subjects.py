"""What can be followed: a person or a petition. Only what is public now has a name and an address here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Self

from petitions.models import Petition
from profiles.models import Detainee
from profiles.public.profile import public_profiles


class Kind(StrEnum):
    PERSON = "person"
    PETITION = "petition"


class Subject(NamedTuple):
    kind: Kind
    pk: int

    def __str__(self) -> str:
        return f"{self.kind}-{self.pk}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """None if it names nothing."""
        found = re.fullmatch(r"(person|petition)-([1-9][0-9]{0,17})", text)
        return cls(Kind(found[1]), int(found[2])) if found else None


@dataclass(frozen=True, slots=True)
class Shown:
    """A followed person or petition as its public page shows it. subject: after a merge, the person who stayed."""

    subject: Subject
    name: str
    language: str
    path: str

    @property
    def is_person(self) -> bool:
        return self.subject.kind == Kind.PERSON


def public(subjects: Iterable[Subject]) -> dict[Subject, Shown]:
    """Those of them that are public now. Nothing is ever said about the others."""
    wanted = set(subjects)
    people = {each.pk for each in wanted if each.kind == Kind.PERSON}
    petitions = {each.pk for each in wanted if each.kind == Kind.PETITION}
    return _people(people) | _petitions(petitions)


def _people(pks: set[int]) -> dict[Subject, Shown]:
    if not pks:
        return {}
    people = list(Detainee.objects.published().following_merges(pks).for_cards())
    shown = {
        row.pk: Shown(Subject(Kind.PERSON, row.pk), card.name, card.name_language, card.url)
        for row, card in zip(people, public_profiles(people), strict=True)
    }
    merged = Detainee.objects.filter(pk__in=pks - shown.keys(), merged_into__in=shown)
    now = dict(merged.values_list("pk", "merged_into")) | {pk: pk for pk in shown}
    return {Subject(Kind.PERSON, pk): shown[stays] for pk, stays in now.items() if stays}


def _petitions(pks: set[int]) -> dict[Subject, Shown]:
    if not pks:
        return {}
    found = Petition.objects.published().filter(pk__in=pks)
    subjects = {Subject(Kind.PETITION, each.pk): each for each in found}
    return {
        subject: Shown(subject, petition.title, petition.language, petition.get_absolute_url())
        for subject, petition in subjects.items()
    }
