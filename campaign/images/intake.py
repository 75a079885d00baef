"""Taking in pictures that staff upload.

A file from outside is not trusted: it is bounded before it is decoded, decoded by one of three decoders that
campaign/images/reencoder.py names, in a process apart, and of what comes out only the pixels are kept. They are
written anew, under a random name, in the widths and formats that pages use, so nothing that rode along in the
file (where it was taken, by whom, with what, or a script at its end) can reach a visitor. The file itself is
kept only where KEEP_ORIGINALS is on: sealed, and for few of the staff.
"""

import json
import secrets
import shutil
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from campaign.documents import sandbox
from campaign.images import renditions
from campaign.images.reencoder import SHORTEST_SIDE, Refusal
from campaign.privacy import encryption

MOST_BYTES = 20 * 1024 * 1024
MOST_SECONDS = 60

# One at a time in a process; the others wait.
_at_work = threading.Lock()


@dataclass(frozen=True, slots=True)
class Stored:
    """The files of one picture, as the fields of campaign.images.models.Picture."""

    name: str
    width: int
    height: int
    widths: list[int]


def store(file: BinaryIO, size: int) -> Stored:
    """Store a picture in all its widths and formats.

    Raises ValidationError, in words for staff, on whatever is not a still picture of a fair size.
    """
    if not 0 < size <= MOST_BYTES:
        raise ValidationError(_("The file may have 20 MB at the most, and must not be empty."))
    with _at_work, TemporaryDirectory(prefix="picture-") as name:
        folder = Path(name)
        file.seek(0)
        with (folder / "upload").open("wb") as copy:
            shutil.copyfileobj(file, copy)
        try:
            sandbox.run("campaign.images.reencoder", folder, seconds=MOST_SECONDS)
        except sandbox.Failed as failed:
            raise ValidationError(_in_words(str(failed))) from failed
        return _store(folder)


def delete(name: str, widths: Sequence[int]) -> None:
    """Delete the files of a picture."""
    for path in renditions.files_of(name, widths):
        default_storage.delete(path)


def _in_words(refusal: str) -> str:
    words: dict[str, str] = {
        Refusal.TOO_LARGE: _(
            "The picture is too large: 24 megapixels and 12,000 pixels a side are the most."
        ),
        Refusal.TOO_SMALL: _("The picture is too small: it needs at least %d pixels a side.")
        % SHORTEST_SIDE,
        Refusal.MOVES: _("The picture moves. Please take a still one."),
        Refusal.NO_PICTURE: _("This is not a JPEG, PNG or WebP picture, or the file is damaged."),
    }
    # Anything else is what stopped it at its bounds.
    stopped = _(
        "The picture takes too much time or memory to be read. Please save it anew as a JPEG."
    )
    return words.get(refusal, stopped)


def _store(folder: Path) -> Stored:
    stored = Stored(
        name=secrets.token_hex(16), **json.loads((folder / "made.json").read_text(encoding="ascii"))
    )
    for width in stored.widths:
        for kind in renditions.CONTENT_TYPES:
            made = ContentFile((folder / f"{width}.{kind}").read_bytes())
            default_storage.save(renditions.path(stored.name, width, kind), made)
    if settings.KEEP_ORIGINALS:
        sealed = encryption.encrypt_bytes((folder / "upload").read_bytes())
        default_storage.save(renditions.original_path(stored.name), ContentFile(sealed))
    return stored
