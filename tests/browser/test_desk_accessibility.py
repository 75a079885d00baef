"""axe finds nothing on any page of the desk: each list, each form, and every other page of a rich thing."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from campaign.saved_views.models import SavedView
from tests.browser.accessibility import WCAG, violations
from tests.browser.site import build_site
from tests.browser.testcases import BrowserTestCase
from tests.factories import make_staff

# Its parts that a script opens beside the field: Django's calendar and clock.
LEFT_OUT = (".datetimeshortcuts",)
OWN_PAGES = (
    "index", "account", "roles", "handbook", "closed_records", "break_in", "site_switch", "writing_help",
    "profiles_detainee_queues", "profiles_detainee_left_names", "petitions_signature_address",
)  # fmt: skip
# The kinds of items that together have every page of an item. The others have the same templates.
RICH = ("detainee", "petition", "newsitem")
ITEM_PAGES = (
    "history", "delete", "preview", "ask", "review", "desk", "close", "publish", "withdraw", "version", "reschedule",
)  # fmt: skip


class DeskAccessibilityTests(BrowserTestCase):
    def setUp(self) -> None:
        super().setUp()
        build_site()
        staff = make_staff("reyhan")
        SavedView.objects.create(
            owner=staff, list="news.newsitem", name="Drafts", query="state=draft"
        )
        self.client.force_login(staff)
        self.desk = self.new_visitor(logs_in=True, viewport={"width": 1440, "height": 900})
        names = (settings.SESSION_COOKIE_NAME, settings.PROOF_COOKIE_NAME)
        self.desk.context.add_cookies(
            [
                {
                    "name": name,
                    "value": self.client.cookies[name].value,
                    "url": self.live_server_url,
                }
                for name in names
            ]
        )

    def assert_accessible(self, paths: Iterable[str]) -> None:
        faults = {}
        for path in paths:
            answer = self.desk.goto(path)
            if answer is not None and answer.ok:
                self.desk.evaluate(
                    "document.querySelectorAll('details').forEach((e) => e.open = true)"
                )
                faults[path] = violations(self.desk, *WCAG, leave_out=LEFT_OUT)
        self.assertTrue(faults)
        self.assertEqual({path: found for path, found in faults.items() if found}, {})

    def test_the_lists(self) -> None:
        self.assert_accessible(_addresses("changelist"))

    def test_the_forms_of_what_has_no_row_and_the_own_pages(self) -> None:
        own = (reverse(f"admin:{name}") for name in OWN_PAGES)
        views = reverse("admin:saved_views", args=["news.newsitem"])
        self.assert_accessible([*_forms_without_a_row(), *own, views])

    def test_the_pages_of_a_person_and_of_a_petition(self) -> None:
        self.assert_accessible(_of_items("profiles", "petitions"))

    def test_the_pages_of_everything_else(self) -> None:
        self.assert_accessible(_of_items("news", "followers", "campaign", "auth"))

    def test_lists_on_a_phone(self) -> None:
        self.desk.set_viewport_size({"width": 360, "height": 740})
        lists = ("profiles_detainee", "petitions_petition", "news_newsitem")
        self.assert_accessible(reverse(f"admin:{name}_changelist") for name in lists)


def _addresses(page: str) -> Iterator[str]:
    for model in admin.site._registry:
        opts = model._meta
        yield reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}")


def _forms_without_a_row() -> Iterator[str]:
    """A form looks alike for something new, so it is looked at once."""
    for model in admin.site._registry:
        if not model._default_manager.exists():
            yield reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def _of_items(*apps: str) -> Iterator[str]:
    for model in admin.site._registry:
        opts = model._meta
        item: Any = model._default_manager.last()
        if item is None or opts.app_label not in apps:
            continue
        for page in ("change", *(ITEM_PAGES if opts.model_name in RICH else ())):
            try:
                yield reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=[item.pk])
            except NoReverseMatch:
                continue
