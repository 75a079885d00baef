"""Uploads by staff: hostile and odd files, and only the pixels are stored."""

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase, override_settings
from PIL import Image, ImageCms, PngImagePlugin

from campaign.images import reencoder, uploads

CANARY = b"CANARY-4711"


def picture(kind: str = "JPEG", size: tuple[int, int] = (300, 200), **options: Any) -> bytes:
    """A picture with a red left half and a blue right half."""
    image = Image.new(options.pop("mode", "RGB"), size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


class UploadTestCase(SimpleTestCase):
    def setUp(self) -> None:
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        media = override_settings(MEDIA_ROOT=self.folder)
        media.enable()
        self.addCleanup(media.disable)

    def take_in(self, data: bytes) -> uploads.StoredPicture:
        return uploads.store_picture(BytesIO(data), len(data))

    def written(self, data: bytes) -> Path:
        file = Path(self.enterContext(TemporaryDirectory())) / "upload"
        file.write_bytes(data)
        return file

    def refusal(self, data: bytes) -> str:
        with self.assertRaises(ValidationError) as refused:
            self.take_in(data)
        self.assertEqual(self.files(), [])
        return str(refused.exception.messages[0])

    def files(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.is_file())

    def made(self, stored: uploads.StoredPicture, kind: str = "jpg") -> Image.Image:
        width = stored.widths[-1]
        with Image.open(self.folder / "pictures" / stored.name / f"{width}.{kind}") as picture:
            picture.load()
        return picture


class TakenInTests(UploadTestCase):
    def test_the_three_kinds_are_taken_and_written_in_all_formats(self) -> None:
        for kind in ("JPEG", "PNG", "WEBP"):
            with self.subTest(kind):
                stored = self.take_in(picture(kind))
                formats = {self.made(stored, made).format for made in ("jpg", "webp", "avif")}
                self.assertEqual(formats, {"JPEG", "WEBP", "AVIF"})

    def test_a_large_picture_is_made_in_four_widths_and_no_wider(self) -> None:
        stored = self.take_in(picture(size=(4000, 3000)))
        self.assertEqual(stored.widths, [240, 480, 960, 1600])
        self.assertEqual((stored.width, stored.height), (1600, 1200))
        self.assertEqual(len(self.files()), 12)

    def test_a_small_picture_is_not_blown_up(self) -> None:
        stored = self.take_in(picture(size=(300, 200)))
        self.assertEqual((stored.width, stored.widths), (300, [240, 300]))
        self.assertEqual(self.made(stored).size, (300, 200))

    def test_the_name_is_random_and_the_files_are_for_the_server_alone(self) -> None:
        data = picture()
        names = {self.take_in(data).name for _ in range(2)}
        self.assertEqual(len(names), 2)
        self.assertRegex(names.pop(), r"\A[0-9a-f]{32}\Z")
        self.assertEqual({path.stat().st_mode & 0o777 for path in self.files()}, {0o600})

    def test_however_the_camera_was_held_the_picture_is_put_upright(self) -> None:
        """For each EXIF orientation 1 to 8: where the red half is in the result."""
        sides = ("left", "right", "right", "left", "top", "top", "bottom", "bottom")
        for note, side in enumerate(sides, start=1):
            with self.subTest(note=note):
                exif = Image.Exif()
                exif[0x0112] = note
                stored = self.take_in(picture(exif=exif))
                lying = side in {"top", "bottom"}
                self.assertEqual((stored.width, stored.height), (200, 300) if lying else (300, 200))
                last = side in {"right", "bottom"}
                corner = (stored.width - 10, stored.height - 10) if last else (10, 10)
                red = self.made(stored).getpixel(corner)
                assert isinstance(red, tuple)
                self.assertGreater(red[0], 200)
                self.assertLess(red[2], 50)

    def test_colours_of_another_profile_become_srgb(self) -> None:
        lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
        stored = self.take_in(
            picture(icc_profile=lab)
        )  # a profile for another mode: the colours stay as they are
        red = self.made(stored).getpixel((10, 10))
        assert isinstance(red, tuple)
        self.assertGreater(red[0], 200)

    def test_what_is_transparent_gets_paper_behind_it(self) -> None:
        clear = BytesIO()
        Image.new("RGBA", (100, 100), (255, 0, 0, 0)).save(clear, "PNG")
        paper = self.made(self.take_in(clear.getvalue())).getpixel((50, 50))
        assert isinstance(paper, tuple)
        self.assertTrue(all(channel > 240 for channel in paper))

    def test_a_palette_with_a_transparent_colour_gets_paper_behind_it(self) -> None:
        image = Image.new("P", (100, 100), 0)
        image.putpalette([0, 200, 0, 200, 0, 0])
        image.paste(1, (50, 0, 100, 100))
        for clear in (0, b"\x00\xff"):  # one transparent palette colour, and an opacity for each
            file = BytesIO()
            image.save(file, "PNG", transparency=clear)
            made = self.made(self.take_in(file.getvalue()))
            paper, red = made.getpixel((20, 50)), made.getpixel((80, 50))
            assert isinstance(paper, tuple) and isinstance(red, tuple)
            self.assertTrue(all(channel > 240 for channel in paper))
            self.assertGreater(red[0], 180)

    def test_other_kinds_of_pixels_are_taken(self) -> None:
        for mode in ("L", "LA", "P", "1", "I;16", "CMYK"):
            with self.subTest(mode):
                file = BytesIO()
                Image.new(mode, (100, 100)).save(file, "JPEG" if mode == "CMYK" else "PNG")
                self.assertEqual(self.made(self.take_in(file.getvalue())).mode, "RGB")

    def test_sixteen_bits_a_channel_are_scaled_and_not_cut_off(self) -> None:
        file = BytesIO()
        Image.new("I;16", (100, 100), 0x8000).save(file, "PNG")
        grey = self.made(self.take_in(file.getvalue())).getpixel((50, 50))
        assert isinstance(grey, tuple)
        self.assertAlmostEqual(grey[0], 128, delta=3)


class NothingRidesAlongTests(UploadTestCase):
    def test_no_metadata_of_a_jpeg_survives(self) -> None:
        exif = Image.Exif()
        exif[0x010E] = "description " + CANARY.decode()
        exif.get_ifd(0x8825)[29] = CANARY.decode()  # the GPS block
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        data = picture(
            exif=exif, comment=CANARY, xmp=b"<x:xmpmeta>" + CANARY, icc_profile=profile + CANARY
        )
        self.assertGreaterEqual(data.count(CANARY), 5)
        self.take_in(data)
        self.assert_clean()

    def test_no_metadata_of_a_png_survives(self) -> None:
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", CANARY.decode())
        info.add_itxt("XML:com.adobe.xmp", CANARY.decode())
        data = picture("PNG", pnginfo=info, exif=b"Exif\0\0" + CANARY)
        self.assertEqual(data.count(CANARY), 3)
        self.take_in(data)
        self.assert_clean()

    def test_no_metadata_of_a_webp_survives(self) -> None:
        data = picture("WEBP", exif=b"Exif\0\0" + CANARY, xmp=CANARY)
        self.assertEqual(data.count(CANARY), 2)
        self.take_in(data)
        self.assert_clean()

    def test_nothing_that_hangs_behind_the_picture_survives(self) -> None:
        archive = BytesIO()
        with zipfile.ZipFile(archive, "w") as packed:
            packed.writestr("evil.html", CANARY)
        for data in (
            picture("JPEG") + b"<?php system('" + CANARY + b"'); ?>",
            picture("PNG") + archive.getvalue(),
            picture("PNG") + b"<script>" + CANARY + b"</script>",
        ):
            self.take_in(data)
        self.assert_clean()

    def assert_clean(self) -> None:
        files = self.files()
        self.assertTrue(files)
        for path in files:
            data = path.read_bytes()
            for trace in (
                CANARY,
                b"Exif",
                b"ICC_PROFILE",
                b"ICCP",
                b"xmp",
                b"<?php",
                b"PK\x03\x04",
            ):
                self.assertNotIn(trace, data, path.suffix)
            with Image.open(path) as image:
                self.assertLessEqual(
                    set(image.info), {"jfif", "jfif_version", "jfif_unit", "jfif_density",
                                      "progressive", "progression", "loop", "background",
                                      "timestamp", "duration", "bounding_box"},
                )  # fmt: skip


class RefusedTests(UploadTestCase):
    def test_an_empty_file_and_one_byte_too_many(self) -> None:
        self.assertIn("20 MB", self.refusal(b""))
        file = BytesIO(picture())
        with self.assertRaisesMessage(ValidationError, "20 MB"):
            uploads.store_picture(file, uploads.MAX_BYTES + 1)

    def test_a_bomb_is_refused_from_its_header_without_being_decoded(self) -> None:
        # 9,000 × 9,000 pixels in some 10 KB, a header with 65,000 × 65,000, and a long thin picture.
        for size in ((9_000, 9_000), (65_000, 65_000), (20_000, 100)):
            bomb = png_header(*size)
            with self.subTest(size):
                self.assertIn("too large", self.refusal(bomb))
                with (
                    mock.patch(
                        "PIL.ImageFile.ImageFile.load", side_effect=AssertionError("decoded")
                    ),
                    self.assertRaisesMessage(reencoder.Refused, "too large"),
                ):
                    reencoder.decode(self.written(bomb))

    def test_a_header_that_lies_about_the_size(self) -> None:
        data = bytearray(picture("PNG", size=(300, 200)))
        data[16:24] = struct.pack(">II", 3_000, 2_000)
        data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
        self.assertIn("damaged", self.refusal(bytes(data)))

    def test_files_that_were_cut_off(self) -> None:
        for kind in ("JPEG", "PNG", "WEBP"):
            whole = picture(kind, size=(900, 900))
            for share in (2, 20, len(whole) - 10):
                with self.subTest(kind, share=share):
                    self.assertIn("damaged", self.refusal(whole[: max(len(whole) // share, 4)]))

    def test_other_formats_whatever_they_are_called(self) -> None:
        for kind in ("GIF", "TIFF", "EPS", "BMP", "ICO", "PDF", "PPM", "AVIF", "TGA"):
            with self.subTest(kind):
                self.assertIn("JPEG, PNG or WebP", self.refusal(picture(kind)))

    def test_texts_that_call_themselves_pictures(self) -> None:
        for data in (
            b"GIF89a/*<html><script>alert(1)</script>*/",
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n(/etc/passwd) (r) file\n",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            b"<?php system($_GET[0]); ?>",
            b"\xff\xd8\xff\xe0" + b"\0" * 100,
            b"\x89PNG\r\n\x1a\n" + b"A" * 100,
            b"RIFF\xff\xff\xff\xffWEBPVP8 " + b"A" * 100,
            b"\0" * 1000,
        ):
            with self.subTest(data[:12]):
                self.assertIn("JPEG, PNG or WebP", self.refusal(data))

    def test_pictures_that_move(self) -> None:
        frames = [Image.new("RGB", (64, 64), (number % 256, 0, 0)) for number in range(5_000)]
        for kind in ("PNG", "WEBP"):
            file = BytesIO()
            frames[0].save(file, kind, save_all=True, append_images=frames[1:])
            with self.subTest(kind):
                self.assertIn("moves", self.refusal(file.getvalue()))

    def test_one_that_would_take_too_much_is_stopped_and_the_site_goes_on(self) -> None:
        for bound in (
            mock.patch.object(uploads, "MAX_SECONDS", 0),
            # As when the kernel kills a process over its limits: no output.
            mock.patch("subprocess.run", return_value=mock.Mock(returncode=-9, stderr=b"")),
        ):
            with bound:
                self.assertIn("too much time or memory", self.refusal(picture()))

    def test_a_picture_too_small_to_be_seen(self) -> None:
        self.assertIn("too small", self.refusal(picture("PNG", size=(1, 1))))


def png_header(width: int, height: int) -> bytes:
    """A black PNG of this size in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    body = b"".join(packer.compress(row) for _ in range(min(height, 9_000))) + packer.flush()
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )
