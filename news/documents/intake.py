"""Takes in a document that staff upload.

The file is not trusted, and neither is its name. Its size is checked first. A separate process (cleaner.py) then finds out
from the content what it is, and writes it anew without what it says of its makers. Only that copy is stored, under
a random name. What we cannot rewrite, we refuse: a word processor's file names its authors and keeps deleted text.
"""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from campaign.documents import sandbox
from news.documents.cleaner import MAX_PAGES, Refusal

FOLDER = "documents"
MAX_BYTES = 15 * 1024 * 1024
MAX_SECONDS = 60


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """The values of the fields of NewsDocument that describe its file."""

    name: str
    size: int
    words: str


def store_document(file: BinaryIO, size: int) -> StoredDocument:
    """Store a copy of a PDF or a picture. Raises ValidationError, with a message for staff."""
    if not 0 < size <= MAX_BYTES:
        raise ValidationError(_("The file may have 15 MB at the most, and must not be empty."))
    try:
        with sandbox.reading(file, "news.documents.cleaner", seconds=MAX_SECONDS) as folder:
            return _store(folder)
    except sandbox.ProgramFailed as failed:
        raise ValidationError(_message(str(failed))) from failed


def file_path(name: str) -> str:
    return f"{FOLDER}/{name}"


def _message(refusal: str) -> str:
    messages: dict[str, str] = {
        Refusal.NOT_TAKEN: _(
            "Choose a PDF, JPEG, PNG or WebP file. Save texts and tables as PDF: the files of word processors name their "
            "authors and keep deleted text."
        ),
        Refusal.LOCKED: _("This PDF is locked with a password. Save it without one."),
        Refusal.TOO_LONG: _("This PDF has too many pages: %d are the most.") % MAX_PAGES,
        Refusal.TOO_LARGE: _("The picture is too large: 40 megapixels are the most."),
        Refusal.BROKEN: _("The file is damaged, or a part of it is missing. Save it again."),
    }
    # Any other end means that the program reached its limits of time or memory.
    stopped = _("The file takes too much time or memory to be read. Print it to a new PDF.")
    return messages.get(refusal, stopped)


def _store(folder: Path) -> StoredDocument:
    kind = json.loads((folder / "made.json").read_text(encoding="ascii"))["kind"]
    name = f"{secrets.token_hex(16)}.{kind}"
    with (folder / "clean").open("rb") as clean:
        default_storage.save(file_path(name), File(clean))
    return StoredDocument(
        name=name,
        size=(folder / "clean").stat().st_size,
        words=(folder / "words").read_text(encoding="utf-8"),
    )
