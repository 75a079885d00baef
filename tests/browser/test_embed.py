"""The count on a page of another site, and the ways to pass a letter on from a real browser."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from django.utils import timezone
from playwright.sync_api import expect

from campaign.web import page_cache
from petitions.models import Addressee, PaperBatch, Petition
from tests.browser.testcases import BrowserTestCase
from tests.factories import make_petition, make_staff, make_tally

# A site that isolates itself, which is the hardest to be framed by.
ISOLATED = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
}
LONG_TITLES = {
    "en": "Release everyone who was taken in Kashgar, Hotan and Aksu since spring 2017, and say today where they are being held now",
    "ug": (
        "قەشقەر ۋە خوتەندە تۇتقۇن قىلىنغان ھەممە ئوقۇتقۇچىلارنى دەرھال قويۇپ بېرىڭلار ۋە ئۇلارنىڭ نەدە ئىكەنلىكىنى ئېيتىڭلار، "
        * 2
    )[:120],
}


@contextmanager
def other_site(page: str) -> Iterator[str]:
    """The address of another origin whose only page this is."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            for name, value in ISOLATED.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


class OnAnotherSiteTests(BrowserTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.petition = make_petition(slug="teachers", title="Free the teachers", goal=10)
        make_tally(self.petition, {"NL": 4})

    def test_the_lines_from_the_page_show_the_count_there_and_lead_here(self) -> None:
        here = self.visit("/petitions/teachers/")
        here.get_by_text("Show the count on your own website").click()
        lines = here.get_by_label("Code for your page").input_value()
        with other_site(f"<!doctype html><title>Another site</title><h1>Hello</h1>{lines}") as url:
            context = self.browser.new_context()
            self.addCleanup(context.close)
            page = context.new_page()
            page.goto(url)
            frame = page.frame_locator("iframe")
            expect(frame.get_by_text("people have signed")).to_contain_text("4")
            expect(frame.get_by_role("progressbar")).to_have_js_property("value", 4)
            fits = "element => element.scrollHeight <= element.clientHeight"
            self.assertTrue(frame.locator("html").evaluate(fits))
            self.assertEqual(context.cookies(), [])
            frame.get_by_role("link", name="Read the letter and sign").click()
            page.wait_for_url(f"{self.live_server_url}/petitions/teachers/#sign")
            expect(page.get_by_role("heading", level=1)).to_have_text("Free the teachers")

    def test_a_long_title_fits_the_height_that_the_code_gives(self) -> None:
        PaperBatch.objects.create(
            petition=self.petition, received_on="2026-01-01", country="NL", count=12345,
            author=make_staff(),
        )  # fmt: skip
        Addressee.objects.update(name="UN High Commissioner for Human Rights")
        lines = self.visit("/petitions/teachers/").locator("#embed-lines").input_value()
        [height] = map(int, re.findall(r'height="(\d+)"', lines))
        for language, title in LONG_TITLES.items():
            self.assertEqual(len(title), 120)
            closes = timezone.now() + timedelta(days=3)
            Petition.objects.update(title=title, closes_at=closes)
            page_cache.invalidate()
            for width in (260, 320, 400, 1000):
                with self.subTest(language, width=width):
                    page = self.visit("/petitions/teachers/embed/")
                    page.set_viewport_size({"width": width, "height": height})
                    page.evaluate(
                        "([lang, dir]) => Object.assign(document.documentElement, { lang, dir })",
                        [language, "rtl" if language == "ug" else "ltr"],
                    )
                    if folder := os.environ.get("SHOTS"):
                        page.screenshot(path=f"{folder}/embed-{language}-{width}.png")
                    high = page.evaluate("document.documentElement.scrollHeight")
                    wide = page.evaluate("document.documentElement.scrollWidth")
                    self.assertLessEqual(high, height)
                    self.assertLessEqual(wide, width)
                    side = "right" if language == "ug" else "left"
                    begins = "(each, side) => Math.round(each.getBoundingClientRect()[side])"
                    for line in (".to bdi", "h1 bdi"):
                        self.assertEqual(
                            page.locator(line).evaluate(begins, side),
                            page.locator("progress").evaluate(begins, side),
                        )

    def test_no_other_page_can_be_framed(self) -> None:
        framed = f'<iframe src="{self.live_server_url}/petitions/teachers/"></iframe>'
        with other_site(f"<!doctype html><title>Another site</title>{framed}") as url:
            context = self.browser.new_context()
            self.addCleanup(context.close)
            page = context.new_page()
            page.goto(url)
            expect(page.frame_locator("iframe").get_by_text("Free the teachers")).to_have_count(0)


class PassingOnTests(BrowserTestCase):
    def test_the_share_sheet_of_a_device_that_has_one(self) -> None:
        make_petition(slug="teachers", title="Free the teachers")
        page = self.new_visitor()
        page.add_init_script("navigator.share = async (given) => { window.shared = given }")
        page.goto("/petitions/teachers/")
        page.get_by_text("Send this letter to someone you know").click()
        page.get_by_role("button", name="Share from this device").click()
        shared = page.evaluate("window.shared")
        self.assertEqual(shared["url"], f"{self.live_server_url}/petitions/teachers/")
        self.assertEqual(shared["title"], "Free the teachers")
        self.assertNotIn("http", shared["text"])

    def test_a_mastodon_server_of_ones_own(self) -> None:
        make_petition(slug="teachers")
        page = self.new_visitor()
        page.add_init_script("window.open = (address) => { window.opened = String(address) }")
        page.goto("/petitions/teachers/")
        page.get_by_text("Send this letter to someone you know").click()
        server = page.get_by_label("Your Mastodon server")
        for typed in ("social.example", " https://social.example/@me", "@me@social.example"):
            page.evaluate("window.opened = ''")
            server.fill(typed)
            page.get_by_role("button", name="Open").click()
            opened = page.evaluate("window.opened")
            self.assertTrue(opened.startswith("https://social.example/share?text="), opened)
            self.assertIn("%2Fpetitions%2Fteachers%2F", opened)
        for typed in ("nonsense", "javascript:alert(1)", "https://", "a b.example", "x.example?y"):
            page.evaluate("window.opened = ''")
            server.fill(typed)
            page.get_by_role("button", name="Open").click()
            self.assertEqual(page.evaluate("window.opened"), "")

    def test_without_javascript_what_needs_it_is_not_there(self) -> None:
        make_petition(slug="teachers")
        page = self.visit("/petitions/teachers/", java_script_enabled=False)
        page.get_by_text("Send this letter to someone you know").click()
        expect(page.get_by_role("link", name="WhatsApp")).to_be_visible()
        expect(page.get_by_role("textbox", name="copy this text")).to_be_visible()
        for name in ("Share from this device", "Copy", "Open"):
            expect(page.get_by_role("button", name=name)).to_have_count(0)
