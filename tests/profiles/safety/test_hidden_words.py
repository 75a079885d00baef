"""Before publishing: hidden names and places in public text are found, with the fields they are in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects

from campaign.publishing import workflow
from profiles.models import Detainee, Name
from profiles.models.places import Place
from profiles.safety import checklist
from profiles.safety.disclosure import find_disclosures
from tests.factories import make_detainee, make_picture, make_staff, make_yarkand
from tests.testcases import SiteTestCase


def findings(person: Detainee) -> list[str]:
    """Return the messages to staff about hidden words."""
    fresh = Detainee.objects.get(pk=person.pk)
    return [words for words in checklist.missing_items(fresh) if "must stay hidden" in words]


class HiddenWordsCase(SiteTestCase):
    def assert_found(self, person: Detainee, words: str, where: str) -> None:
        sentence = f"“{words}” must stay hidden, but is readable in: {where}."
        self.assertEqual(findings(person), [sentence])

    def assert_nothing_found(self, person: Detainee, **changes: str) -> None:
        Detainee.objects.filter(pk=person.pk).update(**changes)
        self.assertEqual(findings(person), [])


class UnnamedTests(HiddenWordsCase):
    def make(self, **fields: Any) -> Detainee:
        given: dict[str, Any] = {
            "identity": "anonymous",
            "slug": None,
            "state": "draft",
            "summary": "A doctor.",
        }
        return make_detainee(**{"name": "Erkin Misal"} | given | fields)

    def test_publishing_is_refused_while_the_text_holds_the_name(self) -> None:
        person = self.make(story="Erkin is ill.")
        self.assert_found(person, "Erkin", "story")
        with self.assertRaisesMessage(ValidationError, "but is readable in: story."):
            workflow.publish(person, author=make_staff())
        self.assert_nothing_found(person, story="He is ill. Erkinay knows.")

    def test_every_field_that_holds_it_is_reported(self) -> None:
        person = self.make(occupation="Brother of Misal")
        person.quotes.create(text="Where is Misal?", speaker="A friend")
        person.claims.update(note="Misal was seen")
        self.assert_found(person, "Misal", "status claims, occupation, quotations")

    def test_a_whole_name_is_reported_once(self) -> None:
        person = self.make(story="Erkin Misal is ill.")
        self.assert_found(person, "Erkin Misal", "story")
        Detainee.objects.update(occupation="Son of Erkin")
        self.assertEqual(len(findings(person)), 2)

    def test_it_is_found_in_other_scripts(self) -> None:
        for story in ("Erkin’s shop", "Érkin", "Эркин", "ERKIN", "erkin-bakery.example"):
            with self.subTest(story):
                self.assert_found(self.make(story=story), "Erkin", "story")

    def test_in_scripts_that_join_endings_it_is_found_with_an_ending(self) -> None:
        person = self.make(name="ئەركىن مىسال", story="ئەركىننىڭ دۇكىنى")
        self.assert_found(person, "ئەركىن", "story")

    def test_each_part_of_a_hyphenated_name_is_found(self) -> None:
        for name in ("Abdu-Rahman Misal", "Misal/Rahman", "Abdu\u2010Rahman"):
            self.assert_found(self.make(name=name, story="Rahman is ill."), "Rahman", "story")

    def test_it_is_found_in_chinese_without_spaces(self) -> None:
        for name in ("买买提·艾力", "买买提 艾力"):
            for word in ("买买提", "艾力"):
                with self.subTest(name, word=word):
                    self.assert_found(self.make(name=name, story=f"他叫{word}。"), word, "story")

    def test_for_a_partly_named_person_every_word_that_is_not_shown_is_hidden(self) -> None:
        person = self.make(identity="partial", shown_as="Erkin M.", story="Erkin is ill.")
        self.assert_nothing_found(person)
        self.assert_nothing_found(person, story="A misalliance.")
        Detainee.objects.update(story="The Misal family waits.")
        self.assert_found(person, "Misal", "story")

    def test_another_spelling_of_the_whole_name_is_found(self) -> None:
        person = self.make(name="Aygül Misal", story="Aigul Misaal was seen.")
        self.assert_found(person, "Aygül Misal", "story")


class NamedTests(HiddenWordsCase):
    def test_a_hidden_spelling_is_found_and_a_shown_one_is_not(self) -> None:
        person = make_detainee("Aygül Misal", state="draft", summary="Aygül teaches.")
        for spelling in ("Aygül", "ئايگۈل مىسال", "Aygul Misal", "Li"):
            Name.objects.create(detainee=person, text=spelling, is_public=False)
        self.assert_nothing_found(person, slug="aygul-misal", story="Aygul likes Lisa.")
        Name.objects.create(detainee=person, text="Secret Name", is_public=False)
        Detainee.objects.update(story="Her secret name is Secret Name.")
        self.assert_found(person, "Secret Name", "story")

    def test_a_hidden_name_in_the_slug_is_reported_there_only(self) -> None:
        person = make_detainee("A Teacher", slug="gulnar-misal", portrait=make_picture())
        Name.objects.create(detainee=person, text="گۈلنار مىسال", is_public=False)
        self.assert_found(person, "گۈلنار مىسال", "address")
        Name.objects.filter(is_public=False).update(text="Gülnar Misal", language="ug-Latn")
        self.assert_found(person, "Gülnar Misal", "address")

    def test_a_text_that_begins_with_the_address_of_the_page_is_read_to_its_end(self) -> None:
        person = make_detainee("A Teacher", slug="a-teacher")
        Name.objects.create(detainee=person, text="Gülnar Misal", is_public=False)
        summary = f"{person.get_absolute_url()} is the page of Gülnar Misal."
        Detainee.objects.update(summary=summary)
        self.assert_found(person, "Gülnar Misal", "summary")

    def test_chinese_is_found_between_other_characters(self) -> None:
        person = make_detainee(state="draft", story="他叫李明。")
        Name.objects.create(detainee=person, text="李明", language="zh-Hans", is_public=False)
        self.assert_found(person, "李明", "story")


class CostTests(HiddenWordsCase):
    def test_a_person_without_hidden_words_costs_few_queries(self) -> None:
        person = make_detainee(home_place=Place.objects.get(code="kashgar"), state="draft")
        prefetch_related_objects([person], "names")  # as the checklist does
        with self.assertNumQueries(
            4
        ):  # the consents, their dates, the places of claims and of events
            self.assertEqual(find_disclosures(person), [])


class PlaceTests(HiddenWordsCase):
    kashgar: Place
    yarkand: Place

    @classmethod
    def setUpTestData(cls) -> None:
        cls.kashgar = Place.objects.get(code="kashgar")
        cls.yarkand = make_yarkand()

    def make(self, level: str, **fields: Any) -> Detainee:
        given: dict[str, Any] = {
            "home_place": self.yarkand,
            "state": "draft",
            "summary": "A teacher.",
        }
        return make_detainee(place_level=level, **given | fields)

    def test_a_county_is_found_where_only_the_prefecture_is_allowed(self) -> None:
        person = self.make("prefecture", story="Born in Yarkand, near Kashgar.")
        self.assert_found(person, "Yarkand", "story")
        Detainee.objects.update(story="يەكەندە تۇغۇلغان")
        self.assert_found(person, "يەكەن", "story")
        self.assert_nothing_found(person, place_level="county")

    def test_the_prefecture_of_a_county_is_found_where_no_place_is_allowed(self) -> None:
        person = self.make("none", story="Born in Kashgar.")
        self.assert_found(person, "Kashgar", "story")

    def test_it_is_found_where_the_consent_covers_no_place(self) -> None:
        person = self.make("county", covers=("name", "story"), summary="A teacher of Yarkand.")
        self.assert_found(person, "Yarkand", "summary")

    def test_the_place_of_an_event_is_found_too(self) -> None:
        person = self.make("prefecture", home_place=None)
        person.events.create(kind="taken", place=self.yarkand, description="At a market of Yarkand")
        self.assert_found(person, "Yarkand", "events")

    def test_a_county_named_like_its_prefecture_is_no_disclosure(self) -> None:
        self.yarkand.name, self.yarkand.name_uyghur, self.yarkand.name_chinese = (
            self.kashgar.name, self.kashgar.name_uyghur, self.kashgar.name_chinese,
        )  # fmt: skip
        self.yarkand.save()
        self.assert_nothing_found(self.make("prefecture", story="Born in Kashgar, 喀什."))

    def test_the_name_is_found_without_the_kind_of_place(self) -> None:
        self.yarkand.name, self.yarkand.name_chinese = "Yarkand County", "莎车县"
        self.yarkand.save()
        self.assert_found(self.make("prefecture", story="Born in Yarkand."), "Yarkand", "story")
        self.assert_found(self.make("prefecture", story="她来自莎车。"), "莎车", "story")

    def test_a_county_inside_another_word_is_not_found(self) -> None:
        self.assert_nothing_found(self.make("prefecture", story="The Yarkandi school."))
