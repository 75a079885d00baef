"""Which spellings find each other, in any script, and which must not."""

from typing import ClassVar

from django.test import TestCase

from profiles.models import Detainee, Name, SpellingGroup
from profiles.name_search.ranking import MatchKind
from profiles.search.names_and_text import search
from tests.factories import make_detainee

# One name as different people write it. Each finds the other.
PAIRS = [
    # Latin letters: romanisations of one sound, doubled letters, vowels.
    ("Abdurehim", "Abdurahim"), ("Abdukerim", "Abdulkerim"),
    ("Rahile", "Raxile"), ("Muxtar", "Mukhtar"), ("Ghalip", "Galib"), ("Qurban", "Kurban"),
    ("Tursun", "Toursoun"), ("Zhanar", "Janar"), ("Ilham", "Elham"), ("Perhat", "Ferhat"),
    ("Weli", "Vali"), ("Yasin", "Iassin"), ("Mihrigül", "Mehrigul"), ("Patigül", "Patigul"),
    ("Dilshat", "Dilshad"), ("Yusup", "Yusuf"), ("Ablikim", "Ablekim"), ("Reshit", "Rashid"),
    ("Shöhret", "Shohrat"), ("Nurmemet", "Nurmuhemmet"), ("Güzelnur", "Guzalnour"),
    ("Örkesh", "Urkesh"), ("Gheni", "Ghani"), ("Tohti", "Toxti"), ("Ayshe", "Ayşe"),
    ("Abdulla", "Abdullah"), ("Heyrinisa", "Hayrinisa"), ("Qeyser", "Kaisar"), ("Zulpiqar", "Zulfikar"),
    # Spellings that staff entered.
    ("Memet", "Muhammad"), ("Ehmet", "Emet"), ("Ibrahim", "Ibrayim"), ("Abliz", "Abdulaziz"),
    ("Memetjan", "Muhemmetjan"), ("Ömer", "Gumar"),
    # Arabic letters.
    ("ئايگۈل", "Aygül"), ("قۇربان", "Kurban"), ("مۇختار", "Muhtar"), ("گۈلنار", "Gulnar"),
    ("مەمەت", "Memet"), ("ئابدۇراخمان", "Abdurahman"), ("پەرھات", "Ferhat"), ("تۇرسۇن", "Tursun"),
    # Cyrillic letters.
    ("Айгүл", "Aygul"), ("Айгүл", "ئايگۈل"), ("Әсел", "Asel"), ("Ғалым", "Galym"),
    ("Абдурахман", "Abdurahman"), ("Жұмабай", "Zhumabay"), ("Джамиля", "Jamila"),
    ("Қайрат", "Kairat"), ("Мұхтар", "مۇختار"), ("Серік", "Serik"),
    # Chinese characters.
    ("吐尔逊", "Tursun"), ("买买提", "Memet"), ("麦麦提", "买买提"), ("阿卜杜热西提", "Abdureshit"),
    ("热合曼", "Rehman"), ("古丽娜尔", "گۈلنار"), ("迪里夏提", "Дилшат"), ("艾古丽", "Айгүл"),
    ("努尔买买提", "Nurmemet"), ("祖力皮卡尔", "Zulpiqar"), ("玉素甫", "Yusup"), ("凯拉提", "Қайрат"),
    ("买买提", "Muhammad"), ("艾力", "Eli"),
    # Pinyin, as in reports.
    ("Tuerxun", "Tursun"), ("Maimaiti", "Memet"), ("Abulikemu", "Ablikim"), ("Aiguli", "Aygül"),
    ("Abuduwaili", "Abduweli"), ("Reheman", "Rehman"), ("Tuerxun", "吐尔逊"), ("Wusiman", "Osman"),
]  # fmt: skip

# Neither finds the other.
APART = [
    ("Aygül", "Gülay"), ("Aygül", "Aynur"), ("Tursun", "Turdi"), ("Tursun", "Tohti"), ("Memet", "Semet"),
    ("Memet", "Mijit"), ("Ablet", "Abliz"), ("Ablikim", "Ablimit"), ("Abdurahman", "Abdurehim"),
    ("Abduweli", "Abdukerim"), ("Dilnur", "Dilber"), ("Dilshat", "Dilnur"), ("Perhat", "Perizat"),
    ("Gülnar", "Gülbahar"), ("Gülnisa", "Gülmire"), ("Nurbiye", "Nurgül"), ("Rozi", "Reyhan"),
    ("Osman", "Hesen"), ("Eli", "Weli"), ("Alim", "Halim"), ("Adil", "Qadir"), ("Yasin", "Yusup"),
    ("Ömer", "Enwer"), ("Ilham", "Islam"), ("Qasim", "Hashim"), ("Sabir", "Tahir"), ("Kamil", "Jelil"),
    ("Mihray", "Reyhan"), ("Patime", "Peride"), ("Zunun", "Zulpiye"), ("Kairat", "Marat"),
    ("Серік", "Нұрлан"), ("ئايگۈل", "قۇربان"), ("李明", "李强"), ("买买提", "吐尔逊"), ("艾古丽", "古丽艾"),
    ("吐尔逊", "Turdi"), ("Maimaiti", "Semet"), ("Tuerxun", "Tohti"),
]  # fmt: skip


class SpellingTests(TestCase):
    people: ClassVar[dict[str, Detainee]]

    @classmethod
    def setUpTestData(cls) -> None:
        names = {name for pair in PAIRS + APART for name in pair}
        cls.people = {name: make_detainee(name) for name in sorted(names)}

    def finds(self, typed: str, name: str) -> bool:
        return self.people[name].pk in search(typed).people

    def test_there_are_many(self) -> None:
        self.assertGreaterEqual((len(PAIRS), len(APART)), (60, 30))

    def test_spellings_of_one_name_find_each_other(self) -> None:
        for one, other in PAIRS:
            with self.subTest(written=one, asked=other):
                self.assertTrue(self.finds(other, one))
            with self.subTest(written=other, asked=one):
                self.assertTrue(self.finds(one, other))

    def test_different_names_do_not_find_each_other(self) -> None:
        for one, other in APART:
            with self.subTest(written=one, asked=other):
                self.assertFalse(self.finds(other, one))
            with self.subTest(written=other, asked=one):
                self.assertFalse(self.finds(one, other))

    def test_what_is_written_as_it_was_typed_comes_first(self) -> None:
        for name in self.people:
            with self.subTest(name):
                first = next(iter(search(name).matches.values()))
                self.assertEqual((first.text, first.kind), (name, MatchKind.EXACT))

    def test_together_with_another_word_they_find_each_other_too(self) -> None:
        for name in Name.objects.all():
            name.text = f"{name.text} Misal"
            name.save()
        for one, other in PAIRS[::3]:
            with self.subTest(written=one, asked=other):
                self.assertTrue(self.finds(f"{other} misal", one))


class GroupTests(TestCase):
    def test_those_that_came_with_the_site_say_something_new(self) -> None:
        for group in SpellingGroup.objects.all():
            with self.subTest(str(group)):
                group.full_clean()

    def test_one_that_staff_add_counts_at_once(self) -> None:
        person = make_detainee("Elijan Misal")
        self.assertNotIn(person.pk, search("Alexander").people)
        SpellingGroup.objects.create(spellings="Elijan, Alexander")
        self.assertIn(person.pk, search("Alexander").people)

    def test_one_that_staff_take_away_counts_no_more(self) -> None:
        person = make_detainee("Memet Misal")
        self.assertIn(person.pk, search("Muhammad").people)
        SpellingGroup.objects.all().delete()
        self.assertNotIn(person.pk, search("Muhammad").people)
