"""An old phone: what Safari 12 does not know is taken out of the style sheets (docs/decisions/0042)."""

import re

from playwright.sync_api import Page, Route

from tests.browser.site import build_site
from tests.browser.test_pages import OVERFLOW
from tests.browser.testcases import BrowserTestCase
from tests.project.test_stylesheets import Block, blocks

UNKNOWN_RULE = re.compile(r":(is|where|has|focus-visible)\(?|@(container|layer|supports)")
UNKNOWN_DECLARATION = re.compile(
    r"(?:gap|inset[\w-]*|(?:margin|padding)-(?:inline|block)|aspect-ratio|text-wrap|accent-color|columns)\s*:"
    r"|--[\w-]+:.*(?:clamp|min|max)\(|:.*(?:clamp|min|max|light-dark)\("
)
STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
PAGES = (
    "home",
    "wall",
    "person of whom much is known",
    "petition",
    "news",
    "news item",
    "press",
    "confirm",
)

# Texts that a reader cannot see well: no text at all, smaller than 12 px, or in the colour of the page.
UNREADABLE = """() => [...document.querySelectorAll("main :is(h1, h2, h3, p, label, button, a)")].filter((element) => {
  const style = getComputedStyle(element);
  return element.innerText.trim() && !element.closest(".visually-hidden, svg")
    && (parseFloat(style.fontSize) < 12 || style.color === getComputedStyle(document.body).backgroundColor);
}).map((element) => element.outerHTML.slice(0, 120))"""
BUTTON = """element => { const style = getComputedStyle(element); return [style.color, style.backgroundColor] }"""


def without_what_is_new(style: re.Match[str]) -> str:
    return f"<style>{as_safari_12_reads(style[1])}</style>"


def as_safari_12_reads(css: str) -> str:
    kept = ""
    for block in blocks(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)):
        if not block.around and not UNKNOWN_RULE.search(block.head):
            kept += _read(block)
    return kept


def _read(block: Block) -> str:
    if block.head.startswith("@media"):
        return f"{block.head} {{ {as_safari_12_reads(block.body)} }}"
    if "{" in block.body:  # of a rule with rules in it, the part before the first is read
        return f"{block.head} {{ {block.body[: block.body.index('{')].rpartition(';')[0]} }}"
    known = (each for each in block.body.split(";") if not UNKNOWN_DECLARATION.match(each.strip()))
    return f"{block.head} {{ {';'.join(known)} }}"


class OldPhoneTests(BrowserTestCase):
    def visit_old(self) -> Page:
        def answer(route: Route) -> None:
            if route.request.resource_type != "document":
                return route.continue_()
            page = route.fetch()
            route.fulfill(response=page, body=STYLE.sub(without_what_is_new, page.text()))

        # The policy allows our style sheets as they are, and no others.
        page = self.new_visitor(viewport={"width": 320, "height": 568}, bypass_csp=True)
        page.route("**/*", answer)
        return page

    def test_everything_can_be_read_and_signed(self) -> None:
        page = self.visit_old()
        site = build_site()
        for name in PAGES:
            site[name](page)
            with self.subTest(name):
                self.assertEqual(page.evaluate(OVERFLOW), {})
                self.assertEqual(page.evaluate(UNREADABLE), [])
                heading = page.get_by_role("heading", level=1)
                size = "element => parseFloat(getComputedStyle(element).fontSize)"
                self.assertGreater(heading.evaluate(size), page.locator("body").evaluate(size))
        site["petition"](page)
        colours = page.get_by_role("button", name="Sign", exact=True).evaluate(BUTTON)
        self.assertEqual(colours, ["rgb(255, 255, 255)", "rgb(163, 18, 42)"])
