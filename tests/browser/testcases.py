"""What the browser tests stand on: the site on a port of its own, and a Chromium to visit it with."""

import logging
import os
import shutil
import unittest
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar
from unittest import SkipTest
from unittest.mock import patch
from urllib.parse import urlsplit

from django.contrib.staticfiles.testing import StaticLiveServerTestCase
from django.test import override_settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    TimeoutError,
    expect,
    sync_playwright,
)

from tests.testcases import CommittingTestCase

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
LEFT_OUT = (
    "The browser tests: there is no Chromium here. To run them as well: "
    "apt install chromium fonts-noto-core fonts-noto-cjk fonts-ukij-uyghur"
)
# No sandbox: it cannot be had as root in a container, and we visit nobody but ourselves.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip
PATIENCE = 20_000  # ms; a busy machine is slow, and waiting longer for what comes costs nothing
# Chromium names the violated directive in the console of some violations only.
REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.effectiveDirective} forbids ${event.blockedURI} ${event.sample}`));
"""

expect.set_options(timeout=PATIENCE)

_shared: list[Browser] = []


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser, which takes seconds to start; within `BrowserSuite` it is one for all."""
    # Playwright keeps an event loop in this thread, so Django takes all that runs here for
    # asynchronous, which it is not: the loop stands still while a test runs.
    with sync_playwright() as playwright, patch.dict(os.environ, DJANGO_ALLOW_ASYNC_UNSAFE="on"):
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS, timeout=9 * PATIENCE
        )
        try:
            yield browser
        finally:
            browser.close()


class BrowserSuite(unittest.TestSuite):
    """Several classes of browser tests, for one process and with one Chromium."""

    def run(self, result: unittest.TestResult, debug: bool = False) -> unittest.TestResult:
        if CHROMIUM is None:
            return super().run(result, debug)
        with chromium() as browser:
            _shared.append(browser)
            try:
                return super().run(result, debug)
            finally:
                _shared.clear()


class BrowserTestCase(CommittingTestCase, StaticLiveServerTestCase):
    """A fresh profile of Chromium for each visit.

    Whatever goes wrong unseen during a visit fails the test: an error in the console, a violation of
    the Content Security Policy, a request to another host, something left on the visitor's device.
    """

    host = "127.0.0.1"
    maxDiff = None
    browser: ClassVar[Browser]

    @classmethod
    def setUpClass(cls) -> None:
        if CHROMIUM is None:
            if os.environ.get("REQUIRE_BROWSER"):
                raise AssertionError(LEFT_OUT)
            raise SkipTest(LEFT_OUT)
        super().setUpClass()
        cls.enterClassContext(override_settings(SITE_URL=cls.live_server_url))
        requests = logging.getLogger("django.request")
        cls.addClassCleanup(requests.setLevel, requests.level)
        requests.setLevel(logging.ERROR)  # a page that is not there is meant
        cls.browser = cls.enterClassContext(nullcontext(_shared[0]) if _shared else chromium())

    def setUp(self) -> None:
        super().setUp()
        media = Path(self.enterContext(TemporaryDirectory()))
        self.enterContext(override_settings(MEDIA_ROOT=media))

    def new_visitor(self, *, logs_in: bool = False, **options: Any) -> Page:
        """An empty page of a browser that was never here before.

        logs_in: whether a session may be kept. options: of Playwright's contexts.
        """
        context = self.browser.new_context(base_url=self.live_server_url, locale="en-GB", **options)
        context.set_default_timeout(PATIENCE)
        context.add_init_script(REPORT_VIOLATIONS)
        watch = Watch(self.live_server_url, context)
        self.addCleanup(self._end_visit, watch, logs_in)
        return context.new_page()

    def visit(self, path: str = "/", **options: Any) -> Page:
        page = self.new_visitor(**options)
        page.goto(path)
        return page

    def _end_visit(self, watch: "Watch", logs_in: bool) -> None:
        left = [] if logs_in else watch.left_behind()
        watch.context.close()
        self.assertEqual(watch.faults() + left, [])


class Watch:
    """Notes what goes wrong in a browser without being seen on the page."""

    def __init__(self, home: str, context: BrowserContext) -> None:
        self._home = urlsplit(home).netloc
        self.context = context
        self._faults: list[tuple[str, str]] = []  # the message and the address it is about
        self._answered_with_an_error: set[str] = set()
        self._set_a_cookie: list[str] = []
        context.on("request", lambda request: self._see_address(request.url))
        context.on("requestfailed", lambda request: self._see_failure(request))
        context.on("response", lambda response: self._see_answer(response))
        context.on("console", lambda message: self._see_message(message))
        context.on("weberror", lambda error: self._faults.append((str(error.error), "")))

    def faults(self) -> list[str]:
        # Chromium reports every page that is answered with 404, 410 or 422; those are meant.
        return [
            f"{message} {address}".strip()
            for message, address in self._faults
            if not (
                message.startswith("Failed to load resource")
                and address in self._answered_with_an_error
            )
        ]

    def left_behind(self) -> list[str]:
        cookies = [f"cookie {cookie.get('name')}" for cookie in self.context.cookies()]
        kept = [f"stored for {each['origin']}" for each in self.context.storage_state()["origins"]]
        kept_for_now = [
            f"stored for as long as {page.url} is open"
            for page in self.context.pages
            if page.evaluate("sessionStorage.length")
        ]
        return self._set_a_cookie + cookies + kept + kept_for_now

    def _see_address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "data" and parts.netloc != self._home:
            self._faults.append(("request to another host:", url))

    def _see_failure(self, request: Any) -> None:
        # A visitor who goes on to the next page breaks off what is still under way.
        if request.failure != "net::ERR_ABORTED":
            self._faults.append((f"request failed ({request.failure}):", request.url))

    def _see_answer(self, response: Any) -> None:
        if response.status >= 500:
            self._faults.append((f"answered with {response.status}:", response.url))
        elif response.status >= 400 and response.request.resource_type == "document":
            self._answered_with_an_error.add(response.url)
        if "set-cookie" in response.headers:
            self._set_a_cookie.append(f"Set-Cookie from {response.url}")

    def _see_message(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self._faults.append((message.text, message.location["url"]))


# What has the focus is on the screen, with an outline around it or around the card it is in.
FOCUS_IS_SEEN = """() => {
  const outlined = (element) => element && (outlined(element.parentElement)
    || (getComputedStyle(element).outlineStyle !== "none"
        && parseFloat(getComputedStyle(element).outlineWidth) >= 1));
  const box = document.activeElement.getBoundingClientRect();
  return Boolean(outlined(document.activeElement)) && box.width > 0 && box.height > 0
    && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
}"""


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until it is there, as somebody without a mouse does; each stop must be seen."""
    for _ in range(200):
        page.keyboard.press("Tab")
        try:
            page.wait_for_function(FOCUS_IS_SEEN)  # scrolling there may take a moment
        except TimeoutError:
            stop = page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
            raise AssertionError(f"the focus cannot be seen on {stop}") from None
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab never comes to {wanted}")
