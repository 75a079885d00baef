"""A petition in another language: an aid to reading. What people sign stays the original."""

from typing import Any, ClassVar

from petitions.models import Petition, Signature
from tests.factories import make_petition, make_signature, make_translation
from tests.testcases import SiteTestCase

NOTE = "What you sign is the original in English."


class TranslatedPetitionTests(SiteTestCase):
    petition: ClassVar[Petition]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.petition = make_petition(slug="free-them")
        make_translation(cls.petition, title="ئۇلارنى قويۇۋېتىڭ", letter="سىزدىن ئۆتۈنىمىز.")

    def read(self, query: str = "") -> Any:
        return self.client.get(f"/petitions/free-them/{query}")

    def test_the_letter_can_be_read_in_another_language(self) -> None:
        page = self.read("?lang=ug")
        self.assertInHTML('<h1 lang="ug" dir="rtl">ئۇلارنى قويۇۋېتىڭ</h1>', page.text)
        self.assertContains(page, "سىزدىن ئۆتۈنىمىز.")

    def test_the_form_says_that_the_original_is_signed_and_shows_it(self) -> None:
        page = self.read("?lang=ug").text
        form = page[page.index('id="sign"') :]
        self.assertIn(NOTE, form)
        self.assertIn(self.petition.letter, form)
        self.assertIn(self.petition.demand, form)
        self.assertNotIn(NOTE, self.read().text)

    def test_the_form_is_sent_where_it_always_is(self) -> None:
        self.assertIn('action="/petitions/free-them/sign/', self.read("?lang=ug").text)

    def test_a_translation_changes_nothing_of_what_was_signed(self) -> None:
        make_signature(self.petition)
        receipt = Signature.objects.get().receipt
        self.petition.translations.update(letter="باشقا")
        self.assertEqual(Signature.objects.get().receipt, receipt)
        letter = Petition.objects.values_list("letter", flat=True).get()
        self.assertEqual(letter, self.petition.letter)

    def test_once_it_is_signed_the_language_of_the_original_is_fixed_with_its_words(self) -> None:
        self.assertNotIn("language", self.petition.fixed_fields())
        make_signature(self.petition)
        self.assertLessEqual({"language", "letter"}, self.petition.fixed_fields())
