"""The map and the numbers: each number links to a list of that many people, and no one is left out."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.test import override_settings
from django.urls import resolve

from campaign.documents.charts import Chart
from campaign.publishing import workflow
from campaign.web import page_cache
from profiles.models import Detainee, Event, LegalCase, Reason
from profiles.models.places import Ethnicity, Place
from profiles.search import figures as numbers
from profiles.search.selection import Selection
from profiles.urls import urlpatterns
from profiles.views.tile_map import COLUMNS, GRID, SHADES, SIDE, TileMap, make_tile_map
from tests.factories import make_detainee, make_staff
from tests.testcases import SiteTestCase

MAP, HOMES, NUMBERS = "/profiles/map/", "/profiles/map/home/", "/profiles/numbers/"
ASKED = (
    "",
    "?gender=female",
    "?taken=hotan,kashgar&status=prison",
    "?year=2017,unknown&born=1960",
    "?q=aygul",
    "?place=unknown&ethnicity=uyghur",
)


def make_somebody(number: int = 0, *, taken: str = "kashgar", **fields: Any) -> Detainee:
    usual: dict[str, Any] = {
        "name": ["Aygül Misal", "Ablet Misal"][number % 2],
        "status": ["prison", "camp", "released"][number % 3],
        "gender": ["female", "male", "unknown"][number % 3],
        "home_place": Place.objects.get(code=["kashgar", "hotan", "aral"][number % 3]),
    }
    person = make_detainee(**usual | fields)
    Event.objects.create(
        detainee=person,
        kind="taken",
        when=["2017", "before 2016", "", "2017/2018"][number % 4],
        place=Place.objects.get(code=taken),
    )
    return person


def numbers_said(page: str) -> list[tuple[str, int]]:
    """Each link of the figures, with the number of people that it shows."""
    said = re.findall(
        r'<a[^>]* href="([^"]*)" aria-label="[^"]*: ([\d,]+) (?:person|people)"', page
    )
    for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL):
        said += re.findall(r'<a[^>]* href="([^"]*)".*class="number">([\d,]+)<', row, re.DOTALL)
    said += re.findall(r'<p class="not-known"><a[^>]* href="([^"]*)">[^<]*: ([\d,]+)<', page)
    return [(unescape(address), int(number.replace(",", ""))) for address, number in said]


class EveryNumberTests(SiteTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        uyghur, tatar = Ethnicity.objects.filter(code__in=["uyghur", "tatar"]).order_by("-code")
        for number in range(14):
            person = make_somebody(
                number,
                taken=["kashgar", "hotan", "tiemenguan", "kumul"][number % 4],
                birth=["1969", "about 1970", "", "before 1910"][number % 4],
                occupation_group=["farmer", ""][number % 2],
                place_level=["prefecture", "none", "county"][number % 3],
            )
            person.ethnicities.set([uyghur, tatar][: number % 3])
            LegalCase.objects.create(detainee=person, sentence=["fixed", "none"][number % 2])
            Reason.objects.create(detainee=person, kind=["travel", "language"][number % 2])

    def test_each_leads_to_a_list_of_so_many(self) -> None:
        for path in (MAP, HOMES, NUMBERS):
            for query in ASKED:
                page = self.client.get(path + query)
                said = numbers_said(page.content.decode())
                self.assertTrue(said, (path, query))
                for address, number in said:
                    with self.subTest(path + query, address=address):
                        asked = urlsplit(address)
                        self.assertEqual(asked.path, "/profiles/")
                        people = Selection(dict(parse_qsl(asked.query))).people
                        self.assertEqual(people.count(), number)

    def test_the_list_says_the_same_number(self) -> None:
        page = self.client.get(NUMBERS).content.decode()
        for address, number in dict(numbers_said(page)).items():
            self.assertContains(self.client.get(address), f"{number} of 14 people")

    def test_the_map_and_its_table_say_the_same(self) -> None:
        page = self.client.get(HOMES).content.decode()
        picture, table = page.split("<table")
        in_table = {pair for pair in numbers_said(f"<table{table}") if "unknown" not in pair[0]}
        self.assertEqual(set(numbers_said(picture)), in_table)

    def test_what_is_known_and_what_is_not_make_all(self) -> None:
        for query in ASKED:
            selection = Selection(dict(parse_qsl(query[1:])))
            for figure in numbers.figures(selection, selection.overview()):
                name = figure.facet.filter.name
                others = {each.name: value for each, value in selection.parameters.items()}
                others.pop(name, None)
                people = Selection({"q": selection.typed} | others).people.count()
                with self.subTest(query, name=name):
                    self.assertEqual(figure.facet.people, people)
                    known = (
                        sum(option.count for option in figure.facet.options) - figure.facet.unknown
                    )
                    self.assertEqual(figure.counts_some_twice, known > figure.facet.known)

    def test_what_is_chosen_can_be_taken_away_on_the_same_page(self) -> None:
        for path in (MAP, HOMES, NUMBERS):
            page = self.client.get(f"{path}?gender=female&status=prison").content.decode()
            chips = re.findall(r'<a class="chip[^"]*"[^>]*href="([^"]*)"', page)
            self.assertEqual(
                [unescape(chip) for chip in chips], ["?gender=female", "?status=prison", "./"]
            )
            self.assertIn(f'href="{NUMBERS}?status=prison&amp;gender=female"', page)


class MapTests(SiteTestCase):
    def drawn(self, name: str = "taken", **query: str) -> TileMap:
        selection = Selection(query)
        places = Place.objects.filter(parent=None)
        return make_tile_map(selection, selection.overview().facet(name), places)

    def counted(self) -> dict[str, int]:
        return {tile.place.code: tile.count for tile in self.drawn().tiles if tile.count}

    def test_the_grid_knows_every_prefecture_and_puts_no_two_on_one_spot(self) -> None:
        prefectures = Place.objects.filter(kind="prefecture").values_list("code", flat=True)
        self.assertEqual(set(GRID), set(prefectures))
        self.assertEqual(len(set(GRID.values())), len(GRID))

    def test_somebody_is_where_she_was_taken_and_elsewhere_at_home(self) -> None:
        make_somebody(taken="hotan")
        page = self.client.get(MAP)
        self.assertContains(page, 'aria-label="Hotan (Hetian): 1 person"')
        self.assertNotContains(page, "are shown below")
        self.assertContains(self.client.get(HOMES), 'aria-label="Kashgar (Kashi): 1 person"')

    def test_whose_place_may_not_be_said_is_on_no_tile(self) -> None:
        person = make_somebody()
        people = Detainee.objects.filter(pk=person.pk)
        for rows, said, hidden in (
            (people, {"place_level": "prefecture"}, {"place_level": "none"}),
            (person.consents.all(), {"covers_place": True}, {"covers_place": False}),
        ):
            rows.update(**said)
            self.assertEqual(self.counted(), {"kashgar": 1})
            rows.update(**hidden)
            self.assertEqual(self.counted(), {})
            for path in (MAP, HOMES):
                page = self.client.get(path, {"status": "prison"}).content.decode()
                page_cache.invalidate()
                self.assertEqual([number for _, number in numbers_said(page)], [1])
                self.assertIn("Not known or withheld", page)
            rows.update(**said)

    def test_a_city_and_a_prefecture_that_staff_added_stand_beneath(self) -> None:
        new = Place.objects.create(
            code="new", kind="prefecture", name="A Name Too Long For Any Tile"
        )
        make_somebody(taken="tiemenguan")
        tiles = {tile.place.code: tile for tile in self.drawn().tiles}
        self.assertEqual(set(tiles), {*GRID, "tiemenguan", "new"})
        for code in ("new", "tiemenguan"):
            self.assertGreater(tiles[code].y, tiles["hotan"].y + SIDE)
        self.assertEqual(len({(tile.x, tile.y) for tile in tiles.values()}), len(tiles))
        Event.objects.update(place=new)
        self.assertEqual(self.counted(), {"new": 1})
        page = self.client.get(MAP)
        self.assertContains(page, f'aria-label="{new.name}: 1 person"')
        self.assertContains(page, "A Name Too…</text>")
        self.assertContains(page, "are shown below")

    def test_any_number_of_places_finds_room(self) -> None:
        for number in range(40):
            Place.objects.create(code=f"p{number}", kind="prefecture", name=f"P {number}")
        make_detainee()
        drawn = self.drawn()
        self.assertEqual(len({(tile.x, tile.y) for tile in drawn.tiles}), len(GRID) + 40)
        for tile in drawn.tiles:
            self.assertLessEqual(tile.x + drawn.side, COLUMNS * SIDE)
            self.assertLessEqual(tile.y + drawn.side, drawn.height)

    def test_the_shades_are_as_many_as_the_legend_has_and_fit_the_numbers(self) -> None:
        for number in range(7):
            make_somebody(taken="kashgar" if number else "hotan")
        drawn = self.drawn()
        self.assertLessEqual(len(drawn.shades), SHADES)
        spans = {shade.number: range(shade.first, shade.last + 1) for shade in drawn.shades}
        for tile in drawn.tiles:
            self.assertIn(tile.count, spans.get(tile.shade, range(1)))
        self.assertEqual(max(spans), max(tile.shade for tile in drawn.tiles))

    def test_what_is_chosen_is_marked_and_the_others_stay(self) -> None:
        make_somebody(taken="kashgar")
        make_somebody(taken="hotan")
        tiles = {tile.place.code: tile for tile in self.drawn(taken="hotan").tiles}
        self.assertEqual((tiles["hotan"].is_chosen, tiles["kashgar"].is_chosen), (True, False))
        self.assertEqual(tiles["kashgar"].url, "/profiles/?taken=kashgar")


class NumbersTests(SiteTestCase):
    def test_the_years_go_on_without_a_gap_and_to_the_left_where_one_reads_that_way(self) -> None:
        for when in ("2014", "2017"):
            Event.objects.create(detainee=make_detainee(), kind="taken", when=when)
        selection = Selection({})
        for rtl in (False, True):
            figures = numbers.figures(selection, selection.overview(), rtl=rtl)
            chart = next(figure.drawing for figure in figures if figure.facet.filter.name == "year")
            assert isinstance(chart, Chart)
            self.assertEqual(
                [(column.label, column.values) for column in chart.columns],
                [("2014", (1,)), ("2015", (0,)), ("2016", (0,)), ("2017", (1,))],
            )
            places = [group.x for group in chart.groups]
            self.assertEqual(places, sorted(places, reverse=rtl))

    def test_it_is_said_of_how_many_something_is_known_and_that_some_count_twice(self) -> None:
        make_somebody(3)  # 2017/2018
        make_detainee()
        page = self.client.get(NUMBERS)
        self.assertContains(page, "Known for 1 of 2 people.")
        self.assertContains(page, "If the date is not exact, we count every year")
        self.assertContains(page, "so the figures add up to more", count=1)


class AnyPageTests(SiteTestCase):
    def test_without_anybody_it_says_so(self) -> None:
        for path in (MAP, HOMES, NUMBERS):
            page = self.client.get(path)
            self.assertContains(page, "We have not published any stories yet.")
            self.assertNotContains(page, "<table")

    def test_where_nobody_fits_there_is_a_way_back(self) -> None:
        make_somebody()
        page = self.client.get(f"{NUMBERS}?gender=other")
        self.assertContains(page, "No one matches your search.")
        self.assertContains(page, '<a href="./">Show everyone</a>')

    def test_drafts_and_the_withdrawn_count_for_nothing(self) -> None:
        make_somebody(state="draft")
        make_somebody().consents.update(withdrawn_at="2026-01-01T00:00Z")
        for path in (MAP, HOMES, NUMBERS):
            self.assertContains(self.client.get(path), "0 of 0 people")

    def test_it_is_kept_and_public_and_takes_nothing(self) -> None:
        make_somebody()
        for path in (MAP, HOMES, NUMBERS):
            first = self.client.get(path)
            self.assertIn("public", first["Cache-Control"])
            with self.assertNumQueries(0):
                again = self.client.get(
                    path, {"utm_source": "x"}, headers={"If-None-Match": first["ETag"]}
                )
            self.assertEqual(again.status_code, 304)
            self.assertEqual(self.client.post(path).status_code, 405)

    def test_odd_values_are_ignored(self) -> None:
        make_somebody()
        for path in (MAP, HOMES, NUMBERS):
            for value in ("nowhere", "9" * 5000, "-1", "%", ",", "\u202e"):
                page = self.client.get(path, {"taken": value, "year": value, "place": value})
                self.assertContains(page, "1 of 1 people")

    @override_settings(LANGUAGES=[("en", "English"), ("ug", "Uyghur")])
    def test_they_are_there_in_every_language(self) -> None:
        make_somebody()
        for path in (MAP, HOMES, NUMBERS):
            page = self.client.get(f"/ug{path}").content.decode()
            self.assertIn('dir="rtl"', page)
            for address, _number in numbers_said(page):
                self.assertTrue(address.startswith("/ug/profiles/"), address)


class ReservedTests(SiteTestCase):
    def test_no_person_can_take_the_address_of_a_page(self) -> None:
        own = {str(each.pattern).partition("/")[0] for each in urlpatterns}
        words = {word for word in own if word and not word.startswith("<")}
        self.assertEqual(words, Detainee.reserved_slugs)
        for word in words:
            self.assertNotEqual(resolve(f"/profiles/{word}/").view_name, "profiles:detail")
            person = make_detainee(word.title(), slug=None, state="draft", story="A story.")
            person.consents.update(covers_name=True, covers_story=True)
            workflow.publish(person, author=make_staff(word))
            self.assertEqual(person.slug, f"{word}-2")
