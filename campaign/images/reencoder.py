"""Makes the pictures of the site out of one uploaded file, in a process of its own: see campaign/images/intake.py.

    python -m campaign.images.reencoder FOLDER

Reads FOLDER/upload; writes WIDTH.avif, WIDTH.webp and WIDTH.jpg for each width, and made.json. Whatever is
not a still picture of a fair size ends it with one of the words of Refusal. It knows nothing of Django.
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
# The largest picture allowed takes some 400 MB of these while it is worked on.
MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 40


class Refusal(StrEnum):
    TOO_LARGE = "too large"
    TOO_SMALL = "too small"
    MOVES = "moves"
    NO_PICTURE = "no picture"


class Refused(Exception):
    pass


def main(folder: Path) -> None:
    sandbox.limit_resources(memory=MOST_MEMORY, seconds=MOST_SECONDS)
    try:
        pixels = read(folder / "upload")
    except Refused:
        raise
    except Exception as error:
        # Decoders meet a broken file with whatever exception they stumble into.
        raise Refused(Refusal.NO_PICTURE) from error
    widths = [width for width in WIDTHS if width < pixels.width] + [pixels.width]
    for width in widths:
        scaled = pixels.resize((width, _height(pixels.size, width)), Image.Resampling.LANCZOS)
        for kind, options in ENCODERS.items():
            scaled.save(folder / f"{width}.{kind}", **options)
    made = {"width": pixels.width, "height": pixels.height, "widths": widths}
    (folder / "made.json").write_text(json.dumps(made))


def read(file: Path) -> Image.Image:
    """The picture the right way up, in sRGB, no wider than we need, with nothing but its pixels."""
    # The format is told by the content; neither the file's name nor its Content-Type is known here.
    try:
        image = Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError as error:  # Pillow's own bound, far above ours
        raise Refused(Refusal.TOO_LARGE) from error
    with image:
        # So far only the header was read: nothing has been decoded yet.
        width, height = image.size
        if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
            raise Refused(Refusal.TOO_LARGE)
        if min(width, height) < SHORTEST_SIDE:
            raise Refused(Refusal.TOO_SMALL)
        # A photo of some telephones holds a second picture for the screen (MPO); the first is the photo.
        if image.format != "MPO" and getattr(image, "n_frames", 1) != 1:
            raise Refused(Refusal.MOVES)
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
    if image.mode.startswith("I"):
        # 16 bits a channel, which `convert` would cut off instead of scaling.
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


def _height(size: tuple[int, int], width: int) -> int:
    return max(1, round(size[1] * width / size[0]))


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except Refused as refused:
        sys.exit(str(refused))
