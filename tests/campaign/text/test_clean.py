"""Names and lines that visitors type: every real name is accepted, invisible characters are refused."""

import unicodedata
from unittest import TestCase

from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from campaign.text.clean import MAX_MARKS, clean_line, clean_name, clean_paragraph

REAL = [
    "ئالىم تۇرسۇن", "گۈلنار", "阿力木·吐尔逊", "Әсел Тұрсынқызы", "Gülnar Ablet", "Nguyễn Thị Ánh",
    "O’Connor-Łukasiewicz", "D'Angelo", "María José de la Ó", "Björk", "李", "Ng", "X Æ A", "Σωκράτης",
    "أمينة الخطيب", "שרה", "தமிழ் செல்வன்", "ဒေါ်", "ຄຳ", "ከበደ", "मेरी\u200dमम", "نمی\u200cدانم",
    "Madonna", "Andriantsimitoviaminandriandrazaka Rakotomalala Ravalomanana", "ရွှံ့", "བསྒྲུབས",
    "Jean-Luc", "Müller (Berlin)", "Mary & John", "Ahmad ibn 'Abd al-'Aziz", "AYGÜL MISAL", "J. R. R.",
    "प्रज्ञा", "ญี่ปุ่น", "ඳකුරුම්", "ქართველი", "Ìyábọ̀", "ក្រុម", "7 of 9", "李·小龙",
]  # fmt: skip

# Each is tried alone and between letters.
UNSEEN = [
    "\u202e", "\u202a", "\u2066", "\u2069", "\u200b", "\u2060", "\ufeff", "\u00ad", "\u3164", "\u115f",
    "\u2800", "\uffa0", "\x00", "\x01", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u2029", "\ud800",
    "\U000e0041", "\ue000", "\ufffe", "\r", "\n", "\r\n", "\v", "\f", "\x1c", "\u180e", "\u061c",
    "\ufffd",
]  # fmt: skip


def refused(typed: str) -> str:
    try:
        clean_name(typed)
    except ValidationError as error:
        return str(error.code)
    return ""


class NameTests(TestCase):
    def test_real_names_are_taken_unchanged(self) -> None:
        for name in REAL:
            with self.subTest(name):
                self.assertEqual(clean_name(name), unicodedata.normalize("NFC", name))

    def test_what_cannot_be_seen_is_refused(self) -> None:
        for character in UNSEEN:
            with self.subTest(character.encode("unicode_escape")):
                self.assertTrue(refused(character))
                self.assertEqual(refused(f"Ay{character}gül"), "unseen")

    def test_joiners_are_for_inside_a_word(self) -> None:
        for joiner in ("\u200c", "\u200d"):
            for typed in (
                joiner, f"{joiner}Ay", f"Ay{joiner}", f"Ay{joiner}{joiner}gül", f"Ay {joiner}gül",
                f"Ay{joiner} gül", "Ay\u200c\u200dgül", f"A {joiner} B",
            ):  # fmt: skip
                with self.subTest(typed.encode("unicode_escape")):
                    self.assertEqual(refused(typed), "unseen")

    def test_towers_of_accents_are_refused(self) -> None:
        self.assertEqual(refused("Z" + "\u0301" * 90), "too_many_marks")
        self.assertEqual(refused("Z" + "\u0335" * (MAX_MARKS + 1)), "too_many_marks")
        self.assertEqual(refused("Z" + "\u0335" * MAX_MARKS), "")

    def test_a_name_has_a_letter(self) -> None:
        for typed in ("", " ", "123", "-", "…", "·", "😀", "\u0301"):
            with self.subTest(typed):
                self.assertEqual(refused(typed), "no_letter")

    def test_what_a_paste_brings_along_is_cleaned(self) -> None:
        for typed in (
            " Aygül Misal\r\n",
            "Aygül  Misal",
            "Aygül\u00a0Misal",
            "Aygu\u0308l\tMisal",
            "\u3000Aygül Misal",
        ):
            with self.subTest(typed):
                self.assertEqual(clean_name(typed), "Aygül Misal")

    def test_markup_and_formulas_are_only_text(self) -> None:
        for typed in (
            "<script>alert(1)</script>",
            "=cmd|' /C calc'!A0",
            "' OR 1=1--",
            "{{ name }}",
        ):
            self.assertEqual(clean_name(typed), typed)


class ParagraphTests(TestCase):
    def test_lines_stay_lines(self) -> None:
        self.assertEqual(clean_paragraph("One\r\ntwo\rthree"), "One\ntwo\nthree")

    def test_many_empty_lines_become_one(self) -> None:
        self.assertEqual(clean_paragraph("\n\nOne\n\n\n\n \n two  words \n"), "One\n\ntwo words")

    def test_nothing_unseen_gets_in(self) -> None:
        for character in UNSEEN:
            if character.strip("\r\n"):
                with (
                    self.subTest(character.encode("unicode_escape")),
                    self.assertRaises(ValidationError),
                ):
                    clean_paragraph(f"A line\nand an{character}other")

    def test_emoji_of_several_parts_are_taken(self) -> None:
        self.assertEqual(
            clean_paragraph("For them 👩\u200d👩\u200d👧 ❤️ 👍🏽"),
            "For them 👩\u200d👩\u200d👧 ❤️ 👍🏽",
        )


class AnyTextTests(TestCase):
    @given(st.text())
    def test_what_is_taken_is_seen_and_cleaning_it_again_changes_nothing(self, typed: str) -> None:
        for clean in (clean_line, clean_name, clean_paragraph):
            try:
                text = clean(typed)
            except ValidationError:
                continue
            self.assertEqual(clean(text), text)
            self.assertEqual(text, unicodedata.normalize("NFC", text))
            self.assertEqual(text, text.strip())
            self.assertFalse(
                {unicodedata.category(c) for c in text.replace("\n", "")} & {"Cc", "Cs", "Co"}
            )
            text.encode()

    def test_a_million_characters_are_read_once(self) -> None:
        for one in ("a", " ", "\u0301", "\u200d", "a\u0301", "\n", "\ufdfa", "\t "):
            with self.subTest(one.encode("unicode_escape")):
                for clean in (clean_line, clean_paragraph):
                    try:
                        clean((one * 200_000)[:200_000])
                    except ValidationError as error:
                        self.assertTrue(error.code)
