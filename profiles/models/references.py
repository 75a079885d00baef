"""P-0042: the reference of a person, which never changes and is never given twice."""

import re

_SHAPE = re.compile(r"p-?0*([1-9][0-9]{0,17})", re.IGNORECASE | re.ASCII)


def reference(pk: int) -> str:
    return f"P-{pk:04d}"


def parse_reference(text: str) -> int | None:
    """The primary key that a reference stands for, whether or not there is such a person."""
    match = _SHAPE.fullmatch(text.strip())
    return int(match[1]) if match else None
