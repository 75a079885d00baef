"""Workbooks (XLSX): a zip of XML from outside, read by workbook_reader.py in a separate process.

A file of some kilobytes can unpack to elements that take gigabytes and minutes to read. Such a file ends
that process, and harms nothing else.
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
from profiles.importing.reading.tables import MAX_COLUMNS, MAX_ROWS, Record, clean_record
from profiles.importing.reading.workbook_reader import Refusal

# Of wall-clock time. The process gets less processor time, and gives way to other processes.
MAX_SECONDS = 300

# One workbook at a time in a process; the others wait.
_reading = threading.Lock()


@dataclass(frozen=True, slots=True)
class Workbook:
    """One sheet as it was read.

    sheets: the names of the visible sheets that hold cells. records: the rows of `sheet`. filled: how many cells
    were filled from a merged one above them.
    packed: all of this as compressed JSON, for storage.
    """

    sheets: list[str]
    sheet: str
    records: list[Record]
    packed: bytes
    filled: int = 0

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        content = json.loads(zlib.decompress(packed))
        records = list(map(clean_record, content["rows"]))
        return cls(content["sheets"], content["sheet"], records, packed, content.get("filled", 0))


def read_workbook(content: bytes, sheet: str = "") -> Workbook:
    """sheet: the first one if empty. Raises ValidationError, in words for staff."""
    with _reading, TemporaryDirectory(prefix="workbook-") as name:
        folder = Path(name)
        (folder / "upload.xlsx").write_bytes(content)
        (folder / "sheet").write_text(sheet, encoding="utf-8")
        program = "profiles.importing.reading.workbook_reader"
        bounds = str(MAX_ROWS + 1), str(MAX_COLUMNS + 1)
        try:
            sandbox.run(program, folder, *bounds, seconds=MAX_SECONDS)
        except sandbox.ProgramFailed as failed:
            raise ValidationError(_message_for(str(failed), sheet)) from failed
        return Workbook.unpack((folder / "read.json.zlib").read_bytes())


def _message_for(refusal: str, sheet: str) -> str:
    messages: dict[str, str] = {
        Refusal.NO_WORKBOOK: _(
            "This file cannot be read: it is damaged, has a password, or is of another kind."
        ),
        Refusal.NO_CELLS: _("There is no sheet with cells in this workbook."),
        Refusal.NO_SUCH_SHEET: _("There is no sheet “%s”.") % sheet,
    }
    # Any other end of the process means that it was stopped at its bounds.
    stopped = _("The workbook is too large once it is unpacked. Please save its sheet as CSV.")
    return messages.get(refusal, stopped)
