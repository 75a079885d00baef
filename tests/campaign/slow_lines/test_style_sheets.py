"""The style sheets within a page, and the policy that allows them and no others."""

import base64
import hashlib
import re

from django.http import HttpRequest, HttpResponse
from django.test import SimpleTestCase

from campaign.slow_lines import style_sheets
from campaign.slow_lines.middleware import StyleSheetsMiddleware
from tests.factories import make_detainee
from tests.testcases import SiteTestCase

STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'"


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy_for(page: str, content_type: str = "text/html; charset=utf-8") -> str:
    def answer(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(
            page, content_type=content_type, headers={"Content-Security-Policy": POLICY}
        )

    policy: str = StyleSheetsMiddleware(answer)(HttpRequest()).headers["Content-Security-Policy"]
    return policy


class PageTests(SiteTestCase):
    def test_a_page_brings_its_style_sheets_and_needs_no_other_file_to_be_shown(self) -> None:
        make_detainee(slug="aygul-misal")
        for address in ("/", "/profiles/", "/profiles/aygul-misal/", "/no-such-page/"):
            page = self.client.get(address)
            self.assertNotContains(page, 'rel="stylesheet"', status_code=page.status_code)
            styles = STYLE.findall(page.text)
            self.assertTrue(styles)
            for style in styles:
                self.assertIn(hash_of(style), page["Content-Security-Policy"])

    def test_it_is_so_for_the_second_visitor_too(self) -> None:
        first, second = self.client.get("/profiles/"), self.client.get("/profiles/")
        self.assertIn("sha256", second["Content-Security-Policy"])
        self.assertEqual(first["Content-Security-Policy"], second["Content-Security-Policy"])


class StyleSheetTests(SimpleTestCase):
    def test_the_policy_allows_the_style_sheets_that_a_page_names(self) -> None:
        page = f"{style_sheets.element('base', 'layout')}{style_sheets.element('people')}"
        one, other = map(hash_of, STYLE.findall(page))
        self.assertIn(f"style-src {one} {other} 'self';", policy_for(page))

    def test_no_other_style_is_allowed_whatever_it_calls_itself(self) -> None:
        smuggled = "body{display:none}"
        for attributes in ("", ' data-from="people"', ' data-from="nothing"'):
            policy = policy_for(f"<style{attributes}>{smuggled}</style>")
            self.assertNotIn(hash_of(smuggled), policy)

    def test_names_that_lead_elsewhere_are_no_style_sheets(self) -> None:
        for name in ("../../campaign/settings", "admin/desk", "nothing", ""):
            self.assertEqual(policy_for(f'<style data-from="{name}"></style>'), POLICY)

    def test_what_is_no_page_is_left_alone(self) -> None:
        page = str(style_sheets.element("people"))
        self.assertEqual(policy_for(page, "text/plain"), POLICY)

    def test_pictures_are_found_from_every_page(self) -> None:
        layout = str(style_sheets.element("layout"))
        self.assertNotIn("../", layout)
        self.assertRegex(layout, r'url\("/static/img/band[.\w]*\.svg"\)')

    def test_comments_and_indents_stay_at_home(self) -> None:
        every = "".join(
            style_sheets.element(path.stem) for path in style_sheets.FOLDER.glob("*.css")
        )
        self.assertNotIn("/*", every)
        self.assertNotIn("\n", every)
