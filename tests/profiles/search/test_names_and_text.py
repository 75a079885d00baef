"""The search: by shown names in any script and spelling, and by the words of a story."""

from typing import Any, ClassVar
from unittest import mock

from django.contrib.auth.models import AnonymousUser, User
from django.db import connection
from django.test import TestCase
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from profiles.models import Detainee, Listing, Name
from profiles.name_search.ranking import MatchKind
from profiles.search.names_and_text import MAX_STORIES, SearchResult, search, search_as_staff
from profiles.search.suggestions import did_you_mean
from tests import each_asks_the_database
from tests.databases import as_owner
from tests.factories import PUBLIC_RECORD, make_detainee, make_statements

EVERYTHING = User(is_superuser=True)


def found(typed: str) -> list[str]:
    """The names by which the search finds people, the closest first."""
    return [match.text for match in search(typed).matches.values()]


def how(typed: str) -> list[MatchKind]:
    return [match.kind for match in search(typed).matches.values()]


class NameTests(TestCase):
    def test_a_slip_of_the_keyboard_finds_the_person_all_the_same(self) -> None:
        make_detainee("Mihrigül Misal")
        for typed in ("Mihrigl", "mihrgul", "Mihrigul Missal", "MIHRIGÜL", "  mihri   misal "):
            with self.subTest(typed):
                self.assertEqual(found(typed), ["Mihrigül Misal"])

    def test_every_script_of_one_person_finds_her_and_tells_which_it_was(self) -> None:
        person = make_detainee(
            names={"ug-Arab": "ئايگۈل مىسال", "zh-Hans": "艾古丽·示例", "kk-Cyrl": "Айгүл Мысал"}
        )
        make_detainee("Dilshat Misal")
        for typed, name in {
            "Aygül": "Aygül Misal",
            "ئايگۈل": "ئايگۈل مىسال",
            "مىسال ئايگۈل": "ئايگۈل مىسال",
            "艾古丽": "艾古丽·示例",
            "艾古丽·示例": "艾古丽·示例",
            "艾古丽示例": "艾古丽·示例",
            "айгүл": "Айгүл Мысал",
        }.items():
            with self.subTest(typed):
                match = next(iter(search(typed).matches.values()))
                self.assertEqual((match.person, match.text), (person.pk, name))

    def test_a_part_of_a_chinese_name_is_enough(self) -> None:
        make_detainee("Aygül Misal", names={"zh-Hans": "艾古丽·示例"})
        make_detainee("Dilshat Misal", names={"zh-Hans": "迪里夏提"})
        for typed in ("古丽", "丽", "艾古"):
            with self.subTest(typed):
                self.assertEqual(found(typed), ["艾古丽·示例"])

    def test_every_word_must_be_in_some_name_of_the_person(self) -> None:
        make_detainee("Aygül Misal", names={"en": "Dilber Example"})
        self.assertEqual(found("aygul dilshat"), [])
        self.assertEqual(len(found("aygul example")), 1)
        self.assertEqual(found("example dilber"), ["Dilber Example"])

    def test_who_has_all_words_in_one_name_comes_first(self) -> None:
        make_detainee("Aygul Misal", names={"en": "Dilber Example"})
        make_detainee("Aigul Example")
        self.assertEqual(found("aygul example"), ["Aigul Example", "Aygul Misal"])

    def test_of_three_words_one_may_be_unknown(self) -> None:
        make_detainee("Aygül Misal")
        self.assertEqual(found("Aygul Abduhelil Misal"), ["Aygül Misal"])
        self.assertEqual(found("Aygul Abduhelil"), [])

    def test_titles_and_honorifics_weigh_little(self) -> None:
        for name in ("Aygül Misal", "Nurlan Misal"):
            make_detainee(name)
        for typed, name in {
            "Dr. Aygul Misal": "Aygül Misal",
            "Aygul Haji": "Aygül Misal",
            "Aygul Misal qizi": "Aygül Misal",
            "Hacı Nurlan": "Nurlan Misal",
            "Nurlan Mysaluly": "Nurlan Misal",
            "Nurlanjan Misal": "Nurlan Misal",
            "艾古丽女士": "Aygül Misal",
        }.items():
            with self.subTest(typed):
                self.assertEqual(found(typed), [name])

    def test_an_honorific_that_someone_has_is_a_word_like_others(self) -> None:
        for name in ("Aygül Misal", "Aygül Haji"):
            make_detainee(name)
        self.assertEqual(found("aygul haji"), ["Aygül Haji"])
        self.assertEqual(found("haji"), ["Aygül Haji"])

    def test_an_initial_matches_a_name_that_begins_with_it(self) -> None:
        for name in ("Aygül Misal", "Nurlan Misal"):
            make_detainee(name)
        self.assertEqual(found("A. Misal"), ["Aygül Misal"])
        self.assertEqual(found("Nurlan M."), ["Nurlan Misal"])
        self.assertEqual(found("Nurlan A."), [])

    def test_words_may_be_split_and_joined(self) -> None:
        for name in ("Aygül Misal", "Abdulqadir Misal", "Memet Imin"):
            make_detainee(name)
        for typed, name in {
            "Ai Gul": "Aygül Misal",
            "Ay-Gül": "Aygül Misal",
            "ai gu li": "Aygül Misal",
            "AigulMisal": "Aygül Misal",
            "Abdul Qadir": "Abdulqadir Misal",
            "Abdul-Qadir Misal": "Abdulqadir Misal",
            "Abd al-Qadir": "Abdulqadir Misal",
            "Memetimin": "Memet Imin",
        }.items():
            with self.subTest(typed):
                self.assertEqual(found(typed), [name])

    def test_one_or_two_letters_find_names_that_are_no_longer(self) -> None:
        for name in ("Ng Misal", "Bo", "Li", "Bora"):
            make_detainee(name)
        self.assertEqual(found("bo"), ["Bo"])
        self.assertEqual(found("ng"), ["Ng Misal"])

    def test_a_word_longer_than_any_index_takes_is_kept_all_the_same(self) -> None:
        person = make_detainee(names={"en": "㌖" * 120})  # each becomes six letters of three bytes
        self.assertEqual(list(search("㌖" * 80).people), [person.pk])

    def test_no_letters_find_nobody(self) -> None:
        make_detainee()
        for typed in ("", "   ", "%", "_", "\\", "''", "-–·", "\u200b", "\0"):
            with self.subTest(ascii(typed)):
                self.assertEqual(found(typed), [])

    def test_signs_of_query_languages_are_nothing_but_signs(self) -> None:
        make_detainee()
        for typed in (
            "aygul%", "a_gul", "aygul' OR 1=1--", "aygul\\", '"aygul"', "(a+)+$", "[aygul", "aygul:*",
            "aygul & !misal", "'aygul' | 'x'", "~aygul", "=agl", "<->",
        ):  # fmt: skip
            with self.subTest(typed):
                self.assertIn(len(found(typed)), (0, 1))
        self.assertEqual(found("aygul%"), ["Aygül Misal"])


