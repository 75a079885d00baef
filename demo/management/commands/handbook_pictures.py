"""manage.py handbook_pictures: takes the pictures of the staff handbook anew, from the running demonstration.

    make run                                          in one terminal
    .venv/bin/python manage.py handbook_pictures      in another; or with the names of some pictures

It logs in as the demonstration's staff, so the pictures show invented people only. What it adds (a draft) is in the
demonstration alone.
"""

import io
import shutil
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from campaign.accounts import factors

FOLDER = settings.BASE_DIR / "static" / "handbook"
WIDTH = 1000  # CSS pixels: the table of contents of a form stands beside it
MOST = 900  # CSS pixels of height
QUALITY = 80


class Picture(NamedTuple):
    """path: of the page. part: a selector of what is shown, or "" for the page from its head. Before it is taken, `act` is done."""

    path: str
    part: str = ""
    act: Callable[[Page], None] = lambda page: None


def _open(section: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.evaluate(
            "name => { for (const each of document.querySelectorAll('details.section'))"
            " each.open = each.id === 'section-' + name }",
            section,
        )

    return act


def _open_first_row(section: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        _open(section)(page)
        page.locator(f"#section-{section}").get_by_role("button", name="Edit").first.click()

    return act


def _choose_picture(page: Page) -> None:
    _open("portrait")(page)
    page.get_by_role("button", name="Choose or upload a picture").first.click()
    page.locator("dialog[open]").wait_for()


def _keep_a_version(page: Page) -> None:
    summary = page.locator("[name=summary]")
    summary.evaluate("field => field.closest('details').open = true")
    summary.fill(summary.input_value() + " His brother has not heard from him since.")
    page.locator("[name=_keep]").first.click()
    page.goto(page.url.split("/change/")[0] + "/version/")


# The last one leaves a working version.
PICTURES = {
    "first-page": Picture("/admin/"),
    "new-person": Picture("/admin/profiles/detainee/add/"),
    "names": Picture("/admin/profiles/detainee/{person}/change/", "#section-names", _open("names")),
    "status": Picture(
        "/admin/profiles/detainee/{person}/change/", "#section-status", _open_first_row("status")
    ),
    "consent": Picture(
        "/admin/profiles/detainee/{person}/change/",
        "#section-consents",
        _open_first_row("consents"),
    ),
    "choose-a-picture": Picture(
        "/admin/profiles/detainee/{person}/change/", "dialog[open]", _choose_picture
    ),
    "editor": Picture(
        "/admin/profiles/detainee/{person}/change/", "#section-story", _open("story")
    ),
    "people": Picture("/admin/profiles/detainee/"),
    "history": Picture("/admin/profiles/detainee/{person}/history/"),
    "news-item": Picture("/admin/news/newsitem/add/"),
    "petition-dashboard": Picture("/admin/petitions/petition/{petition}/desk/"),
    "who-may-do-what": Picture("/admin/roles/"),
    "working-version": Picture(
        "/admin/profiles/detainee/{person}/change/", "#content", _keep_a_version
    ),
}


class Command(BaseCommand):
    help = "Take the pictures of the handbook anew, from the demonstration that `make run` serves."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(PICTURES))

    def handle(self, *args: Any, **options: Any) -> None:
        names = options["names"] or list(PICTURES)
        if unknown := set(names) - PICTURES.keys():
            raise CommandError(f"There is no picture {', '.join(sorted(unknown))}.")
        with _desk() as page:
            numbers = {
                "person": _newest(page, "/admin/profiles/detainee/"),
                "petition": _newest(page, "/admin/petitions/petition/"),
            }
            for name in names:
                picture = PICTURES[name]
                page.goto(settings.SITE_URL + picture.path.format(**numbers))
                picture.act(page)
                _keep(name, _shot(page, picture.part))
                self.stdout.write(f"{name}.webp")


@contextmanager
def _desk() -> Iterator[Page]:
    """A browser in which the demonstration's staff has logged in."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            args=["--no-sandbox"],
        )
        page = browser.new_page(
            viewport={"width": WIDTH, "height": MOST}, color_scheme="light", reduced_motion="reduce",
            bypass_csp=True,
        )  # fmt: skip
        page.goto(settings.SITE_URL + "/admin/login/")
        page.fill("[name=username]", "staff")
        page.fill("[name=password]", settings.DEMO_PASSWORD_FILE.read_text().strip())
        key = factors.key_of(settings.DEMO_OTPAUTH_FILE.read_text().strip())
        page.fill("[name=otp_token]", factors.current_code(key))
        page.click("[type=submit]")
        page.wait_for_url("**/admin/")
        yield page
        browser.close()


def _newest(page: Page, path: str) -> str:
    """The number of the first item of a list."""
    page.goto(settings.SITE_URL + path)
    href = page.locator("#result_list a[href*='/change/']").first.get_attribute("href") or ""
    return href.removeprefix(path).split("/")[0]


def _shot(page: Page, part: str) -> bytes:
    if not part:
        return page.screenshot()
    page.add_style_tag(
        content=".submit-row { position: static !important }"
    )  # it covers what is below
    found = page.locator(part).first
    found.scroll_into_view_if_needed()
    return found.screenshot()


def _keep(name: str, png: bytes) -> None:
    with Image.open(io.BytesIO(png)) as shot:
        shown = shot.crop((0, 0, shot.width, min(shot.height, MOST)))
        shown.convert("RGB").save(FOLDER / f"{name}.webp", quality=QUALITY, method=6)
