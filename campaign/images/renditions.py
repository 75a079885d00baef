"""Handing out pictures that campaign/images/intake.py took in: the file of one width, and the markup for all.

The files are private. A view hands one out after it has made sure that what the picture belongs to is
public, so a withdrawn portrait is gone with the person.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse

from campaign.images.models import Picture
from campaign.privacy import encryption

FOLDER = "pictures"
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
FALLBACK_WIDTH = 480  # for browsers that know no srcset

# If a browser ever took one for a page, it could do nothing.
HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}

type UrlFor = Callable[[int, str], str]


@dataclass(frozen=True, slots=True)
class Rendition:
    """What a <picture> element needs."""

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
    """`url_for(width, kind)` is the address at which a view gives out this picture.

    cut_to: the width by the height of the frame that it has to fill, if it is cut. A browser chooses a file
    by the width that is shown, so of a wide picture in an upright frame it is told only what will be seen.
    """
    seen = min(1, cut_to * picture.height / picture.width) if cut_to else 1

    def srcset(kind: str) -> str:
        return ", ".join(
            f"{url_for(width, kind)} {round(width * seen)}w" for width in picture.widths
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
        # Classes, since a policy without inline styles lets no number through.
        focus=f"focus-x-{round(picture.focus_x, -1)} focus-y-{round(picture.focus_y, -1)}",
    )


def path(name: str, width: int, kind: str) -> str:
    """Where the storage keeps one file."""
    return f"{FOLDER}/{name}/{width}.{kind}"


def original_path(name: str) -> str:
    return f"{FOLDER}/{name}/original"


def files_of(name: str, widths: Iterable[int]) -> Iterator[str]:
    """All that the storage keeps of one picture."""
    yield original_path(name)
    for width in widths:
        for kind in CONTENT_TYPES:
            yield path(name, width, kind)


def original_response(picture: Picture) -> HttpResponse:
    """The file as it was uploaded, to be saved: it was made by whoever sent it. Raises Http404 if not kept."""
    try:
        with default_storage.open(original_path(picture.name)) as file:
            body = encryption.decrypt_bytes(file.read())
    except FileNotFoundError:
        raise Http404 from None
    name = f'attachment; filename="picture-{picture.pk}"'
    return HttpResponse(
        body,
        content_type="application/octet-stream",
        headers=HARMLESS | {"Content-Disposition": name},
    )


def read(picture: Picture, width: int, kind: str) -> bytes:
    """Raises FileNotFoundError if it is lost."""
    with default_storage.open(path(picture.name, width, kind)) as file:
        data: bytes = file.read()
    return data


def file_response(picture: Picture, width: int, kind: str) -> HttpResponse:
    """One file. Raises Http404 for a width or kind that was not made, or a file that is lost."""
    if kind not in CONTENT_TYPES or width not in picture.widths:
        raise Http404
    try:
        body = read(picture, width, kind)
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(body, content_type=CONTENT_TYPES[kind], headers=HARMLESS)
