"""Before somebody is published: which hidden names and places the text would tell, and where they stand."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects

from campaign.publishing import workflow
from profiles.models import Detainee, Name
from profiles.models.places import Place
from profiles.safety import checklist
from profiles.safety.disclosure import disclosures
from tests.factories import make_detainee, make_picture, make_staff, make_yarkand
from tests.testcases import SiteTestCase


def told(person: Detainee) -> list[str]:
    """What is found, as staff read it."""
    fresh = Detainee.objects.get(pk=person.pk)
    return [words for words in checklist.missing(fresh) if "must stay hidden" in words]


class ToldCase(SiteTestCase):
    def assert_told(self, person: Detainee, words: str, where: str) -> None:
        sentence = f"“{words}” must stay hidden, but is readable in: {where}."
        self.assertEqual(told(person), [sentence])

    def assert_nothing_told(self, person: Detainee, **changes: str) -> None:
        Detainee.objects.filter(pk=person.pk).update(**changes)
        self.assertEqual(told(person), [])


class UnnamedTests(ToldCase):
    def make(self, **fields: Any) -> Detainee:
        given: dict[str, Any] = {
            "identity": "anonymous",
            "slug": None,
            "state": "draft",
            "summary": "A doctor.",
        }
        return make_detainee(**{"name": "Erkin Misal"} | given | fields)

    def test_publishing_is_refused_while_the_text_tells_the_name(self) -> None:
        person = self.make(story="Erkin is ill.")
        self.assert_told(person, "Erkin", "story")
        with self.assertRaisesMessage(ValidationError, "but is readable in: story."):
            workflow.publish(person, author=make_staff())
        self.assert_nothing_told(person, story="He is ill. Erkinay knows.")

    def test_it_is_found_wherever_it_stands_and_every_place_is_said(self) -> None:
        person = self.make(occupation="Brother of Misal")
        person.quotes.create(text="Where is Misal?", speaker="A friend")
        person.claims.update(note="Misal was seen")
        self.assert_told(person, "Misal", "status claims, occupation, quotations")

    def test_a_name_that_is_told_whole_is_told_once(self) -> None:
        person = self.make(story="Erkin Misal is ill.")
        self.assert_told(person, "Erkin Misal", "story")
        Detainee.objects.update(occupation="Son of Erkin")
        self.assertEqual(len(told(person)), 2)

    def test_it_is_found_in_other_letters(self) -> None:
        for story in ("Erkin’s shop", "Érkin", "Эркин", "ERKIN", "erkin-bakery.example"):
            with self.subTest(story):
                self.assert_told(self.make(story=story), "Erkin", "story")

    def test_in_letters_to_which_endings_are_joined_it_is_found_with_its_ending(self) -> None:
        person = self.make(name="ئەركىن مىسال", story="ئەركىننىڭ دۇكىنى")
        self.assert_told(person, "ئەركىن", "story")

    def test_each_part_of_a_name_that_is_joined_is_looked_for(self) -> None:
        for name in ("Abdu-Rahman Misal", "Misal/Rahman", "Abdu\u2010Rahman"):
            self.assert_told(self.make(name=name, story="Rahman is ill."), "Rahman", "story")

    def test_it_is_found_in_chinese_where_no_blank_parts_the_words(self) -> None:
        for name in ("买买提·艾力", "买买提 艾力"):
            for word in ("买买提", "艾力"):
                with self.subTest(name, word=word):
                    self.assert_told(self.make(name=name, story=f"他叫{word}。"), word, "story")

    def test_of_who_is_partly_named_each_word_that_is_not_in_how_she_is_shown(self) -> None:
        person = self.make(identity="partial", shown_as="Erkin M.", story="Erkin is ill.")
        self.assert_nothing_told(person)
        self.assert_nothing_told(person, story="A misalliance.")
        Detainee.objects.update(story="The Misal family waits.")
        self.assert_told(person, "Misal", "story")

    def test_another_spelling_of_the_whole_name_is_the_name(self) -> None:
        person = self.make(name="Aygül Misal", story="Aigul Misaal was seen.")
        self.assert_told(person, "Aygül Misal", "story")


class NamedTests(ToldCase):
    def test_a_hidden_spelling_is_looked_for_and_what_is_shown_is_not(self) -> None:
        person = make_detainee("Aygül Misal", state="draft", summary="Aygül teaches.")
        for spelling in ("Aygül", "ئايگۈل مىسال", "Aygul Misal", "Li"):
            Name.objects.create(detainee=person, text=spelling, is_public=False)
        self.assert_nothing_told(person, slug="aygul-misal", story="Aygul likes Lisa.")
        Name.objects.create(detainee=person, text="Secret Name", is_public=False)
        Detainee.objects.update(story="Her secret name is Secret Name.")
        self.assert_told(person, "Secret Name", "story")

    def test_a_hidden_name_in_the_address_is_found_there_and_nowhere_else(self) -> None:
        person = make_detainee("A Teacher", slug="gulnar-misal", portrait=make_picture())
        Name.objects.create(detainee=person, text="گۈلنار مىسال", is_public=False)
        self.assert_told(person, "گۈلنار مىسال", "address")
        Name.objects.filter(is_public=False).update(text="Gülnar Misal")
        self.assert_told(person, "Gülnar Misal", "address")

    def test_chinese_is_found_between_other_characters(self) -> None:
        person = make_detainee(state="draft", story="他叫李明。")
        Name.objects.create(detainee=person, text="李明", language="zh-Hans", is_public=False)
        self.assert_told(person, "李明", "story")


class CostTests(ToldCase):
    def test_of_who_has_nothing_to_hide_little_is_read(self) -> None:
        person = make_detainee(home_place=Place.objects.get(code="kashgar"), state="draft")
        prefetch_related_objects([person], "names")  # as the checklist has them
        with self.assertNumQueries(
            4
        ):  # consents, when it was told, the places of claims and of events
            self.assertEqual(disclosures(person), [])


class PlaceTests(ToldCase):
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

    def test_a_county_is_told_where_only_its_prefecture_may_be(self) -> None:
        person = self.make("prefecture", story="Born in Yarkand, near Kashgar.")
        self.assert_told(person, "Yarkand", "story")
        Detainee.objects.update(story="يەكەندە تۇغۇلغان")
        self.assert_told(person, "يەكەن", "story")
        self.assert_nothing_told(person, place_level="county")

    def test_the_prefecture_of_a_county_is_told_where_no_place_may_be(self) -> None:
        person = self.make("none", story="Born in Kashgar.")
        self.assert_told(person, "Kashgar", "story")

    def test_so_it_is_where_the_consent_covers_no_place(self) -> None:
        person = self.make("county", covers=("name", "story"), summary="A teacher of Yarkand.")
        self.assert_told(person, "Yarkand", "summary")

    def test_the_place_of_an_event_is_looked_for_as_well(self) -> None:
        person = self.make("prefecture", home_place=None)
        person.events.create(kind="taken", place=self.yarkand, description="At a market of Yarkand")
        self.assert_told(person, "Yarkand", "events")

    def test_a_county_called_like_its_prefecture_tells_nothing_more(self) -> None:
        self.yarkand.name, self.yarkand.name_uyghur, self.yarkand.name_chinese = (
            self.kashgar.name, self.kashgar.name_uyghur, self.kashgar.name_chinese,
        )  # fmt: skip
        self.yarkand.save()
        self.assert_nothing_told(self.make("prefecture", story="Born in Kashgar, 喀什."))

    def test_what_kind_of_place_it_is_may_be_left_out(self) -> None:
        self.yarkand.name, self.yarkand.name_chinese = "Yarkand County", "莎车县"
        self.yarkand.save()
        self.assert_told(self.make("prefecture", story="Born in Yarkand."), "Yarkand", "story")
        self.assert_told(self.make("prefecture", story="她来自莎车。"), "莎车", "story")

    def test_a_county_within_another_word_is_not_it(self) -> None:
        self.assert_nothing_told(self.make("prefecture", story="The Yarkandi school."))
