"""The key that all spellings of a name share."""

from unicodedata import normalize

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from profiles.models import Name
from profiles.names.folding import fold
from tests.factories import make_detainee

# Each line is one name.
SPELLINGS = """
Aygül Aygul Aigul Айгүл Айгуль ئايگۈل
Muhemmet Muhammad Muhammet Muhemmed Mohamed Mohammad Мұхаммед Мухаммед مۇھەممەت مۇھەممەد
Yusup Yüsüp Yusuf Yusub Юсуф Юсуп يۈسۈپ
Perhat Ferhat Farhad Parhat Перхат Фархад پەرھات
Dilshat Dilshad Дилшат دىلشات
Ayshe Aisha Ayşe Ayşa Айша ئايشە
Janar Zhanar Жанар Джанар جانار
Qurban Kurban Құрбан Курбан قۇربان
Ghalip Galip Ghalib Ғалып غالىپ
Muxtar Mukhtar Muhtar Мұхтар Мухтар مۇختار
Weli Vali Wali Вәли ۋەلى
Shöhret Shohrat Shöhrat Шөһрәт شۆھرەت
Zulpiqar Zulfiqar Zulpikar Зулпиқар زۇلپىقار
Abdulla Abdullah Абдулла ئابدۇللا
Ablajan Ablazhan Аблажан ئابلاجان
Örkesh Orkesh Urkesh Өркеш ئۆركەش
Memet Memed Мемет مەمەت
Yalqun Yalkun Ялкун يالقۇن
Gheni Ghani Gani Ğani Ғени غەنى
Qeyser Kaisar Qaysar Қайсар قەيسەر
"""
APART = "Aygül Gülay Tursun Turdi Semet Sämi Memet Ablet Abliz Ablikim Dilnur Dilber Rozi Reyhan 李明 李强"


class SpellingTests(SimpleTestCase):
    def test_all_spellings_of_a_name_have_one_key(self) -> None:
        for line in SPELLINGS.strip().splitlines():
            with self.subTest(line):
                self.assertEqual(len({fold(spelling) for spelling in line.split()}), 1, line)

    def test_different_names_have_different_keys(self) -> None:
        names = APART.split()
        self.assertEqual(len({fold(name) for name in names}), len(names))

    def test_apostrophes_and_joiners_do_not_part_a_name(self) -> None:
        self.assertEqual(fold("Qur’an"), fold("Quran"))
        self.assertEqual(fold("نۇر\u200cبان"), fold("نۇربان"))

    def test_no_name_has_no_key(self) -> None:
        for text in ("", " ", "\0", "\ud800", "·", "\u200b", "%_\\"):
            with self.subTest(ascii(text)):
                self.assertEqual(fold(text), "")

    def test_what_is_no_letter_leaves_the_others_alone(self) -> None:
        self.assertEqual(fold("Ay\0gül \ud800"), "a gul")


class AnyTextTests(SimpleTestCase):
    # Surrogates too: an address can contain them, and no database can store them.
    any_text = st.text(st.characters(), max_size=200) | st.text("abdfghknqvwxyz aeiou'ئاШь艾")

    @given(any_text)
    def test_the_key_is_words_of_letters_with_single_spaces(self, name: str) -> None:
        self.assertNotRegex(fold(name), r"[^\w ]|_|  |^ | $")

    @given(any_text)
    def test_the_key_of_a_key_is_that_key(self, name: str) -> None:
        self.assertEqual(fold(fold(name)), fold(name))

    @given(any_text)
    def test_case_and_form_of_the_letters_do_not_matter(self, name: str) -> None:
        self.assertEqual(fold(normalize("NFD", name)), fold(normalize("NFC", name)))

    @given(any_text)
    def test_the_key_can_be_sent_to_the_database(self, name: str) -> None:
        fold(name).encode()


class UpToDateTests(PropertyTestCase):
    def test_the_key_follows_the_name(self) -> None:
        name = make_detainee("Aygül Misal").names.get()
        name.text = "Dilshat Misal"
        name.save()
        name.refresh_from_db()
        self.assertEqual(name.folded, fold("Dilshat Misal"))

    def test_the_longest_name_has_a_key_that_fits(self) -> None:
        person = make_detainee()
        for text in ("щ" * 120, "\ufdfa" * 120, "ю" * 120):
            Name.objects.create(detainee=person, text=text)
