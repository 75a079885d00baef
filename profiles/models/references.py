"""P-0042: the reference of a person, which never changes and is never given twice."""

import re

from profiles.models import Detainee

_SHAPE = re.compile(r"p-?0*([1-9][0-9]{0,17})", re.IGNORECASE | re.ASCII)


def parse_reference(text: str) -> int | None:
    """The primary key that a reference stands for, whether or not there is such a person."""
    match = _SHAPE.fullmatch(text.strip())
    return int(match[1]) if match else None


def asked_for_by_reference(text: str) -> int | None:
    """The primary key of the published person whom this reference means, unless free or dead."""
    pk = parse_reference(text)
    if pk is None:
        return None
    people = Detainee.objects.published().asked_for().standing_for([pk])
    return people.values_list("pk", flat=True).first()
