"""The initials of names in all scripts. None is empty, and none is a mark, a title or a picture."""

import unicodedata
from unittest import TestCase

from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from campaign.text.clean import clean_name
from campaign.text.initials import initials

NAMES = {
    # what stands before the first letter
    "’Abd al-Rahman": "A. R.", "‘Abd ar-Rahman": "A. R.", "ʻAbd al-ʻAziz": "A. A.", "ʿUmar Ḥasan": "U. Ḥ.",
    "'Abd Al-Rahman": "A. R.", "Abd al Rahman": "A. R.", "Ahmad ash-Sharif": "A. S.", "Nur ad-Din": "N. D.",
    "-Gülnar-": "G.", "…Gülnar": "G.", "¡Ana!": "A.", "🌸 Gülnar 🌸": "G.", "🌸Gülnar": "G.", "❤️ Ana ❤️ Roe": "A. R.",
    "7 of 9": "O.", "1. Gülnar": "G.", "#Gülnar": "G.", "’t Hooft": "T. H.",
    # titles
    "Dr. Gülnar Ablet": "G. A.", "Prof. Dr. Ilham Tohti": "I. T.", "Mr Alim Ablet": "A. A.", "Mrs. Roe": "R.",
    "Dr.Li": "L.", "Hajji Memet": "M.", "Rozi Haji": "R.", "Haji Mirzahid Kerimi": "M. K.", "Memet Hajim": "M.",
    "Al-Hajj Omar": "O.", "Sheikh Ali": "A.", "Imam Musa Example": "M. E.", "Jane Roe, PhD": "J. R.", "Jane Roe Ph.D.": "J. R.",
    "John Roe Jr.": "J. R.", "Frau Dr. Anna Roe": "A. R.", "الدكتور أحمد الخطيب": "أ. ا.", "ھاجى تۇرسۇن": "ت.",
    "Hajji": "H.", "Dr.": "D.", "Mr. Haji": "M.", "Don Roe": "D. R.", "李 先生": "李.",
    # brackets and nicknames
    "Müller (Berlin)": "M.", "Gülnar [Gul] Ablet": "G. A.", "Gülnar “Gul” Ablet": "G. A.", 'Ali "Al" Roe': "A. R.",
    "Ali 'Al' Roe": "A. R.", "(Gülnar)": "G.", "«Aslan»": "A.", "Gülnar (": "G.", ")Gülnar": "G.", "李小龙（小李）": "李.",
    # scripts
    "阿力木·吐尔逊": "阿. 吐.", "李小龙": "李.", "李": "李.", "欧阳 娜娜": "欧. 娜.", "ئالىم تۇرسۇن": "ئ. ت.", "أمينة": "أ.",
    "Әсел Тұрсынқызы": "Ә. Т.", "әсел": "Ә.", "שרה לוי": "ש. ל.", "ქართველი": "ქ.", "தமிழ் செல்வன்": "த. செ.",
    "ဒေါ် ခင်": "ဒေါ်. ခ.", "𠮷田": "𠮷.", "\U000323b0": "\U000323b0.", "ɔ̀kɔ": "Ɔ̀.", "ﬁona": "Fi.",
    # words
    "Madonna": "M.", "Jean-Luc Picard": "J. P.", "Jane van der Roe": "J. V. D. R.", "María José de la Ó": "M. J. D. L. Ó.",
    "O’Connor": "O.", "d'Angelo": "D.", "Ahmad bin Ali": "A. B. A.", "J.R.R. Tolkien": "J. R. R. T.", "J. R. R.": "J. R. R.",
    "Mary & John": "M. J.", "Al Gore": "A. G.", "An-Mei Wang": "A. W.", "Elif El-Sayed": "E. S.", "X Æ A": "X. Æ. A.",
    "gülnar ablet": "G. A.", "AYGÜL MISAL": "A. M.", "İlham": "İ.", "Ng": "N.",
}  # fmt: skip


class Initials(TestCase):
    def test_of_names(self) -> None:
        for name, found in NAMES.items():
            with self.subTest(name):
                self.assertEqual(initials(name), found)

    def test_a_name_without_a_letter_has_none(self) -> None:
        for name in ("", " ", "…", "😀", "123", "()"):
            with self.subTest(name):
                self.assertEqual(initials(name), "")

    @given(st.text(max_size=100))
    def test_whatever_is_typed_each_begins_with_a_letter(self, typed: str) -> None:
        try:
            name = clean_name(typed)
        except ValidationError:
            return
        for each in initials(name).split():
            self.assertIn(unicodedata.category(each[0]), {"Lu", "Ll", "Lt", "Lo", "Cn"})
            self.assertTrue(each.endswith("."))
            self.assertLessEqual(len(each), 12)

    @given(st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=20))
    def test_a_name_with_letters_has_some(self, letters: str) -> None:
        try:
            name = clean_name(letters)
        except ValidationError:
            return
        for typed in (name, f"“{name}”", f"({name})", f"Dr. {name}", f"’{name}", f"🌸{name}"):
            self.assertTrue(initials(typed), typed)

    def test_long_texts_are_read_quickly(self) -> None:
        for one in ("(", "'", '"', "a.", "·", "al-", " a", "\u0301", "(a"):
            initials(one * 100_000)
