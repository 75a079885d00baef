"""Documents are written anew when they come in: what they say of their makers is gone, what they show stays."""

import os
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import override_settings
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import DictionaryObject, NameObject, StreamObject, TextStringObject

from campaign.documents import pdf
from news.documents import intake, orphans
from news.documents.cleaner import strip_jpeg
from news.models import NewsDocument
from tests.factories import make_news
from tests.testcases import SiteTestCase

RELATIVE = "Kanarienvogel"


def photograph(**options: Any) -> bytes:
    exif = Image.Exif()
    exif[0x013B] = RELATIVE  # the artist
    file = BytesIO()
    Image.new("RGB", (80, 60), "teal").save(file, options.pop("format", "JPEG"), exif=exif)
    return file.getvalue()


def written_by(author: str, **options: Any) -> bytes:
    """A PDF in which its author stands in every place that programs know."""
    page = pdf.render_pdf(
        "text-card",
        {
            "campaign": "", "site": "", "width": 400, "height": 300, "band": "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "kicker": "", "title": "Words to read", "lead": "", "demo": "",
        },
        language="en",
    )  # fmt: skip
    writer = PdfWriter(clone_from=PdfReader(BytesIO(page)))
    writer.add_metadata({"/Author": author, "/Producer": author})
    writer.add_attachment(f"{author}.txt", author.encode())
    script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject(f"app.alert('{author}')")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject(key): value for key, value in script.items()}
    )
    writer.add_annotation(0, FreeText(text=author, rect=(0, 0, 50, 50)))
    secret = StreamObject()
    secret.set_data(author.encode())
    root = writer.root_object
    root[NameObject("/Metadata")] = writer._add_object(secret)
    own = DictionaryObject({NameObject("/By"): TextStringObject(author)})
    writer.pages[0][NameObject("/PieceInfo")] = own
    photo = StreamObject()
    photo._data = photograph()
    photo[NameObject("/Filter")] = NameObject("/DCTDecode")
    root[NameObject("/Dests")] = writer._add_object(photo)
    if password := options.get("password"):
        writer.encrypt(password)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


class IntakeTests(SiteTestCase):
    def setUp(self) -> None:
        super().setUp()
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        media = override_settings(MEDIA_ROOT=Path(folder.name))
        media.enable()
        self.addCleanup(media.disable)

    def store(self, content: bytes) -> tuple[intake.StoredDocument, bytes]:
        stored = intake.store_document(BytesIO(content), len(content))
        with default_storage.open(intake.file_path(stored.name)) as file:
            return stored, file.read()

    def test_a_pdf_loses_its_authors_attachments_scripts_and_comments_but_not_its_words(
        self,
    ) -> None:
        before = written_by(RELATIVE)
        self.assertIn(RELATIVE.encode(), before)
        stored, content = self.store(before)
        self.assertTrue(stored.name.endswith(".pdf"))
        self.assertEqual(stored.size, len(content))
        self.assertIn("Words to read", " ".join(stored.words.split()))
        reader = PdfReader(BytesIO(content))
        everything = [repr(reader.get_object(number)) for number in range(1, len(reader.xref[0]))]
        everything += [
            str(found.get_data() if found.get("/Filter") != "/DCTDecode" else found._data)
            for number in range(1, len(reader.xref[0]))
            if isinstance(found := reader.get_object(number), StreamObject)
        ]
        self.assertNotIn(RELATIVE, "".join(everything))
        self.assertNotIn(RELATIVE.encode(), content)
        self.assertNotIn("/JS", "".join(everything))

    def test_a_photograph_keeps_its_pixels_alone(self) -> None:
        for format in ("JPEG", "PNG"):
            stored, content = self.store(photograph(format=format))
            with self.subTest(format), Image.open(BytesIO(content)) as image:
                self.assertEqual((image.size, image.getexif()), ((80, 60), {}))
                self.assertEqual(stored.words, "")

    def test_what_cannot_be_written_anew_is_refused_whatever_its_name(self) -> None:
        for content, words in (
            (b"PK\x03\x04 a word processor's file", "Choose a PDF"),
            (b"<html><script>1</script>", "Choose a PDF"),
            (written_by("x", password="secret"), "locked with a password"),
            (b"%PDF-1.7 and no more", "damaged"),
            (b"", "must not be empty"),
        ):
            with self.subTest(words), self.assertRaisesMessage(ValidationError, words):
                intake.store_document(BytesIO(content), len(content))
        self.assertFalse(default_storage.exists(intake.FOLDER))

    def test_a_picture_inside_a_pdf_loses_what_the_camera_wrote(self) -> None:
        stripped = strip_jpeg(photograph())
        self.assertNotIn(RELATIVE.encode(), stripped)
        with Image.open(BytesIO(stripped)) as image:
            image.load()

    def test_a_file_stays_while_the_history_can_bring_it_back(self) -> None:
        item = make_news()
        for name in ("kept.pdf", "deleted.pdf", "never.pdf"):
            default_storage.save(intake.file_path(name), ContentFile(b"%PDF-"))
            age(name)
        NewsDocument.objects.create(item=item, title="Kept", name="kept.pdf", size=5)
        NewsDocument.objects.create(item=item, title="Gone", name="deleted.pdf", size=5).delete()
        self.assertEqual(orphans.delete_orphans(), 1)
        self.assertFalse(default_storage.exists(intake.file_path("never.pdf")))
        item.all_changes().delete()
        self.assertEqual(orphans.delete_orphans(), 1)
        self.assertTrue(default_storage.exists(intake.file_path("kept.pdf")))


def age(name: str) -> None:
    os.utime(default_storage.path(intake.file_path(name)), (0, 0))
