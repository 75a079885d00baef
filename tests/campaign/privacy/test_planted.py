"""Gives a public person one marked word in every private field, and another one in every public field.

test_canaries lists which fields are public. The test walks all URLs of the URL configuration, with files and
their metadata. It must find the second word, which proves that it looked.
"""

import re
import zlib
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import models
from django.test import override_settings
from django.utils import timezone
from PIL import Image, PngImagePlugin
from pypdf import PdfReader

from campaign.images import uploads
from campaign.images.models import Picture
from profiles.models import Detainee, DetaineeTranslation, StatusClaim
from profiles.safety import merge
from tests.campaign.addresses import Site
from tests.campaign.privacy.test_canaries import PUBLIC
from tests.canaries import CANARY, canary_values, plant
from tests.factories import make_source, published_fields
from tests.testcases import SiteTestCase

SISKIN = "Zeisig"  # the word that must be found


def shown_words(model: type[models.Model]) -> dict[str, Any]:
    told = PUBLIC.get(model._meta.label, set())
    return {name: word for name, word in canary_values(model, SISKIN).items() if name in told}


def plant_shown(model: type[models.Model], **fields: Any) -> Any:
    return plant(model, **shown_words(model) | fields)


def uploaded() -> dict[str, Any]:
    """A picture file with the private word in every kind of metadata."""
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = CANARY  # description, artist
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", CANARY)
    text.add_itxt("XML:com.adobe.xmp", f"<x>{CANARY}</x>")
    file = BytesIO()
    Image.new("RGB", (640, 800), "teal").save(file, "PNG", exif=exif, pnginfo=text)
    stored = uploads.store_picture(file, len(file.getvalue()))
    return {
        "name": stored.name, "width": stored.width, "height": stored.height, "widths": stored.widths,
    }  # fmt: skip


class PlantedTests(SiteTestCase):
    def setUp(self) -> None:
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        media = override_settings(MEDIA_ROOT=Path(folder.name))
        media.enable()
        self.addCleanup(media.disable)
        self.site = Site()
        self.person = self.site.person = plant_shown(
            Detainee, **published_fields(portrait=plant_shown(Picture, **uploaded()))
        )
        languages = {"charge_language": "zh-Hans", "original_language": "ug-Arab"}
        for model in merge.related_models():
            fields = {each.name for each in model._meta.fields}
            needed: dict[str, Any] = {
                name: value for name, value in languages.items() if name in fields
            }
            if model is StatusClaim:
                needed["source"] = make_source(self.person)
            covers = dict.fromkeys((name for name in fields if name.startswith("covers_")), True)
            if "is_public" in fields:
                plant(model, detainee=self.person, is_public=False, **needed)
                needed["is_public"] = True
            plant_shown(model, detainee=self.person, **needed, **covers)
        plant(DetaineeTranslation, item=self.person, language="ug", state="draft")
        plant_shown(
            DetaineeTranslation, item=self.person, language="ug", state="reviewed", reviewed_at=timezone.now(),
        )  # fmt: skip
        for each in (self.site.petition, self.site.news):
            each.people.add(self.person)

    def body(self, address: str) -> bytes:
        response: Any = self.client.get(address)
        self.assertNotIn(CANARY, str(response.headers))
        return b"".join(response.streaming_content) if response.streaming else response.content

    def test_what_is_private_is_at_no_public_address_and_what_is_public_is(self) -> None:
        heard = set()
        for route, address in self.site.addresses().items():
            for prefix in ("", *(f"/{code}" for code, _name in settings.LANGUAGES)):
                body = self.body(f"{prefix}{address}").decode(errors="replace")
                with self.subTest(f"{prefix}{address}"):
                    self.assertNotIn(CANARY.lower(), body.lower())
                if SISKIN.lower() in body.lower():
                    heard.add(route)
        for route in (
            "profiles/",
            "profiles/<slug:slug>/",
            "data/profiles.json",
            "data/profiles.csv",
        ):
            self.assertIn(route, heard)

    def test_nor_does_searching_suggest_or_find_it(self) -> None:
        for typed in (CANARY, CANARY[:5], f"{CANARY[:-1]}", "Kanarianvogel", f"{SISKIN} {CANARY}"):
            page = self.client.get("/profiles/", {"q": typed}).text
            self.assertNotIn(f"/profiles/{self.person.slug}/", page)
        found = self.client.get("/profiles/", {"q": SISKIN}).text
        self.assertIn(f"/profiles/{self.person.slug}/", found)
        self.assertNotIn(CANARY, found)

    def test_nor_is_it_in_the_bytes_of_any_picture(self) -> None:
        picture = self.person.portrait
        files = [f"portrait-{w}.{kind}" for w in picture.widths for kind in ("jpg", "webp", "avif")]
        for name in (*files, "card.png"):
            body = self.body(f"{self.person.get_absolute_url()}{name}")
            with self.subTest(name):
                self.assertNotIn(CANARY.encode(), body)
                shown = Image.open(BytesIO(body))
                self.assertFalse(shown.getexif())
                self.assertNotIn(CANARY, str(shown.info))

    def test_nor_in_what_a_case_sheet_is_described_with(self) -> None:
        pdf = self.body(f"{self.person.get_absolute_url()}case-sheet.pdf")
        described = unpacked(pdf)
        self.assertIn(SISKIN.encode(), described)
        self.assertNotIn(CANARY.encode(), described)

    def test_nor_in_its_text(self) -> None:
        pdf = self.body(f"{self.person.get_absolute_url()}case-sheet.pdf")
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
        self.assertIn(SISKIN, text)
        self.assertNotIn(CANARY, text)


def unpacked(pdf: bytes) -> bytes:
    """The PDF with its streams decompressed, since metadata may be inside or outside of them."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    packed = [stream for stream in streams if stream[:1] == b"x"]
    plain = pdf + b"".join(zlib.decompressobj().decompress(stream) for stream in packed)
    return plain + plain.replace(b"\0", b"")  # for text in UTF-16, also without the zero bytes