class RankTests(TestCase):
    def test_as_it_was_typed_then_its_beginning_then_its_sound_then_a_story(self) -> None:
        make_detainee("Gülay Misal", story="She taught with Aygül for years.")
        for name in ("Aigul Misal", "Aygülem Misal", "Aygül Misal"):
            make_detainee(name)
        self.assertEqual(found("aygül"), ["Aygül Misal", "Aygülem Misal", "Aigul Misal", ""])
        self.assertEqual(
            how("aygül"), [MatchKind.EXACT, MatchKind.PREFIX, MatchKind.FOLDED, MatchKind.TEXT]
        )

    def test_another_spelling_comes_before_a_name_that_only_looks_alike(self) -> None:
        for name in ("Muhter Misal", "Memet Misal", "Muhemmet Misal"):
            make_detainee(name)
        self.assertEqual(found("Muhammad")[:2], ["Muhemmet Misal", "Memet Misal"])

    def test_the_whole_name_comes_before_a_part_of_a_longer_one(self) -> None:
        for name in ("Aygül Misal Tursun", "Aygül Misal"):
            make_detainee(name)
        self.assertEqual(found("aygül misal"), ["Aygül Misal", "Aygül Misal Tursun"])

    def test_somebody_with_several_names_is_found_once_by_the_closest(self) -> None:
        make_detainee("Aigul Misal", names={"ug-Latn": "Aygül Misal"})
        self.assertEqual(found("aygül"), ["Aygül Misal"])


