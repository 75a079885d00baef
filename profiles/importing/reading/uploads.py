"""A file from outside as a table of texts, whatever program saved it.

Nothing is known of such a file but its bytes. It is bounded before it is opened; how it is to be read is
guessed, shown to staff with the first rows, and can be put right by them.
"""

from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from profiles.importing.reading import text_files, workbooks
from profiles.importing.reading.tables import Form, Table, heading_row, table
from profiles.importing.reading.workbooks import Workbook

MOST_BYTES = 20 * 1024 * 1024
_LOOKED_AT = 20  # rows


def is_workbook(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


@dataclass(frozen=True, slots=True)
class File:
    """What was uploaded. book: the sheet that is taken of it, if it is a workbook. To read one can take half a
    minute of the processor, so what was read is kept with it."""

    content: bytes
    book: Workbook | None = None


def opened(content: bytes) -> File:
    """Raises ValidationError, in words for staff, if it is no table."""
    _refuse_others(content)
    return taking(File(content), sheet="")


def taking(file: File, sheet: str) -> File:
    """With this sheet, if it is a workbook. Raises ValidationError if that cannot be read."""
    if not is_workbook(file.content) or (file.book and file.book.sheet == sheet):
        return file
    return replace(file, book=workbooks.read(file.content, sheet))


def guess(file: File) -> Form:
    """How it is probably to be read."""
    if file.book:
        start = file.book.records[:_LOOKED_AT]
        return Form(sheet=file.book.sheet, heading_row=heading_row(start))
    encoding = text_files.guess_encoding(file.content)
    text = text_files.decode(file.content, encoding)
    delimiter = text_files.guess_delimiter(text)
    start = text_files.records(text, delimiter, most=_LOOKED_AT)
    return Form(encoding, delimiter, heading_row=heading_row(start))


def read(file: File, form: Form) -> Table:
    """Raises ValidationError, in words for staff, if it cannot be read in that way."""
    if book := taking(file, form.sheet).book:
        return table(book.records, form, book.sheets)
    text = text_files.decode(file.content, form.encoding)
    return table(text_files.records(text, form.delimiter), form)


def _refuse_others(content: bytes) -> None:
    if not 0 < len(content) <= MOST_BYTES:
        raise ValidationError(_("The file may have 20 MB at the most, and must not be empty."))
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b", b"{\\rtf")):
        raise ValidationError(
            _("This is no CSV or XLSX file, or it has a password. Please save it as one of these.")
        )
