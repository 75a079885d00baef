"""On a telephone: how far it is to the petition, and what is in view on the way."""

from playwright.sync_api import Page, expect

from tests.browser.testcases import BrowserTestCase, tab_to
from tests.factories import make_detainee, make_petition

PHONE = {"width": 360, "height": 740}
SENTENCE = "Nobody told the family where they had been taken, or why, or for how long. "
# As long as the longest of the demonstration.
STORY = "\n\n".join([SENTENCE * 5] * 5)
LETTER = "\n\n".join([SENTENCE * 6] * 9) + "\n\nWe wait for your answer."
DEMAND = "Ask for the immediate release of everyone whom this campaign names, and report publicly."

TOP = "element => element.getBoundingClientRect().top + scrollY"
# Whether the element with the focus lies wholly under the bar.
IS_COVERED = """() => {
  const bar = document.querySelector(".sign-bar").getBoundingClientRect();
  const box = document.activeElement.getBoundingClientRect();
  return !document.activeElement.closest(".sign-bar") && box.top >= bar.top && box.bottom <= bar.bottom;
}"""


class ReachTests(BrowserTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.petition = make_petition(letter=LETTER, demand=DEMAND)
        self.person = make_detainee("Aygül Misal", story=STORY)
        for number in range(12):
            make_detainee(f"Person {number} Misal")

    def story(self) -> Page:
        return self.visit(self.person.get_absolute_url(), viewport=PHONE)

    # --- How far it is ---

    def test_the_home_page_leads_to_the_petition_before_a_thousand_pixels(self) -> None:
        page = self.visit("/", viewport=PHONE)
        self.assertLess(page.locator("a.action").first.evaluate(TOP), 1000)
        page.locator("a.action").first.click()
        expect(page.get_by_text(DEMAND).first).to_be_in_viewport()

    def test_the_form_of_a_story_begins_before_five_thousand_pixels(self) -> None:
        self.assertLess(self.story().get_by_label("Your email address").evaluate(TOP), 5000)

    def test_the_form_of_a_petition_begins_within_three_screens(self) -> None:
        page = self.visit(self.petition.get_absolute_url(), viewport=PHONE)
        self.assertLess(page.get_by_label("Your email address").evaluate(TOP), 3 * 740)

    # --- The button at the foot of the window ---

    def test_the_button_is_in_view_until_the_form_is(self) -> None:
        page = self.story()
        button = page.locator(".sign-bar a")
        expect(button).to_be_in_viewport(ratio=1)
        page.evaluate("scrollTo(0, 900)")
        expect(button).to_be_in_viewport(ratio=1)
        page.get_by_label("Your email address").scroll_into_view_if_needed()
        page.get_by_label("Your country").scroll_into_view_if_needed()
        expect(button).not_to_be_in_viewport()

    def test_the_button_leads_to_the_demand_without_javascript(self) -> None:
        for address in (self.person.get_absolute_url(), self.petition.get_absolute_url()):
            page = self.visit(address, viewport=PHONE, java_script_enabled=False)
            page.locator(".sign-bar a").click()
            expect(page.get_by_text(DEMAND).last).to_be_in_viewport(ratio=1)
            expect(page.get_by_label("Your name")).to_be_in_viewport()

    def test_the_button_never_covers_what_has_the_focus(self) -> None:
        page = self.story()
        wanted = page.get_by_label("Your name")
        for _ in range(40):
            page.keyboard.press("Tab")
            self.assertFalse(page.evaluate(IS_COVERED))
            if wanted.evaluate("element => element === document.activeElement"):
                return
        self.fail("Tab never comes to the form")

    def test_the_button_covers_nothing_of_a_page_enlarged_twice(self) -> None:
        page = self.visit(self.person.get_absolute_url(), viewport={"width": 180, "height": 370})
        expect(page.locator(".sign-bar")).to_be_hidden()
        page.get_by_role("link", name="Sign for Aygül Misal").click()
        expect(page.get_by_role("heading", name=self.petition.title)).to_be_in_viewport()

    # --- What is folded ---

    def test_the_keyboard_opens_the_letter(self) -> None:
        page = self.story()
        last_line = page.get_by_text("We wait for your answer.")
        expect(last_line).to_be_hidden()
        tab_to(page, page.locator("summary", has_text="Read the letter"))
        page.keyboard.press("Enter")
        expect(last_line).to_be_visible()

    def test_the_letter_is_whole_on_paper_and_where_there_is_room(self) -> None:
        page = self.visit(self.petition.get_absolute_url(), viewport=PHONE)
        last_line = page.get_by_text("We wait for your answer.")
        expect(last_line).to_be_hidden()
        page.emulate_media(media="print")
        expect(last_line).to_be_visible()
        expect(page.locator(".sign-bar")).to_be_hidden()
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 1440, "height": 900})
        expect(last_line).to_be_visible()
        expect(page.locator("summary", has_text="Read the letter")).to_be_hidden()

    def test_what_no_one_has_to_fill_in_is_folded_and_the_form_says_what_that_means(self) -> None:
        page = self.story()
        expect(page.get_by_label("Your town")).to_be_hidden()
        expect(page.get_by_text("we only count you: we don’t show your name")).to_be_visible()
        page.get_by_text("Add your town or your reason, or show your name").click()
        for label in ("Your town", "Why you are signing", "My name and country"):
            expect(page.get_by_label(label)).to_be_visible()
