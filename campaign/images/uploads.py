"""Stores pictures that staff upload.

An uploaded file is not trusted. Its size is checked before it is decoded. One of three decoders that
campaign/images/reencoder.py names decodes it in a separate process, and only the pixels are used. They are
encoded again under a random name, in the widths and formats that pages use. So nothing else in the file can
reach a visitor: where it was taken, by whom, with which camera, or a script at its end. The file itself is stored
only if KEEP_ORIGINALS is on: encrypted, for the few staff who may see where pictures come from.
"""

import json
import secrets
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from campaign.documents import sandbox
from campaign.images import renditions
from campaign.images.reencoder import MIN_SIDE, Refusal
from campaign.privacy import encryption

MAX_BYTES = 20 * 1024 * 1024
MAX_SECONDS = 60

# One picture at a time in each process, since decoding takes much memory.
_storing = threading.Lock()


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """The values of the fields of Picture that describe its files."""

    name: str
    width: int
    height: int
    widths: list[int]


def store_picture(file: BinaryIO, size: int) -> StoredPicture:
    """Store a picture in all widths and formats.

    Raises ValidationError, with a message for staff, if it is no still picture within the limits.
    """
    if not 0 < size <= MAX_BYTES:
        raise ValidationError(_("The file may have 20 MB at the most, and must not be empty."))
    program = "campaign.images.reencoder"
    try:
        with _storing, sandbox.reading(file, program, seconds=MAX_SECONDS) as folder:
            return _store(folder)
    except sandbox.ProgramFailed as failed:
        raise ValidationError(_message(str(failed))) from failed


def delete_files(name: str, widths: Sequence[int]) -> None:
    """Delete all files of a picture, the original included."""
    for path in renditions.all_paths(name, widths):
        default_storage.delete(path)


def _message(refusal: str) -> str:
    messages: dict[str, str] = {
        Refusal.TOO_LARGE: _(
            "The picture is too large: 24 megapixels and 12,000 pixels a side are the most."
        ),
        Refusal.TOO_SMALL: _("The picture is too small: it needs at least %d pixels a side.")
        % MIN_SIDE,
        Refusal.ANIMATED: _("The picture moves. Please take a still one."),
        Refusal.NOT_A_PICTURE: _(
            "This is not a JPEG, PNG or WebP picture, or the file is damaged."
        ),
    }
    # Any other end means that the program reached its limits of time or memory.
    stopped = _(
        "The picture takes too much time or memory to be read. Please save it anew as a JPEG."
    )
    return messages.get(refusal, stopped)


def _store(folder: Path) -> StoredPicture:
    stored = StoredPicture(
        name=secrets.token_hex(16), **json.loads((folder / "made.json").read_text(encoding="ascii"))
    )
    for width in stored.widths:
        for kind in renditions.CONTENT_TYPES:
            made = ContentFile((folder / f"{width}.{kind}").read_bytes())
            default_storage.save(renditions.file_path(stored.name, width, kind), made)
    if settings.KEEP_ORIGINALS:
        original = encryption.encrypt_bytes(
            (folder / "upload").read_bytes(), renditions.ORIGINAL, stored.name
        )
        default_storage.save(renditions.original_path(stored.name), ContentFile(original))
    return stored
