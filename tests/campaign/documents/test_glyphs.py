"""No letter of a document is an empty box: what no font can draw is shown by its name or code."""

from io import BytesIO
from unittest.mock import patch

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from campaign.documents import glyphs, pdf

NO_FONT = bytearray(0x110000)
DATA = {
    "title": "People who signed", "lead": "", "campaign": "The Campaign", "site": "campaign.example", "demo": "",
    "countries": [{"name": "Kosovo", "names": ["Gülnar 🌸 Ablet", "A \U000323b0", "B 🇰🇿", "C \U0001fae9"], "more": ""}],
}  # fmt: skip


class Drawable(SimpleTestCase):
    def test_what_no_font_has_is_described(self) -> None:
        with patch.object(glyphs, "_covered", lambda: NO_FONT):
            for text, shown in {
                "Gülnar 🌸": "Gülnar [cherry blossom]", "🇰🇿": "KZ", "👍🏽!": "[thumbs up sign]!", "👩\u200d👧": "[woman][girl]",
                "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f": "[waving black flag]",
                "❤️ ok": "[heavy black heart] ok", "\U000323b0": "[U+323B0]", "Ὀδυσσεύς – “Ő”, €5 →": "Ὀδυσσεύς – “Ő”, €5 →",
                "a\u0301\u200d": "a\u0301\u200d",
            }.items():  # fmt: skip
                with self.subTest(text):
                    self.assertEqual(glyphs.drawable(text), shown)

    def test_in_all_of_the_data(self) -> None:
        with patch.object(glyphs, "_covered", lambda: NO_FONT):
            found = glyphs.drawable({"a": [("🌸", 1)], "b": {"c": None}})
        self.assertEqual(found, {"a": [["[cherry blossom]", 1]], "b": {"c": None}})

    def test_what_a_font_has_stays(self) -> None:
        names = ["ئالىم تۇرسۇن", "阿力木·吐尔逊", "Әсел", "ქართველი", "שרה"]
        if pdf.scripts_without_font():
            self.skipTest("This machine has no fonts for names.")
        self.assertEqual(glyphs.drawable(names[:3]), names[:3])

    @given(st.text())
    def test_whatever_was_typed_nothing_left_needs_a_font_that_is_missing(self, text: str) -> None:
        with patch.object(glyphs, "_covered", lambda: NO_FONT):
            shown = glyphs.drawable(text)
            self.assertEqual(glyphs.drawable(shown), shown)

    def test_in_the_document(self) -> None:
        with patch.object(glyphs, "_covered", lambda: NO_FONT):
            made = pdf.render_pdf("names", DATA, language="en")
        text = " ".join(PdfReader(BytesIO(made)).pages[0].extract_text().split())
        for words in ("Gülnar [cherry blossom] Ablet", "A [U+323B0]", "B KZ", "C ["):
            self.assertIn(words, text)
