"""A status is read with its place, in the words of eight languages, and says no more than its source."""

from django.test import SimpleTestCase

from profiles.importing.columns import synonyms, values
from profiles.models import Detainee
from profiles.models.vocabulary import DEAD, Gender, Status
from tests.profiles.importing.testcases import ImportTestCase

# In the order of profiles/importing/words: English, Chinese, Russian, Kazakh, Uyghur, Turkish, Arabic, Persian.
PRISON = (
    "In prison",
    "监狱",
    "в тюрьме",
    "түрмеде",
    "تۈرمىدە",
    "cezaevinde",
    "في السجن",
    "در زندان",
)
DIED = (
    "deceased",
    "去世",
    "умерла",
    "қайтыс болған",
    "ۋاپات بولغان",
    "vefat etti",
    "متوفاة",
    "درگذشته",
)


class PlaceTests(ImportTestCase):
    def person(self, cell: str) -> Detainee:
        return self.one(
            ["name", "held_location", "case_id", "name_uyghur"], ["", cell, "", "Aygül Misal"]
        )

    def test_a_status_with_a_place_is_both(self) -> None:
        for cell, status, place in (
            ("Prison, Kucha", "prison", "aksu"),
            ("“Orphan camp”", "child_facility", None),
            ('"Orphan camp"', "child_facility", None),
            ("Unknown, Ghulja (Yining)", "unknown", "ili"),
            ("Internment camp (Hotan)", "camp", "hotan"),
            ("Kashgar: prison", "prison", "kashgar"),
            ("Kucha prison", "prison", "aksu"),
            ("In prison in Ürümqi", "prison", "urumqi"),
            ("库车监狱", "prison", "aksu"),
            ("тюрьма, Кашгар", "prison", None),
            ("prison - Hotan", "prison", "hotan"),
            ("prison\nHotan", "prison", "hotan"),
        ):
            with self.subTest(cell):
                claim = self.person(cell).claims.get()
                self.assertEqual((claim.status, claim.place and claim.place.code), (status, place))

    def test_what_the_status_and_the_place_leave_out_is_in_the_staff_notes(self) -> None:
        for cell in ("Prison, Kucha", "Prison, Example village", "Detention centre"):
            self.assertIn(f"held_location: {cell}", self.person(cell).staff_notes)
        self.assertEqual(self.person("Prison, Hotan").staff_notes, "")

    def test_a_cell_that_takes_its_status_back_is_not_read(self) -> None:
        for cell in (
            "Prison, released in 2019", "released from prison", "not in prison", "Prison?", "Prison (until 2018)",
            "Camp, then prison", "Probably camp, Hotan", "Prison, later camp", "Prison (?)", "бывший заключенный, тюрьма",
        ):  # fmt: skip
            with self.subTest(cell):
                person = self.person(cell)
                self.assertFalse(person.claims.exists())
                self.assertIn(cell, person.staff_notes)


class WordTests(SimpleTestCase):
    def test_the_words_of_eight_languages(self) -> None:
        for word in PRISON:
            self.assertEqual(values.find_choice(word, Status), Status.PRISON, word)
        for word in ("مرد", "муж", "муж.", "男", "еркек", "ئەر", "erkek", "ذكر", "M"):
            self.assertEqual(values.find_choice(word, Gender), Gender.MALE, word)
        for word in ("زن", "жен.", "女", "әйел", "ئايال", "KADIN", "أنثى", "انثى", "female"):
            self.assertEqual(values.find_choice(word, Gender), Gender.FEMALE, word)
        for word in ("معتقل", "задержан", "被拘留", "ұсталды", "تۇتۇلغان", "tutuklu", "بازداشت‌شده"):
            self.assertEqual(values.find_choice(word, Status), Status.UNKNOWN_PLACE, word)

    def test_no_one_is_said_to_have_died_in_custody_who_is_only_said_to_have_died(self) -> None:
        for word in DIED:
            self.assertEqual(values.find_choice(word, Status), Status.DIED, word)
        self.assertIn(Status.DIED, DEAD)

    def test_a_word_that_says_less_than_a_status_has_none(self) -> None:
        for word in (
            "sentenced",
            "orphanage",
            "boarding school",
            "documents withheld",
            "no contact",
            "free",
        ):
            self.assertIsNone(values.find_choice(word, Status), word)
        self.assertEqual(values.find_choice("arrested", Status), Status.UNKNOWN_PLACE)

    def test_every_word_has_one_code(self) -> None:
        for vocabulary, words in synonyms.CHOICES.items():
            codes: dict[str, str] = {}
            for word, code in words.items():
                self.assertEqual(
                    codes.setdefault(values.word_key(word), code), code, (vocabulary, word)
                )
