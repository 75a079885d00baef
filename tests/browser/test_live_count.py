"""The number of signatures goes on counting under one's eyes, and stays what it was while off line."""

from playwright.sync_api import Page, expect

from tests.browser.testcases import BrowserTestCase
from tests.factories import make_petition, make_signature

BETWEEN_LOOKS = 11_000  # ms of the page's own clock, which does not wait for ours


class LiveCountTests(BrowserTestCase):
    def test_a_signature_given_elsewhere_appears_by_itself(self) -> None:
        petition = make_petition(goal=10)
        make_signature(petition)
        page = self.new_visitor()
        page.clock.install()
        page.goto(petition.get_absolute_url())
        self.assert_shows(page, 1, of=10)

        make_signature(petition)
        make_signature(petition)
        page.clock.run_for(BETWEEN_LOOKS)
        self.assert_shows(page, 3, of=10)

    def assert_shows(self, page: Page, count: int, *, of: int) -> None:
        expect(page.get_by_role("main").get_by_text("signed").first).to_contain_text(str(count))
        bar = page.get_by_role("progressbar", name="Signatures towards the goal")
        expect(bar).to_have_js_property("value", count)
        expect(bar).to_have_js_property("max", of)