class NameOfThousandsTests(TestCase):
    """The search ranks the closest people name by name. For the others the index alone decides the order."""

    people: ClassVar[dict[str, Detainee]]

    @classmethod
    def setUpTestData(cls) -> None:
        names = ("Mihrigl Misal", "Mehrigul Misal", "Mihrigülay", "Mihrigül Misal", "Else Misal")
        cls.people = dict(
            zip(
                ("looks", "sounds", "begins", "just so", "other"),
                map(make_detainee, names),
                strict=True,
            )
        )
        make_detainee("Dilshat Misal", story="He wrote to Mihrigül.")

    def search(self, typed: str, ranked: int) -> SearchResult:
        with mock.patch("profiles.search.names_and_text.MAX_RANKED", ranked):
            return search(typed)

    def test_they_stand_in_the_order_of_their_tiers_and_stories_come_last(self) -> None:
        everybody = search("mihrigül").people
        self.assertEqual(len(everybody), 4)
        for ranked in range(4):
            with self.subTest(ranked=ranked):
                self.assertEqual(self.search("mihrigül", ranked).people, everybody)

    def test_a_card_tells_by_which_name_she_was_found_all_the_same(self) -> None:
        found = self.search("mihrigül", ranked=0)
        for name, how in {"just so": MatchKind.EXACT, "sounds": MatchKind.FOLDED}.items():
            person = self.people[name]
            match = found.match_of(person.pk, person.names.all())
            assert match is not None
            self.assertEqual((match.kind, match.text), (how, str(person.names.get())))
        other = self.people["other"]
        self.assertIsNone(found.match_of(other.pk, other.names.all()))

    def test_the_desk_finds_them_in_the_same_order(self) -> None:
        with mock.patch("profiles.search.names_and_text.MAX_RANKED", 0):
            people = list(search_as_staff("mihrigül", EVERYTHING).people)
        closest_first = ("just so", "begins", "sounds")
        self.assertEqual(people, [self.people[name].pk for name in closest_first])

    def test_it_has_certain_match_to_be_the_name_if_one_of_them_is(self) -> None:
        self.assertTrue(self.search("mihrigül", ranked=1).has_certain_match)
        self.assertFalse(search("mihrigsul").has_certain_match)

    def test_who_only_looks_alike_is_found_if_no_one_else_is(self) -> None:
        self.assertNotIn(self.people["looks"].pk, search("mihrigül").people)
        self.people["just so"].names.all().delete()
        self.people["sounds"].names.all().delete()
        self.people["begins"].names.all().delete()
        self.assertIn(self.people["looks"].pk, search("mihrigül").people)


class StoryTests(TestCase):
    def test_the_words_of_summary_story_and_work_find_the_person(self) -> None:
        make_detainee(summary="A *beekeeper* from Ili.")
        make_detainee(story="She kept bees.")
        make_detainee(occupation="Beekeeping")
        self.assertEqual(how("bees"), [MatchKind.TEXT])
        self.assertEqual(how("beekeeping"), [MatchKind.TEXT] * 2)

    def test_all_words_must_be_there_and_quotation_marks_keep_them_together(self) -> None:
        make_detainee(story="She kept white bees and one goat.")
        self.assertEqual(len(found("goat bees")), 1)
        self.assertEqual(len(found('"white bees"')), 1)
        self.assertEqual(found('"bees white"'), [])
        self.assertEqual(found("bees horse"), [])

    def test_what_is_not_sure_to_be_public_is_not_searched(self) -> None:
        person = make_detainee(staff_notes="Zulpiqar")
        make_statements(person, reason="Zulpiqar", quote="Zulpiqar", speaker="Zulpiqar")
        person.claims.update(note="Zulpiqar")
        self.assertEqual(found("Zulpiqar"), [])

    def test_the_story_follows_its_text(self) -> None:
        person = make_detainee(story="Bees.")
        Detainee.objects.filter(pk=person.pk).update(story="Goats.")
        self.assertEqual((len(found("goats")), found("bees")), (1, []))

    def test_of_words_that_everybody_has_some_stories_are_enough(self) -> None:
        self.assertGreaterEqual(MAX_STORIES, 1000)


