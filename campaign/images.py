"""Taking in pictures that staff upload.

A file from outside is not trusted: it is bounded before it is decoded, decoded by one of three decoders
that are named here, and of what comes out only the pixels are kept. They are written anew, under a random
name, in the widths and formats that pages use, so nothing that rode along in the file (where it was
taken, by whom, with what, or a script at its end) can reach a visitor. The file itself is never kept.
"""

import secrets
import threading
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from campaign import pictures

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 24_000_000
LONGEST_SIDE = 12_000
SHORTEST_SIDE = 60
WIDTHS = (240, 480, 960, 1600)
ENCODERS: dict[str, dict[str, Any]] = {
    "jpg": {"format": "JPEG", "quality": 82, "optimize": True, "progressive": True},
    "webp": {"format": "WEBP", "quality": 80},
    "avif": {"format": "AVIF", "quality": 60, "speed": 8, "max_threads": 1},
}
REDUCIBLE = {"L", "LA", "RGB", "RGBA", "CMYK"}  # modes that Image.reduce can average
PAPER = "#fbfaf7"  # behind what is transparent

# One at a time in a process: the largest picture allowed takes some 400 MB while it is worked on.
_at_work = threading.Lock()


@dataclass(frozen=True, slots=True)
class Stored:
    """The files of one picture, as the fields of campaign.models.Picture."""

    name: str
    width: int
    height: int
    widths: list[int]


def take_in(file: BinaryIO, size: int) -> Stored:
    """Store a picture in all its widths and formats.

    Raises ValidationError, in words for staff, on whatever is not a still picture of a fair size.
    """
    if not 0 < size <= MOST_BYTES:
        raise ValidationError(_("The file may have 20 MB at the most, and must not be empty."))
    with _at_work:
        try:
            pixels = _pixels(file)
        except ValidationError:
            raise
        except Exception as error:
            # Decoders meet a broken file with whatever exception they stumble into.
            raise ValidationError(
                _("This is not a JPEG, PNG or WebP picture, or the file is damaged.")
            ) from error
        return _store(pixels)


def forget(name: str, widths: list[int]) -> None:
    """Delete the files of a picture."""
    for width in widths:
        for kind in pictures.CONTENT_TYPES:
            default_storage.delete(pictures.path(name, width, kind))


def _pixels(file: BinaryIO) -> Image.Image:
    """The picture the right way up, in sRGB, no wider than we need, with nothing but its pixels."""
    file.seek(0)
    # The format is told by the content; neither the file's name nor its Content-Type is looked at.
    with Image.open(file, formats=FORMATS) as image:
        # So far only the header was read: nothing has been decoded yet.
        width, height = image.size
        if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
            raise ValidationError(
                _("The picture is too large: 24 megapixels and 12,000 pixels a side are the most.")
            )
        if min(width, height) < SHORTEST_SIDE:
            raise ValidationError(
                _("The picture is too small: it needs at least %d pixels a side.") % SHORTEST_SIDE
            )
        # A photo of some telephones holds a second picture for the screen (MPO); the first is the photo.
        if image.format != "MPO" and getattr(image, "n_frames", 1) != 1:
            raise ValidationError(_("The picture moves. Please take a still one."))
        # Made smaller as early as can be, for the memory: a JPEG while it is decoded, others right after.
        image.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
        image.load()
        factor = min(image.size) // WIDTHS[-1]
        reduced = image.reduce(factor) if factor > 1 and image.mode in REDUCIBLE else image
        colours = _in_srgb(_upright(reduced))
    width = min(colours.width, WIDTHS[-1])
    colours = colours.resize((width, _height(colours.size, width)), Image.Resampling.LANCZOS)
    # A new object: `convert` and `resize` hand on comments and profiles, and savers write them.
    clean = Image.new("RGB", colours.size)
    clean.paste(colours)
    return clean


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # a note that cannot be read says nothing, and is no fault of the picture's
        return image


def _in_srgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith(
        "I"
    ):  # 16 bits a channel, which `convert` would cut off instead of scaling
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    profile = image.info.get("icc_profile")
    if image.has_transparency_data:
        layers = image.convert("RGBA")
        image = Image.new("RGBA", image.size, PAPER)
        image.alpha_composite(layers)
        image = image.convert("RGB")
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            converted = ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except ImageCms.PyCMSError:
            pass  # a profile that is broken or of another kind of picture: the plain colours will do
        else:
            if converted is not None:
                return converted
    return image.convert("RGB")


def _store(pixels: Image.Image) -> Stored:
    name = secrets.token_hex(16)
    widths = [width for width in WIDTHS if width < pixels.width] + [pixels.width]
    for width in widths:
        scaled = pixels.resize((width, _height(pixels.size, width)), Image.Resampling.LANCZOS)
        for kind, options in ENCODERS.items():
            encoded = BytesIO()
            scaled.save(encoded, **options)
            default_storage.save(pictures.path(name, width, kind), ContentFile(encoded.getvalue()))
    return Stored(name, pixels.width, pixels.height, widths)


def _height(size: tuple[int, int], width: int) -> int:
    return max(1, round(size[1] * width / size[0]))
