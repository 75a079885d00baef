"""The uploaded file at rest: pressed, sealed, and erased as soon as it is not needed."""

import zlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaign.sealing import seal_bytes, unseal_bytes
from profiles.importing.reading import MOST_BYTES, File
from profiles.importing.workbooks import Workbook
from profiles.models import ImportBatch, ImportFile


def seal(batch: ImportBatch, file: File) -> None:
    book = file.book
    if book and len(book.packed) > MOST_BYTES:
        book = None  # a long text that stands in very many cells: it is read again, and not kept
    ImportFile.objects.update_or_create(
        batch=batch,
        defaults={
            "sealed": seal_bytes(zlib.compress(file.content)),
            "sheet": seal_bytes(book.packed) if book else None,
        },
    )


def unsealed(batch: ImportBatch) -> File:
    """Raises ValidationError where it has been erased."""
    kept = ImportFile.objects.filter(batch=batch).first()
    if kept is None:
        raise ValidationError(_("The file has been erased. Please upload it again."))
    return File(
        zlib.decompress(unseal_bytes(bytes(kept.sealed))),
        Workbook.unpacked(unseal_bytes(bytes(kept.sheet))) if kept.sheet else None,
    )


def erase(batch: ImportBatch) -> None:
    ImportFile.objects.filter(batch=batch).delete()


def is_there(batch: ImportBatch) -> bool:
    return ImportFile.objects.filter(batch=batch).exists()