class ReferenceTests(TestCase):
    def test_the_reference_finds_its_person_however_it_is_written(self) -> None:
        person = make_detainee()
        make_detainee()
        for typed in (person.reference, f"p{person.pk}", f" P-{person.pk:09d} ", f"p-{person.pk}"):
            with self.subTest(typed):
                self.assertEqual(list(search(typed).people), [person.pk])

    def test_it_finds_nobody_who_is_not_published(self) -> None:
        draft = make_detainee(state="draft")
        self.assertEqual(found(draft.reference), [])
        self.assertEqual(list(search_as_staff(draft.reference, EVERYTHING).people), [draft.pk])

    def test_numbers_beyond_all_keys_find_nobody(self) -> None:
        for typed in ("P-0", "P-999999999999999999", "P-" + "9" * 70, "P-٤٢"):
            with self.subTest(typed):
                self.assertEqual(found(typed), [])


class OnlyWhatIsShownTests(TestCase):
    def test_a_hidden_name_finds_nobody_and_is_suggested_to_nobody(self) -> None:
        person = make_detainee()
        Name.objects.create(detainee=person, text="Dilnur Yoshurun", is_public=False)
        for typed in ("Dilnur", "dilnur yoshurun", "Yo", "Dilnor"):
            self.assertEqual(found(typed), [])
            self.assertEqual(did_you_mean(typed), [])
        self.assertEqual(list(search_as_staff("Dilnur", EVERYTHING).people), [person.pk])

    def test_nor_does_staff_who_may_not_see_names_find_anybody_by_one(self) -> None:
        named = make_detainee()
        Name.objects.create(detainee=named, text="Dilnur Yoshurun", is_public=False)
        unnamed = make_detainee(identity="anonymous", shown_as="R. Y.", slug=None, state="draft")
        Name.objects.create(detainee=unnamed, text="Rahile Yoshurun", is_public=True)
        for typed in ("Dilnur", "yoshurun", "Rahile"):
            with self.subTest(typed):
                self.assertEqual(list(search_as_staff(typed, AnonymousUser()).people), [])
                self.assertTrue(search_as_staff(typed, EVERYTHING).people)
        shown = str(named.names.filter(is_public=True)[0])
        self.assertIn(named.pk, search_as_staff(shown, AnonymousUser()).people)
        self.assertEqual(
            list(search_as_staff(unnamed.reference, AnonymousUser()).people), [unnamed.pk]
        )

    def test_nor_does_a_name_of_somebody_who_is_not_named(self) -> None:
        for identity in ("partial", "anonymous"):
            person = make_detainee(
                "Dilnur Yoshurun", identity=identity, shown_as="D. Y.", slug=None, state="draft"
            )
            Detainee.objects.filter(pk=person.pk).update(
                slug=f"p-{person.pk:04d}", state="published"
            )
            person.consents.update(**PUBLIC_RECORD)
            with self.subTest(identity):
                self.assertEqual(found(person.reference), [""])
                self.assertEqual((found("Dilnur"), did_you_mean("Dilnor")), ([], []))

    def test_drafts_the_withdrawn_and_whose_time_has_not_come_are_not_found(self) -> None:
        told: dict[str, Any] = {"story": "She kept bees."}
        for state in ("draft", "in_review", "withdrawn"):
            make_detainee(state=state, **told)
        make_detainee(covers=("name",), **told)
        person = make_detainee(**told)
        person.consents.update(withdrawn_at="2026-01-01T00:00Z")
        for typed in ("Aygül", "Aygöl", "bees"):
            self.assertEqual((found(typed), did_you_mean(typed)), ([], []))

    def test_a_name_is_suggested_no_longer_than_the_consent_lasts(self) -> None:
        person = make_detainee("Dilnur Yoshurun")
        self.assertTrue(did_you_mean("Dilnor"))
        # As at the end of a day: no trigger runs, and the worker has not run yet.
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            person.consents.update(expires_on=timezone.localdate())
            cursor.execute("SET LOCAL session_replication_role = origin")
        self.assertTrue(Listing.objects.filter(pk=person.pk))
        self.assertEqual(did_you_mean("Dilnor"), [])


