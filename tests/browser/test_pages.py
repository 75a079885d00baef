"""What every type of page keeps to: widths, weights, and other ways of looking at it.

That it is silent as well (no error, no other host, nothing left behind) is seen to by every visit.
"""

from functools import cache

from django.test import override_settings
from playwright.sync_api import Page, expect

from campaign import pages
from tests.browser.site import build_site
from tests.browser.testcases import BrowserTestCase
from tests.factories import make_detainee, make_news, make_petition

WIDTHS = (320, 360, 768, 1440)
HOME_BYTES, PAGE_BYTES, SCRIPT_BYTES = 60_000, 100_000, 10_000
# What makes a page wider than its window.
OVERFLOW = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const sticksOut = (element) => {
    const box = element.getBoundingClientRect();
    return box.right > root.clientWidth + 1 || box.left < -1;
  };
  const culprits = [...document.body.querySelectorAll("*")].filter(sticksOut).slice(0, 3);
  return [`${root.scrollWidth} px`, ...culprits.map((element) => element.outerHTML.slice(0, 150))];
}"""


@override_settings(DEMO=True)  # the banner has to fit as well
class PageTests(BrowserTestCase):
    def test_every_page_fits_every_window_in_both_directions(self) -> None:
        page = self.new_visitor(reduced_motion="reduce")
        faults: dict[str, list[str]] = {}
        for name, visit in build_site().items():
            visit(page)
            for direction in ("ltr", "rtl"):
                page.evaluate(
                    "direction => { document.documentElement.dir = direction }", direction
                )
                faults |= overflows(page, f"{name}, {direction}")
        self.assertEqual(faults, {})

    def test_pages_with_nothing_or_one_thing_on_them_fit_as_well(self) -> None:
        paths = ("/", "/profiles/", "/petitions/", "/news/")
        faults: dict[str, list[str]] = {}
        for number in ("nothing", "one"):
            page = self.new_visitor()
            for path in paths:
                page.goto(path)
                expect(page.get_by_role("heading", level=1)).to_be_visible()
                faults |= overflows(page, f"{path} with {number}")
            make_detainee()
            make_petition()
            make_news()
            pages.shelf.clear()
        self.assertEqual(faults, {})

    def test_pages_are_light(self) -> None:
        """Before compression, and for somebody whose browser keeps nothing yet."""
        page = self.new_visitor()
        faults = {}
        for name, visit in build_site().items():
            visit(page)
            looks = len(page.content().encode()) + weigh(page, "link[rel=stylesheet]", "href")
            script = weigh(page, "script", "src")
            if looks > (HOME_BYTES if name == "home" else PAGE_BYTES) or script > SCRIPT_BYTES:
                faults[name] = (looks, script)
        self.assertEqual(faults, {})

    def test_pages_hold_with_forced_colours_and_without_motion(self) -> None:
        page = self.new_visitor(forced_colors="active", reduced_motion="reduce")
        faults = {}
        for name, visit in build_site().items():
            visit(page)
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            # Backgrounds are taken away, so only its border tells a button from a word.
            buttons = page.get_by_role("main").get_by_role("button").all()
            bare = [
                button.inner_text()
                for button in buttons
                if button.evaluate("element => getComputedStyle(element).borderStyle") == "none"
            ]
            if bare:
                faults[name] = bare
        self.assertEqual(faults, {})

    def test_pages_print(self) -> None:
        page = self.new_visitor()
        for visit in build_site().values():
            visit(page)
            page.emulate_media(media="print")
            expect(page.get_by_role("heading", level=1)).to_be_visible()
            expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
            self.assertTrue(page.pdf().startswith(b"%PDF-"))
            page.emulate_media(media="screen")


def overflows(page: Page, name: str) -> dict[str, list[str]]:
    """What is too wide, by the page's name and the window's width."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if culprits := page.evaluate(OVERFLOW):
            found[f"{name}, {width} px"] = culprits
    return found


def weigh(page: Page, selector: str, attribute: str) -> int:
    """Bytes of all the files of a kind that the page names."""
    addresses = {str(each.get_attribute(attribute)) for each in page.locator(selector).all()}
    return sum(size(page, address) for address in addresses)


@cache
def size(page: Page, address: str) -> int:
    return len(page.request.get(address).body())
