"""The uploaded file: opened, read as a table, and stored encrypted.

Nothing is known about such a file but its bytes. Its size is bounded before it is opened. How to read it is
guessed; staff see the first rows and can correct the guess.
"""

import re
import zlib
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaign.privacy.encryption import decrypt_bytes, encrypt_bytes
from profiles.importing.reading import encodings, tables, workbooks
from profiles.importing.reading.tables import ReadOptions, Table
from profiles.importing.reading.workbooks import Workbook
from profiles.models import ImportBatch, ImportFile

MAX_BYTES = 20 * 1024 * 1024
MAX_STORED_SHEET = MAX_BYTES
_SAMPLE_ROWS = 20
# What the encrypted file and its sheet are bound to, with the id of their import.
FILE, SHEET = "profiles.importfile.sealed", "profiles.importfile.sheet"


@dataclass(frozen=True, slots=True)
class Upload:
    """workbook: the chosen sheet, if the file is a workbook.

    Reading a sheet can take half a minute of processor time, so the result is stored with the file.
    """

    content: bytes
    workbook: Workbook | None = None


def open_upload(content: bytes) -> Upload:
    """Raises ValidationError, in words for staff, if it is no table."""
    _refuse_other_files(content)
    return with_sheet(Upload(content), sheet="")


def _refuse_other_files(content: bytes) -> None:
    if not 0 < len(content) <= MAX_BYTES:
        raise ValidationError(_("The file may have 20 MB at the most, and must not be empty."))
    if content.startswith((b"%PDF", b"\x1f\x8b", b"{\\rtf")):
        raise ValidationError(
            _("This is no table. Please save it as CSV, XLSX, XLS, ODS or JSON lines.")
        )


def with_sheet(upload: Upload, sheet: str) -> Upload:
    """Read this sheet, if the file is a workbook. Raises ValidationError if that fails."""
    if not _is_workbook(upload.content) or (upload.workbook and upload.workbook.sheet == sheet):
        return upload
    return replace(upload, workbook=workbooks.read_workbook(upload.content, sheet))


def _is_workbook(content: bytes) -> bool:
    """Whether another process reads it: XLSX, ODS and zip, XLS, HTML, JSON."""
    start = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    is_html = start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")) or (
        start.startswith(b"<") and b"<table" in content.lower()
    )
    return content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or is_html or _is_json(start)


def _is_json(start: bytes) -> bool:
    return re.match(rb'[\[{]\s*[{"]', start) is not None and b":" in start


def guess_options(upload: Upload) -> ReadOptions:
    if upload.workbook:
        sample = upload.workbook.records[:_SAMPLE_ROWS]
        return ReadOptions(
            sheet=upload.workbook.sheet, heading_row=tables.guess_heading_row(sample)
        )
    encoding = encodings.guess(upload.content)
    text = encodings.decode(upload.content, encoding)
    delimiter = tables.guess_delimiter(text)
    sample = tables.parse_records(text, delimiter, limit=_SAMPLE_ROWS)
    return ReadOptions(encoding, delimiter, heading_row=tables.guess_heading_row(sample))


def read_table(upload: Upload, options: ReadOptions) -> Table:
    """Raises ValidationError, in words for staff, if it cannot be read with these options."""
    if workbook := with_sheet(upload, options.sheet).workbook:
        return tables.build_table(workbook.records, options, workbook.sheets, workbook.filled)
    text = encodings.decode(upload.content, options.encoding)
    return tables.build_table(tables.parse_records(text, options.delimiter), options)


# --- Storing it --------------------------------------------------------------------------------------------


def store_upload(batch: ImportBatch, upload: Upload) -> None:
    """Compress and encrypt the file."""
    encrypted = encrypt_bytes(zlib.compress(upload.content), FILE, batch.pk)
    ImportFile.objects.create(batch=batch, sealed=encrypted, sheet=_encrypted_sheet(batch, upload))


def store_sheet(batch: ImportBatch, upload: Upload) -> None:
    """Replace the stored sheet. Raises ValidationError if the file was erased while the sheet was read."""
    stored = ImportFile.objects.filter(batch=batch)
    if not stored.update(sheet=_encrypted_sheet(batch, upload)):
        raise _erased()


def _encrypted_sheet(batch: ImportBatch, upload: Upload) -> bytes | None:
    """None for a text file, and for a sheet that is too large to store: that one is read again each time."""
    workbook = upload.workbook
    if workbook and len(workbook.packed) <= MAX_STORED_SHEET:
        return encrypt_bytes(workbook.packed, SHEET, batch.pk)
    return None


def load_upload(batch: ImportBatch) -> Upload:
    """Raises ValidationError if the file has been erased."""
    stored = ImportFile.objects.filter(batch=batch).first()
    if stored is None:
        raise _erased()
    return Upload(
        zlib.decompress(decrypt_bytes(stored.sealed, FILE, batch.pk)),
        Workbook.unpack(decrypt_bytes(stored.sheet, SHEET, batch.pk)) if stored.sheet else None,
    )


def _erased() -> ValidationError:
    return ValidationError(_("The file has been erased. Please upload it again."))


def erase_upload(batch: ImportBatch) -> None:
    ImportFile.objects.filter(batch=batch).delete()


def is_stored(batch: ImportBatch) -> bool:
    return ImportFile.objects.filter(batch=batch).exists()
