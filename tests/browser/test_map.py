"""The map, for somebody without a mouse, and whichever way she reads."""

import re

from playwright.sync_api import Page, expect

from campaign.web import page_cache
from profiles.models import Event
from profiles.models.places import Place
from tests.browser.testcases import BrowserTestCase, tab_to
from tests.factories import make_detainee


class MapTests(BrowserTestCase):
    def visit_map(self, path: str = "/profiles/map/") -> Page:
        for number, code in enumerate(("kashgar", "kashgar", "kumul")):
            Event.objects.create(
                detainee=make_detainee(f"Person {number}"),
                kind="taken",
                when="2017",
                place=Place.objects.get(code=code),
            )
        return self.visit(path, viewport={"width": 1440, "height": 600})

    def test_a_tile_is_reached_by_the_keyboard_and_leads_to_its_people(self) -> None:
        page = self.visit_map()
        tiles = page.get_by_role("list", name="Map of people by prefecture")
        tab_to(page, tiles.get_by_role("link", name="Kashgar (Kashi): 2 people"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="2 of 3 people")).to_be_visible()
        expect(page.get_by_role("link", name="Person 2")).to_have_count(0)

    def test_a_year_is_reached_by_the_keyboard_and_leads_to_its_people(self) -> None:
        page = self.visit_map("/profiles/numbers/")
        tab_to(page, page.get_by_role("link", name="2017: 3 people"))
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/profiles/\?year=2017$"))

    def test_west_stays_to_the_left_where_one_reads_to_the_left(self) -> None:
        page = self.visit_map()
        page.evaluate("document.documentElement.dir = 'rtl'")
        west, east = (
            page.get_by_role("link", name=name).bounding_box()
            for name in ("Kashgar (Kashi): 2 people", "Kumul (Hami): 1 person")
        )
        assert west and east
        self.assertLess(west["x"] + west["width"], east["x"])

    def test_words_on_a_dark_tile_are_light_on_paper_as_well(self) -> None:
        page = self.visit_map()
        for number in range(5):
            Event.objects.create(
                detainee=make_detainee(f"Another {number}"),
                kind="taken",
                place=Place.objects.get(code="kashgar"),
            )
        page_cache.invalidate()
        page.reload()
        page.emulate_media(media="print")
        for code, colour in (("Kashgar", "rgb(255, 255, 255)"), ("Kumul", "rgb(0, 0, 0)")):
            words = page.locator(".tile-name").get_by_text(code)
            expect(words).to_have_css("fill", colour)

    def test_it_is_passed_by_in_as_many_steps_as_it_has_tiles_with_somebody(self) -> None:
        page = self.visit_map()
        expect(page.locator(".cartogram a")).to_have_count(2)
        expect(page.get_by_role("listitem").filter(has_text="Turpan")).to_be_visible()
