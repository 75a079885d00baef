"""Fields that a browser adds to a form of the desk have names for screen readers."""

from django.conf import settings
from playwright.sync_api import expect

from tests.browser.accessibility import WCAG, violations
from tests.browser.testcases import BrowserTestCase
from tests.factories import make_staff


class LabelTests(BrowserTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.desk = self.new_visitor(logs_in=True)
        self.client.force_login(make_staff("reyhan"))
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

    def test_added_rows_are_numbered_and_numbered_anew(self) -> None:
        desk = self.desk
        desk.goto("/admin/profiles/detainee/add/")
        add = desk.get_by_role("button", name="Add another Name")
        add.click()
        add.click()
        desk.get_by_label("Name 4: Shown").check()
        self.assertEqual(violations(desk, *WCAG, leave_out=(".datetimeshortcuts",)), [])
        desk.locator("#names-2").get_by_role("button", name="Remove").click()
        expect(desk.get_by_label("Name 3: Shown")).to_be_checked()
        expect(desk.get_by_label("Name 4: Shown")).to_have_count(0)

    def test_boxes_in_which_staff_search_are_named_in_added_rows_too(self) -> None:
        desk = self.desk
        desk.goto("/admin/profiles/detainee/add/")
        expect(desk.get_by_role("combobox", name="Portrait")).to_be_visible()
        desk.get_by_role("button", name="Add another Relationship").click()
        other = desk.locator("#relationships-0").get_by_role("combobox", name="Other person")
        other.click()
        expect(desk.locator(".select2-dropdown .select2-search__field")).to_have_attribute(
            "aria-label", "Other person on this site"
        )
        desk.keyboard.press("Escape")
        self.assertEqual(violations(desk, *WCAG, leave_out=(".datetimeshortcuts",)), [])
