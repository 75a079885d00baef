"""The Extended Date/Time Format (ISO 8601-2), levels 0 and 1, and the seasons of level 2.

2018-21         spring 2018           201X, 2018-XX    the 2010s, 2018
2018~, 2018%    about 2018            2018/..          from 2018
"""

import re

_SEASONS = {
    21: "Spring", 22: "Summer", 23: "Autumn", 24: "Winter", 25: "Spring", 26: "Summer", 27: "Autumn", 28: "Winter",
    40: "First half of", 41: "Second half of",
}  # fmt: skip
_QUARTERS = {
    33: ("January", "March"), 34: ("April", "June"), 35: ("July", "September"), 36: ("October", "December"),
    37: ("January", "April"), 38: ("May", "August"), 39: ("September", "December"),
}  # fmt: skip
_DATE = re.compile(
    r"(?P<year>\d{2}(?:\d\d|\dX|XX))(?:-(?P<month>\d\d|XX)(?:-(?P<day>\d\d|XX))?)?(?P<sign>[?~%])?",
    re.IGNORECASE,
)
_OPEN = {"", "..", "open", "unknown"}


def rewrite(text: str) -> str | None:
    """Return the words for what only EDTF writes so; None for anything else. Raises ValueError for what is no date."""
    text = re.sub(r"(?<=\d)u|(?<=[uX-])u", "X", text)  # an earlier version wrote 201u
    if "/" in text:
        return _interval(*text.split("/", 1))
    match = _DATE.fullmatch(text)
    if match is None or not _is_special(match):
        return None
    words = _single(match)
    return f"About {_inside(words)}" if match["sign"] else words


def _is_special(match: re.Match[str]) -> bool:
    month = match["month"] or ""
    is_season = (
        month.isdigit() and not match["day"] and int(month) in _SEASONS.keys() | _QUARTERS.keys()
    )
    return bool(match["sign"]) or "X" in match[0].upper() or is_season


def _interval(begin: str, end: str) -> str | None:
    if begin in _OPEN and end in _OPEN:
        return None
    if end in _OPEN:
        return f"From {_inside(_date(begin))}" if _DATE.fullmatch(begin) else None
    if begin in _OPEN:
        return f"Until {_inside(_date(end))}" if _DATE.fullmatch(end) else None
    matches = _DATE.fullmatch(begin), _DATE.fullmatch(end)
    if not all(matches) or not any(_is_special(match) for match in matches if match):
        return None
    # What is about a date at either end is about it for the whole.
    words = f"{_date(begin.rstrip('?~%'))} to {_inside(_date(end.rstrip('?~%')))}"
    return f"About {_inside(words)}" if begin[-1] in "?~%" or end[-1] in "?~%" else words


def _date(text: str) -> str:
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    words = _single(match)
    return f"about {_inside(words)}" if match["sign"] else words


def _single(match: re.Match[str]) -> str:
    year, month, day = (
        match["year"].upper(),
        (match["month"] or "XX").upper(),
        (match["day"] or "XX").upper(),
    )
    if month == "XX" and day != "XX":
        raise ValueError(match[0])
    if year.endswith("XX"):
        return f"{year[:2]}00 to {year[:2]}99"
    if year.endswith("X"):
        return f"{year[:3]}0s"
    if month == "XX":
        return year
    if int(month) in _SEASONS:
        return f"{_SEASONS[int(month)]} {year}"
    if int(month) in _QUARTERS:
        first, last = _QUARTERS[int(month)]
        return f"{first} {year} to {last} {year}"
    if not 1 <= int(month) <= 12:
        raise ValueError(match[0])
    return f"{year}-{month}" if day == "XX" else f"{year}-{month}-{day}"


def _inside(words: str) -> str:
    return (
        words[:1].lower() + words[1:]
        if words[:1] in "SAWF" and not words.startswith("August")
        else words
    )
