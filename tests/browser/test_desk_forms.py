"""The forms of the desk in a browser: names for screen readers, the list of errors, small screens."""

from django.conf import settings
from playwright.sync_api import expect

from tests.browser.accessibility import WCAG, violations
from tests.browser.testcases import BrowserTestCase
from tests.factories import make_staff

# The fields that reach beyond what their box shows.
OUTSIDE = """[...document.querySelectorAll(
  "[data-inline-type=stacked] .form-row :is(input, select, textarea, .select2-selection)"
)].filter((field) => field.offsetWidth
  && field.getBoundingClientRect().right > field.closest(".form-row").getBoundingClientRect().right + 0.5
).map((field) => field.id || field.className)"""


class DeskFormTests(BrowserTestCase):
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

    def open_all(self) -> None:
        self.desk.get_by_role("button", name="Open all").click()

    def test_added_rows_are_numbered_and_numbered_anew(self) -> None:
        desk = self.desk
        desk.goto("/admin/profiles/detainee/add/")
        add = desk.get_by_role("button", name="Add another Name")
        for _ in range(3):
            add.click()
        desk.get_by_label("Name 4: Shown").check()
        self.assertEqual(violations(desk, *WCAG, leave_out=(".datetimeshortcuts",)), [])
        desk.get_by_label("Name 3: Name").fill("Zuhre")
        desk.locator("#names-2").get_by_role("button", name="Remove").click()
        expect(desk.get_by_label("Name 3: Shown")).to_be_checked()
        expect(desk.get_by_label("Name 4: Shown")).to_have_count(0)
        desk.get_by_role("button", name="Bring it back").click()
        expect(desk.get_by_label("Name 4: Name")).to_have_value("Zuhre")

    def test_boxes_in_which_staff_search_are_named_in_added_rows_too(self) -> None:
        desk = self.desk
        desk.goto("/admin/profiles/detainee/add/")
        self.open_all()
        expect(desk.get_by_role("combobox", name="Ethnicity")).to_be_visible()
        desk.get_by_role("button", name="Add another Relationship").click()
        other = desk.locator("#relationships-0").get_by_role("combobox", name="Other person")
        other.click()
        expect(desk.locator(".select2-dropdown .select2-search__field")).to_have_attribute(
            "aria-label", "Other person on this site"
        )
        desk.keyboard.press("Escape")
        self.assertEqual(violations(desk, *WCAG, leave_out=(".datetimeshortcuts",)), [])

    def test_the_fields_stay_inside_their_boxes_on_a_phone(self) -> None:
        desk = self.desk
        desk.set_viewport_size({"width": 360, "height": 800})
        desk.goto("/admin/profiles/detainee/add/")
        desk.get_by_text("Sections: ").click()
        self.open_all()
        desk.get_by_role("button", name="Add another Relationship").click()
        self.assertEqual(desk.evaluate(OUTSIDE), [])
        self.assertEqual(desk.evaluate("document.documentElement.scrollWidth"), 360)

    def test_the_list_of_errors_leads_to_the_fields(self) -> None:
        desk = self.desk
        desk.goto("/admin/profiles/detainee/add/")
        desk.get_by_label("Name 1: Name").fill("Aygul Misal")
        desk.get_by_label("Born").fill("someday")
        desk.locator("#id_consents-0-obtained").fill("someday")
        desk.get_by_role("button", name="Save", exact=True).click()
        errors = desk.get_by_role("navigation", name="errors in the form")
        for link, field in (("Born", "birth"), ("Consent 1: Given on", "consents-0-obtained")):
            errors.get_by_role("link", name=link).click()
            expect(desk.locator(f"#id_{field}")).to_be_in_viewport()
        self.assertEqual(violations(desk, *WCAG, leave_out=(".datetimeshortcuts",)), [])
