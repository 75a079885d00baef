"""Letters and signs that no font on this machine can draw. In a document each would be an empty box.

typst takes a letter from any installed font that has it, so the tables of all of them are read, once in a process:
https://learn.microsoft.com/typography/opentype/spec/cmap. Fonts that come with typst are in no file. They cover what is
below FIRST_CHECKED, and the punctuation.
"""

import mmap
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from struct import error as WrongFormat
from struct import unpack_from

import typst

FIRST_CHECKED = 0x530  # Latin, Greek and Cyrillic letters are below
MAX_NAME = 40  # letters of a sign's name; of a longer one the code is shown
PUNCTUATION = range(0x1E00, 0x2300)  # also accented Latin and Greek letters, currencies, arrows
_SHAPELESS = {
    "Cc",
    "Cf",
    "Zs",
    "Zl",
    "Zp",
    "Mn",
    "Me",
}  # spaces, joiners, and marks on another letter
_WITH_ALL_CODES = 12, 13  # formats of the table


def drawable[T](data: T) -> T:
    """The data of a document, with the name or code of each sign in brackets that would be a box."""
    match data:
        case str():
            return _in_words(data)  # type: ignore[return-value]
        case Mapping():
            return {key: drawable(value) for key, value in data.items()}  # type: ignore[return-value]
        case list() | tuple():
            return [drawable(each) for each in data]  # type: ignore[return-value]
    return data


def _in_words(text: str) -> str:
    if text.isascii() or all(map(_is_drawable, text)):
        return text
    shown, is_described = [], False
    for character in text:
        if is_described and _only_shapes(character):
            continue  # joiners, tags and the like shape a sign that is not there
        is_described = not _is_drawable(character)
        shown.append(_described(character) if is_described else character)
    return "".join(shown)


def _described(character: str) -> str:
    if (
        "\U0001f1e6" <= character <= "\U0001f1ff"
    ):  # two of them are a flag, by the code of its country
        return chr(ord(character) - 0x1F1E6 + ord("A"))
    name = unicodedata.name(character, "").lower()
    return f"[{name}]" if name and len(name) < MAX_NAME else f"[U+{ord(character):04X}]"


def _only_shapes(character: str) -> bool:
    return (
        unicodedata.category(character) == "Cf"
        or "\ufe00" <= character <= "\ufe0f"
        or "\U0001f3fb" <= character <= "\U0001f3ff"  # colours of skin
    )


def _is_drawable(character: str) -> bool:
    code = ord(character)
    return (
        code < FIRST_CHECKED
        or code in PUNCTUATION
        or bool(_covered()[code])
        or unicodedata.category(character) in _SHAPELESS
    )


@cache
def _covered() -> bytearray:
    """For each code, whether one of the fonts has it."""
    covered = bytearray(0x110000)
    for font in typst.Fonts().fonts():
        if font.path and "lastresort" not in font.family.lower().replace(" ", ""):
            try:
                with (
                    Path(font.path).open("rb") as file,
                    mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
                ):
                    for start, end in _ranges(content, font.index):
                        covered[start : end + 1] = b"\1" * (end + 1 - start)
            except (OSError, WrongFormat, ValueError):
                continue  # typst does not read such a file either
    return covered


def _ranges(font: mmap.mmap, index: int) -> Iterable[tuple[int, int]]:
    """The codes that this font has, as pairs of the first and the last of each range."""
    at = unpack_from(">I", font, 12 + 4 * index)[0] if font[:4] == b"ttcf" else 0
    [tables] = unpack_from(">H", font, at + 4)
    for number in range(tables):
        name, _checksum, table, _length = unpack_from(">4sIII", font, at + 12 + 16 * number)
        if name == b"cmap":
            [subtables] = unpack_from(">H", font, table + 2)
            for each in range(subtables):
                _platform, _encoding, offset = unpack_from(">HHI", font, table + 4 + 8 * each)
                yield from _subtable(font, table + offset)


def _subtable(font: mmap.mmap, at: int) -> Iterable[tuple[int, int]]:
    [kind] = unpack_from(">H", font, at)
    if kind in _WITH_ALL_CODES:
        [groups] = unpack_from(">I", font, at + 12)
        for number in range(groups):
            start, end = unpack_from(">II", font, at + 16 + 12 * number)
            if start <= end < 0x110000:
                yield start, end
    elif kind == 4:  # the codes below U+10000
        segments = unpack_from(">H", font, at + 6)[0] // 2
        ends = unpack_from(f">{segments}H", font, at + 14)
        starts = unpack_from(f">{segments}H", font, at + 16 + 2 * segments)
        yield from (
            (start, end) for start, end in zip(starts, ends, strict=True) if start <= end < 0xFFFF
        )
