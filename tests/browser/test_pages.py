"""What every type of page keeps to: WCAG, widths, weights, and other ways of looking at it.

Each page is loaded once and all is looked at on that load.
That it is silent as well (no error, no other host, nothing left behind) is seen to by every visit.
"""

from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit

from django.test import override_settings
from playwright.sync_api import Page

from campaign.web import page_cache
from tests.browser.accessibility import inaccessible
from tests.browser.site import build_site
from tests.browser.testcases import BrowserTestCase
from tests.factories import make_detainee, make_news, make_petition

WIDTHS = (320, 360, 768, 1440)
HOME_BYTES, PAGE_BYTES, SCRIPT_BYTES = 60_000, 100_000, 10_000

# What sticks out of the window, the first three of it, read from the right and from the left.
OVERFLOW = """() => {
  const root = document.documentElement;
  const sticksOut = (element) => {
    const box = element.getBoundingClientRect();
    return box.right > root.clientWidth + 1 || box.left < -1;
  };
  const found = {};
  for (const direction of ["rtl", "ltr"]) {
    root.dir = direction;
    if (root.scrollWidth <= root.clientWidth) continue;
    const culprits = [...document.body.querySelectorAll("*")].filter(sticksOut).slice(0, 3);
    found[direction] =
      [`${root.scrollWidth} px`, ...culprits.map((element) => element.outerHTML.slice(0, 150))];
  }
  return found;
}"""

type Check = Callable[[Page], object]


# --- The checks, each with what it finds wrong -----------------------------------------------------------


def too_wide(page: Page) -> dict[int, dict[str, list[str]]]:
    """What makes a page wider than its window."""
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if culprits := page.evaluate(OVERFLOW):
            found[width] = culprits
    return found


def too_heavy(page: Page) -> dict[str, int]:
    """Bytes before compression, for somebody whose browser keeps nothing yet."""
    most = HOME_BYTES if urlsplit(page.url).path == "/" else PAGE_BYTES
    looks = len(page.content().encode()) + weight_of(page, "link[rel=stylesheet]", "href")
    script = weight_of(page, "script[src]", "src")
    if looks <= most and script <= SCRIPT_BYTES:
        return {}
    return {"HTML and CSS": looks, "JavaScript": script}


def weight_of(page: Page, selector: str, attribute: str) -> int:
    read = f"elements => elements.map(element => element.getAttribute('{attribute}'))"
    addresses = set(page.locator(selector).evaluate_all(read))
    return sum(size(page, str(address)) for address in addresses)


@cache
def size(page: Page, address: str) -> int:
    return len(page.request.get(address).body())


def lost_without_colours(page: Page) -> list[str]:
    """With forced colours no button has a background; only its border tells it from a word."""
    page.emulate_media(forced_colors="active")
    buttons = page.get_by_role("main").get_by_role("button")
    bare: list[str] = buttons.evaluate_all(
        """elements => elements.filter(element => getComputedStyle(element).borderStyle === "none")
          .map(element => element.innerText)"""
    )
    page.emulate_media(forced_colors="none")
    return bare


def not_for_paper(page: Page) -> list[str]:
    """What is there to click is no use on paper; what is there to read is."""
    page.emulate_media(media="print")
    wanted = {
        "the title is not printed": page.get_by_role("heading", level=1).is_visible(),
        "the navigation is printed": page.get_by_role("navigation", name="Main").is_hidden(),
        "it cannot be printed": page.pdf().startswith(b"%PDF-"),
    }
    page.emulate_media(media="screen")
    return [fault for fault, is_well in wanted.items() if not is_well]


CHECKS: tuple[Check, ...] = (
    inaccessible, too_wide, too_heavy, lost_without_colours, not_for_paper
)  # fmt: skip


@override_settings(DEMO=True)  # the banner has to fit and to be read as well
class PageTests(BrowserTestCase):
    def test_every_type_of_page_is_accessible_narrow_and_light_and_holds_in_other_media(
        self,
    ) -> None:
        page = self.new_visitor(color_scheme="light", reduced_motion="reduce")
        faults: dict[str, object] = {}
        for name, visit in build_site().items():
            visit(page)
            faults |= {
                f"{name}: {check.__name__}": found for check in CHECKS if (found := check(page))
            }
        self.assertEqual(faults, {})

    def test_pages_with_nothing_or_one_thing_on_them_hold_as_well(self) -> None:
        faults = {}
        for number in ("nothing", "one"):
            page = self.new_visitor()
            for path in (
                "/",
                "/profiles/",
                "/profiles/map/",
                "/profiles/numbers/",
                "/petitions/",
                "/news/",
            ):
                page.goto(path)
                if found := too_wide(page):
                    faults[f"{path} with {number}"] = found
            make_detainee()
            make_petition()
            make_news()
            page_cache.cached_pages.clear()
        self.assertEqual(faults, {})
