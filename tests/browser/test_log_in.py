"""Setting up a second factor and logging in with it, in a real browser; passkeys with its virtual authenticator."""

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from campaign.accounts import factors
from campaign.accounts.models import Passkey
from tests.browser.accessibility import WCAG, violations
from tests.browser.testcases import BrowserTestCase
from tests.factories import make_staff

AUTHENTICATOR = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


class LogInTests(BrowserTestCase):
    host = "localhost"  # browsers allow no passkeys on an IP address

    def setUp(self) -> None:
        super().setUp()
        self.staff: User = make_staff("reyhan")
        self.desk = self.new_visitor(logs_in=True)

    def give_password(self, desk: Page) -> None:
        desk.goto("/admin/news/newsitem/")
        desk.get_by_label("User name").fill("reyhan")
        desk.get_by_label("Password").fill("password")
        desk.get_by_role("button", name="Log in").click()

    def type_code(self) -> None:
        """Type the current code of the key that the page shows."""
        key = "".join(str(self.desk.locator(".key").text_content()).split())
        self.desk.get_by_label("Code").fill(factors.current_code(key))

    def test_an_app_is_set_up_and_its_recovery_codes_are_shown(self) -> None:
        self.give_password(self.desk)
        expect(self.desk.get_by_role("heading", level=1)).to_have_text("Protect your account")
        expect(self.desk.get_by_role("img", name="QR code")).to_be_visible()
        self.desk.get_by_text("You can’t use the camera?").click()
        self.type_code()
        self.desk.get_by_role("button", name="Continue").click()
        expect(self.desk.locator(".recovery-codes li")).to_have_count(10)
        self.desk.get_by_role("link", name="I have saved them").click()
        expect(self.desk).to_have_url(f"{self.live_server_url}/admin/news/newsitem/")

    def test_a_passkey_is_set_up_and_opens_the_desk_the_next_time(self) -> None:
        self.add_authenticator(self.desk)
        self.give_password(self.desk)
        self.desk.get_by_role("button", name="Add a passkey").click()
        expect(self.desk.locator(".recovery-codes li")).to_have_count(10)
        self.assertEqual(Passkey.objects.get().user, self.staff)
        self.desk.get_by_role("link", name="I have saved them").click()
        self.desk.get_by_role("button", name="Log out").click()

        self.give_password(self.desk)
        self.desk.get_by_role("button", name="Use your passkey").click()
        expect(self.desk).to_have_url(f"{self.live_server_url}/admin/news/newsitem/")

    def test_a_passkey_that_the_browser_does_not_have_is_explained(self) -> None:
        self.add_authenticator(self.desk)
        self.give_password(self.desk)
        expect(self.desk.get_by_text("Your browser did not use a passkey.")).to_be_hidden()
        self.desk.get_by_role("button", name="Add a passkey").click()
        expect(self.desk.locator(".recovery-codes li")).to_have_count(10)
        other = self.new_visitor(logs_in=True)
        self.add_authenticator(other)
        self.give_password(other)
        other.get_by_role("button", name="Use your passkey").click()
        expect(other.get_by_text("Your browser did not use a passkey.")).to_be_visible()

    def add_authenticator(self, page: Page) -> None:
        tools = page.context.new_cdp_session(page)
        tools.send("WebAuthn.enable")
        tools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    def test_every_page_of_logging_in_conforms_to_wcag(self) -> None:
        faults = {}
        for path in (
            "/admin/login/",
            "/admin/forgot/",
            "/admin/forgot/sent/",
            "/admin/password/x/",
        ):
            self.desk.goto(path)
            faults[path] = violations(self.desk, *WCAG)
        self.give_password(self.desk)
        faults["set up"] = violations(self.desk, *WCAG)
        self.type_code()
        self.desk.get_by_role("button", name="Continue").click()
        faults["codes"] = violations(self.desk, *WCAG)
        self.desk.goto("/admin/account/")
        faults["account"] = violations(self.desk, *WCAG)
        other = self.new_visitor(logs_in=True)
        self.give_password(other)
        faults["code"] = violations(other, *WCAG)
        self.assertEqual({path: found for path, found in faults.items() if found}, {})
