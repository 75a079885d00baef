"""Typed work is never lost: whatever happens to the session while someone types in a real browser."""

from django.conf import settings
from django.contrib.auth.models import User
from playwright.sync_api import Dialog, Page, expect

from campaign.accounts.models import StaffSession
from campaign.autosave.models import UnsavedWork
from news.models import NewsItem
from tests.browser.accessibility import WCAG, violations
from tests.browser.test_staff import DJANGOS_OWN
from tests.browser.testcases import BrowserTestCase
from tests.campaign.accounts.staff import next_code
from tests.factories import make_detainee, make_news, make_staff
from tests.testcases import make_app

PROMISE = "Your session ended. Log in and your work will be here."


class UnsavedWorkTests(BrowserTestCase):
    staff: User
    item: NewsItem

    def setUp(self) -> None:
        super().setUp()
        self.staff = make_staff("reyhan")
        self.item = make_news(state="draft", headline="Two teachers", body="As it was.")
        self.desk = self.logged_in()
        self.desk.goto(f"/admin/news/newsitem/{self.item.pk}/change/")

    def logged_in(self, **options: bool) -> Page:
        desk = self.new_visitor(logs_in=True, **options)
        self.log_in_as(self.staff, desk)
        return desk

    def log_in_as(self, user: User, desk: Page) -> None:
        """In this browser, as if in another tab."""
        self.client.force_login(user)
        session = self.client.cookies[settings.SESSION_COOKIE_NAME].value
        desk.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.live_server_url}]
        )

    def log_in(self, page: Page) -> None:
        page.get_by_label("User name").fill("reyhan")
        page.get_by_label("Password").fill("password")
        page.get_by_label("Code").fill(next_code(make_app(self.staff)))
        page.get_by_role("button", name="Log in").click()

    def log_out_in_another_tab(self) -> Page:
        tab = self.desk.context.new_page()
        tab.goto("/admin/")
        tab.get_by_role("button", name="Log out").click()
        expect(tab.get_by_text("Logged out")).to_be_visible()
        return tab

    def type(self, text: str) -> None:
        body = self.desk.get_by_label("Text")
        body.fill("")
        body.press_sequentially(text)

    def save(self, page: Page | None = None) -> None:
        (page or self.desk).get_by_role("button", name="Save", exact=True).click()

    def assertSaved(self, text: str) -> None:
        expect(self.desk.get_by_text("was changed successfully")).to_be_visible()
        self.item.refresh_from_db()
        self.assertEqual(self.item.body, text)
        self.assertFalse(UnsavedWork.objects.exists())

    def test_typing_is_kept_and_can_be_restored_after_the_tab_is_gone(self) -> None:
        self.type("They came home.")
        expect(self.desk.get_by_text("Not saved yet.")).to_be_visible()
        self.desk.close()  # a crash: no questions are asked
        self.desk = self.logged_in()
        self.desk.goto("/admin/")
        self.desk.get_by_role("link", name=f"News item {self.item.pk}").click()
        expect(self.desk.get_by_label("Text")).to_have_value("They came home.")
        self.assertEqual(violations(self.desk, *WCAG, leave_out=DJANGOS_OWN), [])
        self.save()
        self.assertSaved("They came home.")

    def test_logging_out_in_another_tab_while_typing(self) -> None:
        self.type("They came")
        self.log_out_in_another_tab().close()
        self.desk.get_by_label("Text").press_sequentially(" home.")
        self.save()
        expect(self.desk.get_by_text(PROMISE)).to_be_visible()
        self.assertEqual(violations(self.desk, *WCAG, leave_out=DJANGOS_OWN), [])
        self.log_in(self.desk)
        expect(self.desk.get_by_label("Text")).to_have_value("They came home.")
        self.save()
        self.assertSaved("They came home.")

    def test_the_line_says_that_the_session_is_over_and_goes_on_after_the_log_in(self) -> None:
        StaffSession.objects.all().delete()
        self.type("They came home.")
        with self.desk.context.expect_page() as opened:
            self.desk.get_by_role("link", name="Log in in a new tab").click()
        self.log_in(opened.value)
        expect(opened.value.get_by_role("link", name="Add a news item")).to_be_visible()
        opened.value.close()
        self.desk.bring_to_front()
        self.desk.get_by_label("Text").press("End")
        self.desk.get_by_label("Text").press_sequentially(" At last.")
        expect(self.desk.get_by_text("Not saved yet.")).to_be_visible()
        self.save()
        self.assertSaved("They came home. At last.")

    def test_a_log_in_in_another_tab_and_save_at_once(self) -> None:
        # Before the script can learn of it: else it fetches the new token, and the first Save saves.
        self.desk.route(
            "**/admin/unsaved-work/", lambda route: route.fulfill(json={"state": "long"})
        )
        self.type("They came home.")
        tab = self.log_out_in_another_tab()
        tab.goto("/admin/login/")
        self.log_in(tab)
        expect(tab.get_by_role("link", name="Add a news item")).to_be_visible()
        tab.close()
        self.save()
        expect(self.desk.get_by_text("press Save again")).to_be_visible()
        expect(self.desk.get_by_label("Text")).to_have_value("They came home.")
        self.save()
        self.assertSaved("They came home.")

    def test_leaving_asks_only_while_something_is_not_saved(self) -> None:
        asked: list[str] = []

        def stay(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.dismiss()

        self.desk.on("dialog", stay)
        here = self.desk.url
        self.desk.get_by_role("link", name="Home", exact=True).click()
        expect(self.desk.get_by_role("link", name="Add a news item")).to_be_visible()
        self.assertEqual(asked, [])  # nothing was typed

        self.desk.goto(here)
        self.type("They came home.")
        self.desk.get_by_role("link", name="Home", exact=True).click(no_wait_after=True)
        expect(self.desk.get_by_label("Text")).to_have_value("They came home.")
        self.assertEqual((asked, self.desk.url), (["beforeunload"], here))
        self.save()
        self.assertSaved("They came home.")
        self.assertEqual(asked, ["beforeunload"])

    def test_back_shows_no_one_what_another_account_has_typed(self) -> None:
        form = self.desk.url
        self.desk.goto("/admin/news/newsitem/add/")
        self.desk.get_by_label("Headline").fill("A confidential headline")
        self.desk.get_by_label("Standfirst").fill("And more")
        self.log_in_as(make_staff("other"), self.desk)
        self.desk.on("dialog", lambda dialog: dialog.accept())
        self.desk.goto(form)
        self.desk.go_back()
        expect(self.desk.get_by_label("Headline")).to_have_value("")
        expect(self.desk.get_by_label("Standfirst")).to_have_value("")
        self.desk.get_by_label("Headline").fill("Their own")

    def test_back_shows_what_one_has_typed_oneself(self) -> None:
        form = self.desk.url
        self.type("They came home.")
        self.desk.on("dialog", lambda dialog: dialog.accept())
        self.desk.goto("/admin/")
        self.desk.go_back()
        self.assertEqual(self.desk.url, form)
        expect(self.desk.get_by_label("Text")).to_have_value("They came home.")

    def test_without_javascript(self) -> None:
        self.desk = self.logged_in(java_script_enabled=False)
        self.desk.goto(f"/admin/news/newsitem/{self.item.pk}/change/")
        self.desk.get_by_label("Text").fill("They came home.")
        StaffSession.objects.all().delete()
        self.save()
        expect(self.desk.get_by_text(PROMISE)).to_be_visible()
        self.log_in(self.desk)
        expect(self.desk.get_by_label("Text")).to_have_value("They came home.")
        self.desk.goto(f"/admin/news/newsitem/{self.item.pk}/change/")
        expect(self.desk.get_by_label("Text")).to_have_value("As it was.")
        self.desk.get_by_role("link", name="Restore").click()
        expect(self.desk.get_by_label("Text")).to_have_value("They came home.")
        self.save()
        self.assertSaved("They came home.")

    def test_what_a_searchable_list_and_a_new_row_hold_is_kept(self) -> None:
        person = make_detainee(state="draft")
        self.desk.goto(f"/admin/profiles/detainee/{person.pk}/change/")
        self.desk.get_by_role("link", name="Who it is").click()
        self.desk.locator(".field-home_place").get_by_role("combobox").first.click()
        self.desk.get_by_role("searchbox").last.fill("Hotan")
        self.desk.get_by_role("listbox").get_by_role("option", name="Hotan").first.click()
        self.desk.get_by_role("button", name="Add another Name").click()
        row = self.desk.locator("#names-group .dynamic-names").last
        row.get_by_role("textbox").first.fill("Ayguel M.")
        expect(self.desk.get_by_text("Not saved yet.")).to_be_visible()
        self.desk.close()
        work = UnsavedWork.objects.get()
        self.desk = self.logged_in()
        self.desk.goto(f"{work.path}?_unsaved={work.pk}")
        expect(
            self.desk.locator(".field-home_place").get_by_role("combobox").first
        ).to_contain_text("Hotan")
        row = self.desk.locator("#names-group .dynamic-names").last
        expect(row.get_by_role("textbox").first).to_have_value("Ayguel M.")

    def test_the_chosen_rights_of_a_group_are_kept(self) -> None:
        """Django's list with two columns selects them only when the form is sent."""
        self.desk.goto("/admin/auth/group/add/")
        self.desk.locator("#id_permissions_from").select_option(index=0)
        self.desk.locator("#id_permissions_from").dblclick()
        self.desk.get_by_label("Name").press_sequentially("Helpers")
        expect(self.desk.get_by_text("Not saved yet.")).to_be_visible()
        self.assertIn('["permissions", "', UnsavedWork.objects.get().content)
