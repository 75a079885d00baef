"""The filters of the wall: the people that each finds, and counts that agree with them."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from django.test import TestCase
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from campaign.text.partial_dates import parse
from profiles.models import Consent, Detainee, Event, LegalCase, PublicChange, Reason
from profiles.models.places import Ethnicity, Place
from profiles.public.profile import PublicProfile
from profiles.search.filters import FILTERS, UNKNOWN
from profiles.search.selection import SORTS, Selection
from tests.factories import PUBLIC_RECORD, make_claim, make_consent, make_detainee

GENDER = next(each for each in FILTERS if each.name == "gender")
THIS_YEAR = timezone.localdate().year


def make_taken(when: str, **fields: Any) -> Detainee:
    detainee = make_detainee(**fields)
    Event.objects.create(detainee=detainee, kind="taken", when=when)
    return detainee


def found(**query: str) -> list[Detainee]:
    return list(Selection(query).people)


def counts(name: str, **query: str) -> dict[str, int]:
    """The count among people whose value is known."""
    facets = Selection(query).overview().facets
    facet = next(facet for facet in facets if facet.filter.name == name)
    return {option.value: option.count for option in facet.options if option.value != UNKNOWN}


class YearTakenTests(TestCase):
    def years(self, when: str) -> list[int]:
        make_taken(when)
        return [int(year) for year in counts("year")]

    def test_a_day_is_found_under_its_year_alone(self) -> None:
        self.assertEqual(self.years("15 June 2017"), [2017])

    def test_two_years_are_found_under_both(self) -> None:
        self.assertEqual(self.years("2017/2018"), [2017, 2018])

    def test_after_a_year_is_found_under_every_later_one_until_now(self) -> None:
        self.assertEqual(self.years("After 2016"), list(range(2017, THIS_YEAR + 1)))

    def test_before_a_year_is_found_under_every_earlier_one(self) -> None:
        years = self.years("before 2018")
        self.assertEqual((years[-1], len(years) > 10), (2017, True))

    def test_what_is_not_known_is_found_under_none(self) -> None:
        self.assertEqual(self.years("unclear"), [])

    def test_a_person_is_counted_once_however_many_events_fit(self) -> None:
        person = make_taken("May 2017")
        Event.objects.create(detainee=person, kind="to_camp", when="June 2017")
        self.assertEqual(counts("year"), {"2017": 1})
        self.assertEqual(found(year="2017"), [person])

    def test_an_event_that_is_not_shown_tells_nothing(self) -> None:
        Event.objects.create(
            detainee=make_detainee(), kind="taken", when="May 2017", is_public=False
        )
        self.assertEqual(found(year="2017"), [])
        self.assertEqual(counts("year"), {})

    def test_other_events_are_no_beginning(self) -> None:
        Event.objects.create(detainee=make_detainee(), kind="released", when="2019")
        self.assertEqual(counts("year"), {})


class DecadeOfBirthTests(TestCase):
    def decades(self, birth: str) -> list[str]:
        make_detainee(birth=birth)
        return list(counts("born"))

    def test_a_year_is_found_under_its_decade(self) -> None:
        self.assertEqual(self.decades("1969"), ["1960"])

    def test_about_a_year_may_reach_into_two(self) -> None:
        self.assertEqual(self.decades("about 1970"), ["1960", "1970"])

    def test_before_and_after_are_open(self) -> None:
        self.assertEqual(self.decades("after 2004"), ["2000", "2010", "2020"])
        self.assertIn("1900", self.decades("before 1920"))

    def test_what_is_not_known_is_found_under_none(self) -> None:
        self.assertEqual(self.decades("unknown"), [])


class PlaceTests(TestCase):
    def setUp(self) -> None:
        self.kashgar = Place.objects.get(code="kashgar")

    def test_a_home_that_the_family_withholds_is_neither_found_nor_counted(self) -> None:
        make_detainee(home_place=self.kashgar, covers=("name", "story"))
        self.assertEqual(found(place="kashgar"), [])
        self.assertEqual(counts("place"), {})

    def test_a_home_that_may_be_shown_is_found(self) -> None:
        person = make_detainee(home_place=self.kashgar)
        self.assertEqual(found(place="kashgar"), [person])
        self.assertEqual(counts("place"), {"kashgar": 1})

    def test_public_record_covers_it(self) -> None:
        person = make_detainee(home_place=self.kashgar, covers=())
        person.consents.create(**PUBLIC_RECORD)
        self.assertEqual(found(place="kashgar"), [person])

    def test_a_consent_to_the_place_that_was_withdrawn_counts_no_more(self) -> None:
        person = make_detainee(home_place=self.kashgar, covers=("name", "story"))
        make_consent(person, "name", "story", "place", withdrawn_at=timezone.now())
        self.assertEqual(found(place="kashgar"), [])
        self.assertEqual(counts("place"), {})

    def test_the_filter_finds_exactly_those_whose_page_names_the_place(self) -> None:
        for covers in (("name", "story"), ("name", "story", "place"), ("name", "place")):
            make_detainee(home_place=self.kashgar, covers=covers)
        people = Detainee.objects.published().for_cards()
        named = {person.pk for person in people if PublicProfile(person).home}
        self.assertEqual({person.pk for person in found(place="kashgar")}, named)


class WhereTakenTests(TestCase):
    def setUp(self) -> None:
        self.kashgar, self.hotan = Place.objects.filter(code__in=["hotan", "kashgar"]).order_by(
            "-code"
        )

    def assertTakenIn(self, *codes: str) -> None:
        self.assertEqual(list(counts("taken")), list(codes))
        for code in codes or (UNKNOWN,):
            self.assertEqual(found(taken=code), list(Detainee.objects.all()))

    def happened(self, kind: str, place: Place | None, **fields: Any) -> None:
        person = Detainee.objects.first() or make_detainee(home_place=self.kashgar)
        Event.objects.create(detainee=person, kind=kind, place=place, **fields)

    def test_it_is_where_the_detention_began_and_not_the_home(self) -> None:
        self.happened("taken", self.hotan)
        self.happened("sentenced", self.kashgar)
        self.assertTakenIn("hotan")

    def test_the_nearest_to_being_taken_away_of_which_a_place_is_known_counts(self) -> None:
        self.happened("last_contact", self.kashgar)
        self.happened("arrested", self.hotan)
        self.happened("taken", None, when="2017")
        self.assertTakenIn("hotan")

    def test_a_last_contact_is_better_than_nothing(self) -> None:
        self.happened("last_contact", self.hotan)
        self.assertTakenIn("hotan")

    def test_who_was_taken_in_two_places_is_found_under_both(self) -> None:
        self.happened("taken", self.hotan)
        self.happened("taken", self.kashgar)
        self.assertTakenIn("hotan", "kashgar")

    def test_a_county_is_found_under_its_prefecture(self) -> None:
        county = Place.objects.create(
            code="example", kind="county", name="Example", parent=self.hotan
        )
        self.happened("taken", county)
        Detainee.objects.update(place_level="county")
        self.assertTakenIn("hotan")

    def test_what_is_not_shown_is_not_found(self) -> None:
        self.happened("taken", self.hotan, is_public=False)
        self.assertTakenIn()

    def test_a_place_that_may_not_be_said_is_not_found(self) -> None:
        self.happened("taken", self.hotan)
        Detainee.objects.update(place_level="none")
        self.assertTakenIn()
        Detainee.objects.update(place_level="prefecture")
        self.assertTakenIn("hotan")
        Consent.objects.update(covers_place=False)
        self.assertTakenIn()


class UnknownTests(TestCase):
    """Each filter also finds the people whose value is not known."""

    def test_whoever_has_nothing_that_a_filter_finds_is_found_under_unknown(self) -> None:
        known = make_taken("2017", gender="female", birth="1970", occupation_group="farmer")
        unknown = make_detainee()
        unknown.claims.all().delete()
        for name in ("status", "year", "gender", "born", "occupation"):
            with self.subTest(name):
                self.assertEqual(found(**{name: UNKNOWN}), [unknown])
        self.assertCountEqual(found(year=f"2017,{UNKNOWN}"), [known, unknown])

    def test_nobody_is_left_out_of_all_of_a_filters_options(self) -> None:
        make_taken("before 1980", birth="before 1800")  # older than any term
        for facet in Selection({}).overview().facets:
            with self.subTest(facet.filter.name):
                self.assertEqual(sum(option.count for option in facet.options), 1)


class SelectionTests(TestCase):
    def test_what_a_parameter_does_not_know_is_ignored(self) -> None:
        make_detainee()
        for value in ("nowhere", "", " ", "\0", "9" * 5000, "٢٠١٧", "-1", "%"):
            for each in FILTERS:
                with self.subTest(each.name, value=value):
                    self.assertEqual(Selection({each.name: value}).chosen, {})
        self.assertEqual(Selection({"sort": "pk; drop table"}).sort, "recent")

    def test_the_status_is_that_of_the_newest_claim_that_is_shown(self) -> None:
        person = make_detainee(status="camp", as_of="2018")
        make_claim(person, as_of="2021")
        person.claims.create(status="released", as_of="2023", is_public=False)
        self.assertEqual(counts("status"), {"prison": 1})
        self.assertEqual(found(status="camp"), [])

    def test_two_ethnicities_are_found_under_both(self) -> None:
        person = make_detainee()
        person.ethnicities.set(Ethnicity.objects.filter(code__in=["uyghur", "tatar"]))
        self.assertEqual(found(ethnicity="uyghur", gender=""), [person])
        self.assertEqual(counts("ethnicity"), {"tatar": 1, "uyghur": 1})

    def test_a_chosen_option_stays_to_be_taken_away_though_it_finds_nobody(self) -> None:
        make_detainee(gender="male")
        self.assertEqual(counts("gender", gender="female"), {"female": 0, "male": 1})

    def test_the_longest_held_come_first_and_the_free_last(self) -> None:
        held = [make_taken(when) for when in ("2019", "before 2015", "June 2017", "2017")]
        released = make_taken("1997", status="released")
        unknown = make_detainee()
        self.assertEqual(
            found(sort="held"), [held[1], held[2], held[3], held[0], released, unknown]
        )

    def test_the_order_by_time_held_is_that_of_the_days_on_the_pages(self) -> None:
        for when in ("2019", "After 2016", "15 June 2017", "1990s"):
            person = make_taken(when)
            Event.objects.create(detainee=person, kind="last_contact", when="2012")
        make_taken("May 2018").claims.update(is_public=False)
        people = Selection({"sort": "held"}).people
        days = [PublicProfile(person).days_held or 0 for person in people.for_story()]
        self.assertEqual(days, sorted(days, reverse=True))

    def test_what_was_changed_or_published_last_comes_first(self) -> None:
        hour = timedelta(hours=1)
        now = timezone.now()
        first, second, third = make_detainee(), make_detainee(), make_detainee()
        for person, published_ago, changed_ago in ((first, 1, 9), (second, 9, 2), (third, 8, 8)):
            Detainee.objects.filter(pk=person.pk).update(publish_at=now - published_ago * hour)
            PublicChange.objects.filter(pk=person.pk).update(at=now - changed_ago * hour)
        self.assertEqual(found(), [first, second, third])

    def test_several_values_of_one_filter_find_whoever_has_one_of_them(self) -> None:
        women, men = make_detainee(gender="female"), make_detainee(gender="male")
        make_detainee(gender="other")
        self.assertEqual(set(found(gender="male,female,nobody")), {women, men})
        self.assertEqual(Selection({"gender": "male,female"}).parameters[GENDER], "female,male")

    def test_why_and_for_how_long_are_found_if_they_are_shown(self) -> None:
        person, other = make_detainee(), make_detainee()
        LegalCase.objects.create(detainee=person, sentence="fixed", sentence_months=180)
        Reason.objects.create(detainee=person, kind="travel")
        LegalCase.objects.create(detainee=other, sentence="life", is_public=False)
        Reason.objects.create(detainee=other, kind="religion", is_public=False)
        self.assertEqual(counts("sentence"), {"fixed": 1})
        self.assertEqual(counts("reason"), {"travel": 1})
        self.assertEqual(found(sentence="fixed,life", reason="travel,religion"), [person])

    def test_every_value_of_every_filter_can_be_asked_for(self) -> None:
        make_detainee()
        for each in FILTERS:
            with self.subTest(each.name):
                found(**{each.name: ",".join(each.labels())})


class CountsTests(PropertyTestCase):
    """For any choice, the count of an option is the number of people that it lists."""

    @classmethod
    def setUpTestData(cls) -> None:
        dates = [
            "2017", "2017/2018", "After 2016", "before 2018", "unclear", "", "about 2018",
            "15 June 2017", "winter 2017", "1990s", "Early 2018", "1997",
        ]  # fmt: skip
        births = ["1969", "about 1970", "1970s", "", "after 1984", "before 1960", "unknown"]
        places = list(Place.objects.filter(code__in=["kashgar", "hotan"]))
        groups = list(Ethnicity.objects.filter(code__in=["uyghur", "kazakh"]))
        for number in range(36):
            covers = ("name", "story", "place") if number % 3 else ("name", "story")
            person = make_taken(
                dates[number % len(dates)],
                name=["Aygül Misal", "Айгүл Мысал", "Ablet Misal"][number % 3],
                status=["prison", "camp", "released"][number % 3],
                birth=births[number % len(births)],
                gender=["female", "male", "unknown"][number % 2],
                home_place=places[number % 2] if number % 5 else None,
                occupation_group=["farmer", "artist", ""][number % 3],
                covers=covers,
            )
            person.ethnicities.set(groups[: number % 3])
            if number % 4 == 0:
                Event.objects.create(
                    detainee=person, kind="arrested", when=dates[(number * 7) % len(dates)]
                )
        make_detainee(state="draft", gender="female")

    some = partial(st.lists, min_size=1, max_size=3)
    chosen = st.fixed_dictionaries(
        {},
        optional={
            "status": some(st.sampled_from(["prison", "camp", "released"])),
            "place": some(st.sampled_from(["kashgar", "hotan"])),
            "year": some(st.sampled_from(["1995", "1997", "2016", "2017", "2018", str(THIS_YEAR)])),
            "ethnicity": some(st.sampled_from(["uyghur", "kazakh"])),
            "gender": some(st.sampled_from(["female", "male"])),
            "born": some(st.sampled_from(["1950", "1960", "1970", "1980"])),
            "occupation": some(st.sampled_from(["farmer", "artist"])),
        },
    ).map(lambda chosen: {name: ",".join(values) for name, values in chosen.items()})

    def check(self, chosen: dict[str, str]) -> None:
        overview = Selection(chosen).overview()
        self.assertEqual(overview.found, Selection(chosen).people.count(), chosen)
        self.assertEqual(overview.listed, 36)
        for facet in overview.facets:
            name = facet.filter.name
            counted = {option.value: option.count for option in facet.options}
            for value in facet.filter.labels():
                people = list(Selection(chosen | {name: value}).people.values_list("pk", flat=True))
                self.assertCountEqual(people, set(people))
                self.assertEqual(counted.get(value, 0), len(people), (chosen, name, value))

    def test_with_nothing_chosen(self) -> None:
        self.check({})

    def test_within_a_search(self) -> None:
        self.check({"gender": "female", "q": "aigul misal"})

    def test_within_a_reference(self) -> None:
        self.check({"q": Detainee.objects.published()[0].reference})

    @settings(max_examples=12, deadline=None)
    @given(chosen)
    def test_with_anything_chosen(self, chosen: dict[str, str]) -> None:
        self.check(chosen)

    def test_the_database_finds_every_date_that_overlaps_the_year(self) -> None:
        for year in range(1990, THIS_YEAR + 1):
            listed = set(found(year=str(year)))
            first, last = parse(str(year)).earliest, parse(str(year)).latest
            assert first and last
            expected = {
                event.detainee
                for event in Event.objects.filter(kind__in=["taken", "arrested"])
                if event.when.is_known
                and (event.when.earliest or date.min) <= last
                and first <= (event.when.latest or date.max)
            }
            self.assertEqual(listed, expected, year)


class SortTests(TestCase):
    def test_every_order_is_total_so_that_no_page_repeats_a_person(self) -> None:
        for sort in SORTS:
            people = Selection({"sort": sort}).people
            with self.subTest(sort):
                self.assertTrue(people.totally_ordered)
