"""Rewrites one uploaded document, as a program in its own process: see news/documents/intake.py.

    python -m news.documents.cleaner FOLDER

It reads FOLDER/upload and writes FOLDER/clean, FOLDER/words (what a reader sees, for our own search) and
FOLDER/made.json. What the file is, its content says. If it is nothing that we take, the program exits with one of the messages of
Refusal. It does not use Django.

A PDF is copied from its pages: without authors, programs, dates, comments, forms, attached files, scripts and earlier
versions, and without what cameras write into its photographs. A picture is decoded and encoded again.
"""

import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from campaign.documents import sandbox

MAX_PAGES = 300
MAX_PIXELS = 40_000_000
MAX_SIDE = 6_000  # pixels of a stored picture
MAX_WORDS = 100_000  # characters
MAX_MEMORY = 1024 * 1024 * 1024
MAX_SECONDS = 40

# What the catalogue of a PDF keeps: the pages, how they are read aloud, and where its links lead.
CATALOGUE = {
    "/Type", "/Pages", "/StructTreeRoot", "/MarkInfo", "/Lang", "/Outlines", "/PageLabels", "/PageMode", "/Dests",
    "/Names", "/ViewerPreferences",
}  # fmt: skip
# What says who made a thing, when and with what; what runs; what is attached.
UNWANTED = (
    "/Metadata", "/PieceInfo", "/LastModified", "/AA", "/AF", "/EF", "/JS", "/JavaScript", "/EmbeddedFiles", "/XFA",
    "/OpenAction", "/Thumb", "/AcroForm", "/Collection",
)  # fmt: skip
JPEG_START, JPEG_SCAN = b"\xff\xd8", 0xDA
JPEG_KEPT = {0xE0, 0xEE}  # the density, and Adobe's mark for the order of colours


class Refusal(StrEnum):
    NOT_TAKEN = "not taken"
    LOCKED = "locked"
    TOO_LONG = "too long"
    TOO_LARGE = "too large"
    BROKEN = "broken"


class Refused(Exception):
    """The file is refused; the message is a value of Refusal."""


def main(folder: Path) -> None:
    sandbox.limit_resources(memory=MAX_MEMORY, seconds=MAX_SECONDS)
    upload = folder / "upload"
    with upload.open("rb") as file:
        head = file.read(1024)
    try:
        kind, words = _clean(upload, head, folder / "clean")
    except Refused:
        raise
    except Exception as error:
        # Decoders raise all kinds of exceptions for a broken file.
        raise Refused(Refusal.BROKEN) from error
    (folder / "words").write_text(words[:MAX_WORDS], encoding="utf-8")
    (folder / "made.json").write_text(json.dumps({"kind": kind}))


def _clean(upload: Path, head: bytes, clean: Path) -> tuple[str, str]:
    if head.startswith(b"%PDF-"):
        return "pdf", clean_pdf(upload, clean)
    if head.startswith((JPEG_START, b"\x89PNG\r\n", b"RIFF")):
        return clean_picture(upload, clean), ""
    raise Refused(Refusal.NOT_TAKEN)


# --- PDF -------------------------------------------------------------------------------------------------------------


def clean_pdf(upload: Path, clean: Path) -> str:
    """Write the file anew and return its text."""
    reader = PdfReader(upload)
    if reader.is_encrypted:
        raise Refused(Refusal.LOCKED)
    if len(reader.pages) > MAX_PAGES:
        raise Refused(Refusal.TOO_LONG)
    words = "\n".join(page.extract_text() for page in reader.pages)
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    for key in set(writer.root_object) - CATALOGUE:
        del writer.root_object[key]
    _keep_only_links(writer)
    for found in list(_dictionaries(writer)):
        _strip(found)
    stripped = BytesIO()
    writer.write(stripped)
    # Once more, since a copy takes only what the pages still lead to.
    PdfWriter(clone_from=PdfReader(stripped)).write(clean)
    return words.replace("\0", "")


def _keep_only_links(writer: PdfWriter) -> None:
    """Comments name their authors, and forms hold what was typed: of annotations only links stay."""
    for page in writer.pages:
        notes = [note for note in page.get("/Annots") or () if _is_link(note.get_object())]
        page[NameObject("/Annots")] = ArrayObject(notes)
    names = writer.root_object.get("/Names")
    if names is not None:
        kept = {NameObject("/Dests"): value for key, value in names.items() if key == "/Dests"}
        writer.root_object[NameObject("/Names")] = DictionaryObject(kept)


def _is_link(note: Any) -> bool:
    return note.get("/Subtype") == "/Link" and _leads_somewhere(note)


def _leads_somewhere(link: Any) -> bool:
    action = link.get("/A")
    if action is None:
        return "/Dest" in link
    return action.get_object().get("/S") in {"/URI", "/GoTo"}


def _dictionaries(writer: PdfWriter) -> Iterator[DictionaryObject]:
    """Every dictionary of the file, also those inside others."""
    waiting: list[Any] = [writer.root_object, *writer._objects]
    while waiting:
        found = waiting.pop()
        if isinstance(found, DictionaryObject):
            yield found
            waiting += [each for each in found.values() if not isinstance(each, IndirectObject)]
        elif isinstance(found, ArrayObject):
            waiting += [each for each in found if not isinstance(each, IndirectObject)]


def _strip(found: DictionaryObject) -> None:
    for key in UNWANTED:
        found.pop(NameObject(key), None)
    if "/Title" in found and "/A" in found and not _leads_somewhere(found):  # a bookmark
        del found[NameObject("/A")]
    if isinstance(found, StreamObject) and _filters(found)[-1:] == ["/DCTDecode"]:
        found._data = strip_jpeg(found._data)


def _filters(stream: StreamObject) -> list[Any]:
    filters = stream.get("/Filter")
    return list(filters) if isinstance(filters, ArrayObject) else [filters]


def strip_jpeg(data: bytes) -> bytes:
    """The same pixels without the segments in which cameras and programs write: place, day, owner, comments."""
    if not data.startswith(JPEG_START):
        return data
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != JPEG_SCAN:
        marker, end = data[at + 1], at + 2 + int.from_bytes(data[at + 2 : at + 4])
        is_comment = marker == 0xFE or 0xE0 <= marker <= 0xEF
        if not is_comment or marker in JPEG_KEPT:
            kept.append(data[at:end])
        at = end
    return b"".join([*kept, data[at:]])


# --- Pictures --------------------------------------------------------------------------------------------------------


def clean_picture(upload: Path, clean: Path) -> str:
    """Write its pixels alone: a poster as PNG, a photograph as JPEG. Return which."""
    with Image.open(upload, formats=("JPEG", "PNG", "WEBP")) as image:
        if image.width * image.height > MAX_PIXELS:
            raise Refused(Refusal.TOO_LARGE)
        kind = "png" if image.format == "PNG" else "jpg"
        upright = ImageOps.exif_transpose(image).convert("RGB")
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    pixels = Image.new("RGB", upright.size)
    pixels.paste(upright)
    pixels.save(clean, format="PNG" if kind == "png" else "JPEG", optimize=True, quality=88)
    return kind


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except Refused as refused:
        sys.exit(str(refused))
