"""The reference of a person, such as P-0042. It never changes, and no other person ever gets it."""

import re

_SHAPE = re.compile(r"p-?0*([1-9][0-9]{0,17})", re.IGNORECASE | re.ASCII)


def reference(pk: int) -> str:
    return f"P-{pk:04d}"


def parse_reference(text: str) -> int | None:
    """The primary key in a reference, whether or not such a person exists; None if it is no reference."""
    match = _SHAPE.fullmatch(text.strip())
    return int(match[1]) if match else None
