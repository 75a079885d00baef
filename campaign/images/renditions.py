"""Serves stored pictures: the file of one width, and the data for a <picture> element.

The files are private. A view serves one only after it has checked that the picture's owner is public, so a
withdrawn portrait disappears together with the person.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse

from campaign.images.models import Picture
from campaign.privacy import encryption

FOLDER = "pictures"
ORIGINAL = "picture-original"  # what an encrypted upload is bound to, with its name
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
FALLBACK_WIDTH = 480  # for browsers without srcset

# If a browser ever showed a file as a page, it could run nothing.
SAFE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}

type UrlFor = Callable[[int, str], str]  # the URL of a file, by width and kind


@dataclass(frozen=True, slots=True)
class Rendition:
    """The data of a <picture> element (templates/includes/picture.html)."""

    alt: str
    credit: str
    width: int
    height: int
    srcset_avif: str
    srcset_webp: str
    srcset_jpeg: str
    src: str
    focus: str


def rendition(picture: Picture, url_for: UrlFor, *, cut_to: float = 0) -> Rendition:
    """The data of a picture for a page.

    cut_to: width divided by height of the frame, if the page crops the picture. A browser chooses a file by the
    width on the page, so for a wide picture in an upright frame srcset names the visible part of the width.
    """
    visible = min(1, cut_to * picture.height / picture.width) if cut_to else 1

    def srcset(kind: str) -> str:
        return ", ".join(
            f"{url_for(width, kind)} {round(width * visible)}w" for width in picture.widths
        )

    smaller = [width for width in picture.widths if width <= FALLBACK_WIDTH]
    return Rendition(
        alt=picture.alt,
        credit=picture.credit,
        width=picture.width,
        height=picture.height,
        srcset_avif=srcset("avif"),
        srcset_webp=srcset("webp"),
        srcset_jpeg=srcset("jpg"),
        src=url_for(max(smaller, default=min(picture.widths)), "jpg"),
        # Classes, because the Content Security Policy forbids inline styles.
        focus=f"focus-x-{round(picture.focus_x, -1)} focus-y-{round(picture.focus_y, -1)}",
    )


def file_path(name: str, width: int, kind: str) -> str:
    """The path of one file in the storage."""
    return f"{FOLDER}/{name}/{width}.{kind}"


def original_path(name: str) -> str:
    """The path of the encrypted upload. It exists only if KEEP_ORIGINALS was on."""
    return f"{FOLDER}/{name}/original"


def all_paths(name: str, widths: Iterable[int]) -> Iterator[str]:
    """The paths of all files that a picture may have."""
    yield original_path(name)
    for width in widths:
        for kind in CONTENT_TYPES:
            yield file_path(name, width, kind)


def original_response(picture: Picture) -> HttpResponse:
    """The uploaded file as a download, never as a page, since it is untrusted. Raises Http404 if missing."""
    try:
        with default_storage.open(original_path(picture.name)) as file:
            body = encryption.decrypt_bytes(file.read(), ORIGINAL, picture.name)
    except FileNotFoundError:
        raise Http404 from None
    name = f'attachment; filename="picture-{picture.pk}"'
    return HttpResponse(
        body,
        content_type="application/octet-stream",
        headers=SAFE_HEADERS | {"Content-Disposition": name},
    )


def read_file(picture: Picture, width: int, kind: str) -> bytes:
    """The content of one file. Raises FileNotFoundError."""
    with default_storage.open(file_path(picture.name, width, kind)) as file:
        data: bytes = file.read()
    return data


def file_response(picture: Picture, width: int, kind: str) -> HttpResponse:
    """One file. Raises Http404 for an unknown width or kind, or a missing file."""
    if kind not in CONTENT_TYPES or width not in picture.widths:
        raise Http404
    try:
        body = read_file(picture, width, kind)
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(body, content_type=CONTENT_TYPES[kind], headers=SAFE_HEADERS)
