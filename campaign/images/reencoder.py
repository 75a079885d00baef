"""Re-encodes one uploaded file, as a program in its own process: see campaign/images/uploads.py.

    python -m campaign.images.reencoder FOLDER

It reads FOLDER/upload and writes WIDTH.avif, WIDTH.webp and WIDTH.jpg for each width, and made.json. If the
file is no still picture within the limits, it exits with one of the messages of Refusal. It does not use Django.
"""

import json
import sys
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps

from campaign.documents import sandbox

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 24_000_000
MAX_SIDE = 12_000  # pixels
MIN_SIDE = 60
WIDTHS = (240, 480, 960, 1600)
ENCODERS: dict[str, dict[str, Any]] = {  # by file extension: options of Image.save
    "jpg": {"format": "JPEG", "quality": 82, "optimize": True, "progressive": True},
    "webp": {"format": "WEBP", "quality": 80},
    "avif": {"format": "AVIF", "quality": 60, "speed": 8, "max_threads": 1},
}
REDUCIBLE = {"L", "LA", "RGB", "RGBA", "CMYK"}  # modes that Image.reduce can average
PAPER = (
    "#fbfaf7"  # the background of transparent pictures: the page's paper (static/css/tokens.css)
)
# Bytes. The largest picture allowed needs some 400 MB.
MAX_MEMORY = 1024 * 1024 * 1024
MAX_SECONDS = 40


class Refusal(StrEnum):
    TOO_LARGE = "too large"
    TOO_SMALL = "too small"
    ANIMATED = "moves"
    NOT_A_PICTURE = "no picture"


class Refused(Exception):
    """The file is refused; the message is a value of Refusal."""


def main(folder: Path) -> None:
    sandbox.limit_resources(memory=MAX_MEMORY, seconds=MAX_SECONDS)
    try:
        pixels = decode(folder / "upload")
    except Refused:
        raise
    except Exception as error:
        # Decoders raise all kinds of exceptions for a broken file.
        raise Refused(Refusal.NOT_A_PICTURE) from error
    widths = [width for width in WIDTHS if width < pixels.width] + [pixels.width]
    for width in widths:
        scaled = pixels.resize((width, _height(pixels.size, width)), Image.Resampling.LANCZOS)
        for kind, options in ENCODERS.items():
            scaled.save(folder / f"{width}.{kind}", **options)
    made = {"width": pixels.width, "height": pixels.height, "widths": widths}
    (folder / "made.json").write_text(json.dumps(made))


def decode(file: Path) -> Image.Image:
    """The picture upright, in sRGB, at most as wide as the largest width, without any metadata."""
    # Pillow recognises the format by the content. The file's name and Content-Type are not used.
    try:
        image = Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError as error:  # Pillow's own limit, far above ours
        raise Refused(Refusal.TOO_LARGE) from error
    with image:
        # Pillow has read only the header so far and decoded nothing.
        width, height = image.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise Refused(Refusal.TOO_LARGE)
        if min(width, height) < MIN_SIDE:
            raise Refused(Refusal.TOO_SMALL)
        # Some phones store a second, smaller picture in a photo (MPO). The first one is the photo.
        if image.format != "MPO" and getattr(image, "n_frames", 1) != 1:
            raise Refused(Refusal.ANIMATED)
        # Reduce the size as early as possible, to save memory: a JPEG while decoding, others right after.
        image.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))
        image.load()
        factor = min(image.size) // WIDTHS[-1]
        reduced = image.reduce(factor) if factor > 1 and image.mode in REDUCIBLE else image
        colours = _in_srgb(_upright(reduced))
    width = min(colours.width, WIDTHS[-1])
    colours = colours.resize((width, _height(colours.size, width)), Image.Resampling.LANCZOS)
    # A new object, because `convert` and `resize` copy comments and profiles, and encoders write them.
    clean = Image.new("RGB", colours.size)
    clean.paste(colours)
    return clean


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:  # broken EXIF data: the picture is fine, only its orientation is unknown
        return image


def _in_srgb(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        # 16 bits a channel: `convert` would clip the values instead of scaling them.
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
            pass  # a broken profile, or one for another mode: use the colours as they are
        else:
            if converted is not None:
                return converted
    return image.convert("RGB")


def _height(size: tuple[int, int], width: int) -> int:
    return max(1, round(size[1] * width / size[0]))


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except Refused as refused:
        sys.exit(str(refused))
