"""Workbooks (XLSX): a zip of XML from outside, read by profiles/importing/workbook_reader.py in a process apart.

A file of some kilobytes can unpack to elements that take gigabytes and minutes to be read. It costs that
process its life, and nobody else anything.
"""

import json
import threading
import zlib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaign.documents import sandbox
from profiles.importing.tables import MOST_COLUMNS, MOST_ROWS, Record, record
from profiles.importing.workbook_reader import Refusal

MOST_SECONDS = 300  # by the clock; of the processor it is given fewer, and gives way to others

# One at a time in a process; the others wait.
_at_work = threading.Lock()


@dataclass(frozen=True, slots=True)
class Workbook:
    """One of its sheets, as it was read. sheets: those that are shown, and hold cells. records: of the one
    called `sheet`. packed: all of this, to be kept."""

    sheets: list[str]
    sheet: str
    records: list[Record]
    packed: bytes

    @classmethod
    def unpacked(cls, packed: bytes) -> Self:
        found = json.loads(zlib.decompress(packed))
        return cls(found["sheets"], found["sheet"], list(map(record, found["rows"])), packed)


def read(content: bytes, sheet: str = "") -> Workbook:
    """sheet: the first if it is not said. Raises ValidationError, in words for staff."""
    with _at_work, TemporaryDirectory(prefix="workbook-") as name:
        folder = Path(name)
        (folder / "upload.xlsx").write_bytes(content)
        (folder / "sheet").write_text(sheet, encoding="utf-8")
        program = "profiles.importing.workbook_reader"
        bounds = str(MOST_ROWS + 1), str(MOST_COLUMNS + 1)
        try:
            sandbox.run(program, folder, *bounds, seconds=MOST_SECONDS)
        except sandbox.ProgramFailed as failed:
            raise ValidationError(_in_words(str(failed), sheet)) from failed
        return Workbook.unpacked((folder / "read.json.zlib").read_bytes())


def _in_words(refusal: str, sheet: str) -> str:
    words: dict[str, str] = {
        Refusal.NO_WORKBOOK: _("This is not an XLSX workbook, or the file is damaged."),
        Refusal.NO_CELLS: _("There is no sheet with cells in this workbook."),
        Refusal.NO_SUCH_SHEET: _("There is no sheet “%s”.") % sheet,
    }
    # Anything else is what stopped it at its bounds.
    stopped = _("The workbook is too large once it is unpacked. Please save its sheet as CSV.")
    return words.get(refusal, stopped)
