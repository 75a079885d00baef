"""The uploaded file at rest: pressed, sealed, and erased as soon as it is not needed."""

import zlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaign.privacy.encryption import decrypt_bytes, encrypt_bytes
from profiles.importing.reading.uploads import MOST_BYTES, File
from profiles.importing.reading.workbooks import Workbook
from profiles.models import ImportBatch, ImportFile


def seal(batch: ImportBatch, file: File) -> None:
    sealed = encrypt_bytes(zlib.compress(file.content))
    ImportFile.objects.create(batch=batch, sealed=sealed, sheet=_sheet(file))


def keep_sheet(batch: ImportBatch, file: File) -> None:
    """Another one of the same file. Raises ValidationError where that has been erased while it was read."""
    if not ImportFile.objects.filter(batch=batch).update(sheet=_sheet(file)):
        raise _erased()


def _sheet(file: File) -> bytes | None:
    """Nothing of a long text that stands in very many cells: it is read again, and not kept."""
    book = file.book
    return encrypt_bytes(book.packed) if book and len(book.packed) <= MOST_BYTES else None


def unsealed(batch: ImportBatch) -> File:
    """Raises ValidationError where it has been erased."""
    kept = ImportFile.objects.filter(batch=batch).first()
    if kept is None:
        raise _erased()
    return File(
        zlib.decompress(decrypt_bytes(bytes(kept.sealed))),
        Workbook.unpacked(decrypt_bytes(bytes(kept.sheet))) if kept.sheet else None,
    )


def _erased() -> ValidationError:
    return ValidationError(_("The file has been erased. Please upload it again."))


def erase(batch: ImportBatch) -> None:
    ImportFile.objects.filter(batch=batch).delete()


def is_there(batch: ImportBatch) -> bool:
    return ImportFile.objects.filter(batch=batch).exists()
