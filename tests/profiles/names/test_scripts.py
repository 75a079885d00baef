"""The script of a name comes from its letters; one that contradicts them is questioned, and never stored."""

from itertools import permutations
from typing import Any

from django.db import IntegrityError, transaction

from profiles.models import Detainee, Name
from profiles.models.vocabulary import NameLanguage
from profiles.names.scripts import LANGUAGES, languages_of
from profiles.public.profile import PublicProfile
from tests.desk import DeskTestCase
from tests.factories import make_detainee
from tests.testcases import SiteTestCase

ADD = "/admin/profiles/detainee/add/"
NAMES = {"Latn": "Aygül", "Cyrl": "Айгүл", "Arab": "ئايگۈل", "Hans": "艾古丽"}


class DetectionTests(SiteTestCase):
    def test_every_language_of_the_list_has_one_script(self) -> None:
        listed = [language for languages in LANGUAGES.values() for language in languages]
        self.assertCountEqual(listed, NameLanguage.values)

    def test_the_letters_say_the_language(self) -> None:
        for name, language in {
            "Aygül Misal": "ug-Latn", "ئايگۈل": "ug-Arab", "نۇرلان ٴالي": "kk-Arab", "Нұрлан": "kk-Cyrl",
            "Җамал": "ug-Cyrl", "艾古丽·示例": "zh-Hans", "Àigǔlì": "zh-Latn-pinyin", "Qur’an": "ug-Latn",
        }.items():  # fmt: skip
            self.assertEqual(languages_of(name)[0], language, name)
        self.assertEqual(languages_of("བཀྲ་ཤིས"), ())

    def test_a_name_without_a_language_gets_that_of_its_letters(self) -> None:
        person = make_detainee()
        for script, text in NAMES.items():
            name = Name.objects.create(detainee=person, text=f"{text} 2")
            self.assertIn(name.language, LANGUAGES[script])


class ContradictionTests(DeskTestCase):
    def fill(self, text: str, language: str) -> Any:
        return self.fill_in(ADD, {"names-0-text": text, "names-0-language": language})

    def test_no_name_is_saved_under_the_language_of_another_script(self) -> None:
        for (script, text), (other, _text) in permutations(NAMES.items(), 2):
            for language in LANGUAGES[other]:
                with self.subTest(text, language=language):
                    page = self.fill(text, language)
                    self.assertContains(page, "These letters are not “")
                    self.assertContains(page, NameLanguage(LANGUAGES[script][0]).label)
        self.assertFalse(Name.objects.exists())

    def test_nor_one_with_a_letter_that_the_language_does_not_have(self) -> None:
        for text, language in (("Нұрлан", "ky-Cyrl"), ("ئايگۈل", "kk-Arab"), ("Àigǔlì", "en")):
            self.assertContains(self.fill(text, language), "These letters are not “")

    def test_two_scripts_in_one_name_and_letters_of_no_language_are_questioned(self) -> None:
        self.assertContains(self.fill("Aygül ئايگۈل", ""), "This mixes two scripts.")
        self.assertContains(self.fill("བཀྲ་ཤིས", "ug-Latn"), "belong to no language of the list")

    def test_a_language_that_is_left_empty_is_found(self) -> None:
        for text in NAMES.values():
            self.fill(text, "")
        self.assertEqual(
            set(Name.objects.values_list("language", flat=True)),
            {"ug-Latn", "kk-Cyrl", "ug-Arab", "zh-Hans"},
        )

    def test_the_database_refuses_the_wrong_script(self) -> None:
        person = make_detainee()
        for (_script, text), (other, _text) in permutations(NAMES.items(), 2):
            for language in LANGUAGES[other]:
                with self.assertRaises(IntegrityError), transaction.atomic():
                    Name.objects.create(detainee=person, text=f"{text} 2", language=language)


class LeadingNameTests(SiteTestCase):
    def leads(self, *names: tuple[str, str]) -> str:
        person = make_detainee()
        person.names.all().delete()
        for order, (text, kind) in enumerate(names):
            Name.objects.create(detainee=person, text=text, kind=kind, order=order)
        return PublicProfile(Detainee.objects.for_story().get(pk=person.pk)).name

    def test_the_own_name_in_latin_letters_leads_whatever_stands_first(self) -> None:
        self.assertEqual(self.leads(("ئايگۈل", "primary"), ("Aygül", "primary")), "Aygül")
        self.assertEqual(self.leads(("Aigul", "also_known_as"), ("Aygül", "primary")), "Aygül")
        self.assertEqual(self.leads(("ئايگۈل", "primary"), ("Aygul", "transliteration")), "Aygul")

    def test_pinyin_and_other_names_do_not_lead_a_name_of_her_own(self) -> None:
        for kind in ("pinyin", "misspelling", "nickname"):
            self.assertEqual(self.leads(("Ayiguli", kind), ("ئايگۈل", "primary")), "ئايگۈل")

    def test_of_equals_the_order_decides(self) -> None:
        self.assertEqual(self.leads(("Aygul", "primary"), ("Aygül", "primary")), "Aygul")
