"""CSV and its relatives: which encoding, and what divides the cells."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from charset_normalizer import from_bytes
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from profiles.importing.reading.tables import MOST_ROWS, Record, record

# What spreadsheets of our regions and partners are saved in.
ENCODINGS = {
    "utf-8": lazy("Unicode (UTF-8)"),
    "utf-16-le": lazy("Unicode (UTF-16)"),
    "utf-16-be": lazy("Unicode (UTF-16, big-endian)"),
    "cp1252": lazy("Western Europe (Windows-1252)"),
    "cp437": lazy("DOS (CP437)"),
    "cp1251": lazy("Cyrillic (Windows-1251)"),
    "gb18030": lazy("Chinese (GB18030)"),
}
_ONE_BYTE_OR_MORE = ["utf_8", "cp1252", "cp437", "cp1251", "gb18030"]
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
DELIMITERS = {
    ",": lazy("Comma"),
    ";": lazy("Semicolon"),
    "\t": lazy("Tab"),
    "|": lazy("Upright line"),
}
_LOOKED_AT = 64 * 1024


def guess_encoding(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    try:
        content.decode()
    except UnicodeDecodeError:
        pass
    else:
        if b"\0" not in content[:_LOOKED_AT]:
            return "utf-8"
    # Latin letters in UTF-16 have a zero beside each, and the digits and delimiters are Latin in any file.
    start = content[:_LOOKED_AT]
    zeros = start[1::2].count(0), start[0::2].count(0)
    if max(zeros) > len(start) / 10:
        return "utf-16-le" if zeros[0] > zeros[1] else "utf-16-be"
    likely = from_bytes(content, cp_isolation=_ONE_BYTE_OR_MORE).best()
    return likely.encoding.replace("utf_8", "utf-8") if likely else "cp1252"


def decode(content: bytes, encoding: str) -> str:
    if encoding not in ENCODINGS:
        raise ValidationError(_("Please choose one of the encodings."))
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise ValidationError(
            _("The file is not encoded as %s. Please choose another encoding.")
            % ENCODINGS[encoding]
        ) from None


def guess_delimiter(text: str) -> str:
    """The one by which most rows have as many cells as the headings, and the most of them."""
    start = text[:_LOOKED_AT]
    if start[:4].lower() == "sep=" and start[4:5] in DELIMITERS:  # a note from Excel to itself
        return start[4]
    return max(DELIMITERS, key=lambda delimiter: _fits(start, delimiter))


def _fits(start: str, delimiter: str) -> tuple[float, int]:
    try:
        found = [len(cells) for cells in _parsed(start, delimiter) if any(cells)]
    except csv.Error:
        return 0, 0
    width, rows = Counter(found).most_common(1)[0] if found else (0, 0)
    return (round(rows / len(found), 1), width) if width > 1 else (0, 0)


def records(text: str, delimiter: str, *, most: int = MOST_ROWS + 1) -> list[Record]:
    if delimiter not in DELIMITERS:
        raise ValidationError(_("Please choose what divides the cells."))
    try:
        return [record(cells) for cells in islice(_parsed(text, delimiter), most)]
    except csv.Error:
        raise ValidationError(
            _(
                "The file cannot be taken apart into cells. Is it another character that divides them?"
            )
        ) from None


def _parsed(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