class DidYouMeanTests(TestCase):
    def suggested(self, typed: str) -> list[str]:
        return [each.name.text for each in did_you_mean(typed)]

    def test_a_hidden_name_takes_the_place_of_no_other(self) -> None:
        make_detainee("Patimgul Misal")
        hidden = make_detainee("Else Misal")
        with mock.patch("profiles.search.suggestions.MAX_SIMILAR_WORDS", 1):
            before = self.suggested("Patigul")
            for text in ("Patigul", "Patigulm"):  # the same name, and a more similar one
                Name.objects.create(detainee=hidden, text=text, is_public=False)
                make_detainee(text, state="draft")
                with self.subTest(text):
                    self.assertEqual(self.suggested("Patigul"), before)
        self.assertEqual(before, ["Patimgul Misal"])

    def test_the_names_that_look_most_alike_come_first(self) -> None:
        for name in ("Mihriban Tohti", "Mihrigül Tohti", "Qurban Misal"):
            make_detainee(name)
        self.assertEqual(found("Mihrizzyl Tohdi"), [])
        self.assertIn("Mihrigül Tohti", self.suggested("Mihrizzyl Tohdi"))

    def test_they_are_in_the_script_that_was_typed_with_the_other_one_beside_it(self) -> None:
        make_detainee("Mihrigül Tohti", names={"ug-Arab": "مىھرىگۈل توختى"})
        (suggestion,) = did_you_mean("Mihrizzyl Tohdi")
        self.assertEqual((suggestion.name.text, suggestion.beside), ("Mihrigül Tohti", None))
        (suggestion,) = did_you_mean("مىھرىززىل توخدى")
        beside = suggestion.beside.text if suggestion.beside else ""
        self.assertEqual((suggestion.name.text, beside), ("مىھرىگۈل توختى", "Mihrigül Tohti"))

    def test_when_each_word_is_known_but_not_together(self) -> None:
        for name in ("Aygül Misal", "Dilshat Tohti"):
            make_detainee(name)
        self.assertEqual(set(self.suggested("aygul tohti")), {"Aygül Misal", "Dilshat Tohti"})

    def test_one_name_is_suggested_once_and_three_at_most(self) -> None:
        for end in ("an", "ar", "at", "am", "al"):
            for _twice in range(2):
                make_detainee(f"Zulpiq{end} Misal")
        names = self.suggested("Zulpiqxyr Misal")
        self.assertEqual((len(names), len(set(names))), (3, 3))

    def test_nothing_alike_is_nothing_suggested(self) -> None:
        make_detainee()
        for typed in ("xqzw", "", "%", "你好", "'", "\0"):
            self.assertEqual(self.suggested(typed), [])


class AnyQueryTests(PropertyTestCase):
    texts = st.text(max_size=100) | st.text(
        "aygul misal%_'\\\"()[]*?:&|!<->~=ئا艾古Ай-0P", max_size=40
    )

    @each_asks_the_database
    @given(texts)
    def test_any_text_is_an_answer(self, typed: str) -> None:
        make_detainee(names={"zh-Hans": "艾古丽"})
        self.assertLessEqual(len(search(typed).people), 1)
        self.assertLessEqual(len(search_as_staff(typed, EVERYTHING).people), 1)
        self.assertLessEqual(len(did_you_mean(typed)), 1)
