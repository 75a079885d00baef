"""The number of signatures goes on counting under one's eyes, and stays what it was while off line."""

from typing import Any

from playwright.sync_api import Page, Route, expect

from campaign.web import page_cache
from petitions.models import Petition
from tests.browser.testcases import BrowserTestCase
from tests.factories import make_petition, make_signature

BETWEEN_LOOKS = 11_000  # ms of the page's own clock, which does not wait for ours


class LiveCountTests(BrowserTestCase):
    petition: Petition

    def setUp(self) -> None:
        super().setUp()
        self.petition = make_petition(goal=3)
        make_signature(self.petition)
        self.page = self.new_visitor()
        self.page.clock.install()

    def test_a_signature_given_elsewhere_appears_by_itself(self) -> None:
        page = self.open()
        self.assert_shows(page, 1, of=3)
        self.sign_elsewhere(1)
        page.clock.run_for(BETWEEN_LOOKS)
        self.assert_shows(page, 2, of=3)
        # A screen reader is told of goals alone.
        expect(page.get_by_role("status")).to_be_empty()

    def test_when_a_goal_is_reached_the_next_one_is_shown_and_said(self) -> None:
        page = self.open()
        reached = page.get_by_text("The goal of 3 is reached")
        expect(reached).to_be_hidden()
        self.sign_elsewhere(2)
        page.clock.run_for(BETWEEN_LOOKS)
        self.assert_shows(page, 3, of=10)
        expect(reached).to_be_visible()
        expect(page.get_by_text("Goal: 10")).to_be_visible()
        expect(page.get_by_role("status")).to_have_text(
            "3 people have signed. The next goal is 10."
        )

    def test_nobody_looks_while_the_page_is_hidden(self) -> None:
        asked = self.watch_answers()
        page = self.open()
        self.hide(page, "hidden")
        page.clock.run_for(10 * BETWEEN_LOOKS)
        self.assertEqual(asked, [])
        with page.expect_response("**/count.json"):  # at once when it is seen again
            self.hide(page, "visible")

    def test_a_site_that_gives_no_number_is_asked_less_and_less(self) -> None:
        asked = self.watch_answers(nonsense=True)
        page = self.open()
        for after in (11_000, 21_000, 41_000):
            before = len(asked)
            with page.expect_response("**/count.json"):
                page.clock.run_for(after)
            page.wait_for_timeout(0)
            self.assertEqual(len(asked), before + 1)
        self.assert_shows(page, 1, of=3)

    def open(self) -> Page:
        self.page.goto(self.petition.get_absolute_url())
        return self.page

    def sign_elsewhere(self, number: int) -> None:
        for _ in range(number):
            make_signature(self.petition)
        page_cache.cached_pages.clear()

    def watch_answers(self, *, nonsense: bool = False) -> list[str]:
        """What was asked for; with `nonsense` the answer is no number."""
        asked: list[str] = []

        def answer(route: Route) -> None:
            asked.append(route.request.url)
            if nonsense:
                route.fulfill(body="a page of some hotel's network")
            else:
                route.continue_()

        self.page.route("**/count.json", answer)
        return asked

    @staticmethod
    def hide(page: Page, state: str) -> Any:
        return page.evaluate(
            """state => {
                Object.defineProperty(document, "hidden", {value: state === "hidden", configurable: true});
                document.dispatchEvent(new Event("visibilitychange"));
            }""",
            state,
        )

    def assert_shows(self, page: Page, count: int, *, of: int) -> None:
        expect(page.get_by_role("main").get_by_text("signed").first).to_contain_text(str(count))
        bar = page.get_by_role("progressbar", name="Signatures towards the goal")
        expect(bar).to_have_js_property("value", count)
        expect(bar).to_have_js_property("max", of)
        expect(bar).to_have_js_property("ariaValueText", f"{count} of {of}")
