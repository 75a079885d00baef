"""The uploaded file at rest: pressed, sealed, and erased as soon as it is not needed."""

import zlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaign.sealing import seal_bytes, unseal_bytes
from profiles.models import ImportBatch, ImportFile


def seal(batch: ImportBatch, content: bytes) -> None:
    ImportFile.objects.create(batch=batch, sealed=seal_bytes(zlib.compress(content)))


def unsealed(batch: ImportBatch) -> bytes:
    """Raises ValidationError where it has been erased."""
    sealed = ImportFile.objects.filter(batch=batch).values_list("sealed", flat=True).first()
    if sealed is None:
        raise ValidationError(_("The file has been erased. Please upload it again."))
    return zlib.decompress(unseal_bytes(bytes(sealed)))


def erase(batch: ImportBatch) -> None:
    ImportFile.objects.filter(batch=batch).delete()


def is_there(batch: ImportBatch) -> bool:
    return ImportFile.objects.filter(batch=batch).exists()
