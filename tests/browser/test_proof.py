"""A petition that asks for a proof of work, with JavaScript and without."""

from playwright.sync_api import Locator, Page, Route, expect

from petitions.models import Intake, Signature
from tests.browser.accessibility import WCAG, violations
from tests.browser.post import PostTestCase
from tests.browser.test_signing import fill_in, press
from tests.factories import make_petition
from tests.petitions.testcases import store


class ProofTests(PostTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.petition = make_petition(slug="flooded", asks_proof=True)

    def test_the_browser_works_and_the_signature_is_not_held(self) -> None:
        page = self.visit(self.petition.get_absolute_url())
        expect(page.get_by_text("JavaScript is off in your browser")).to_be_hidden()
        expect(without(page)).to_be_hidden()
        fill_in(page)
        press(page, "Sign")
        page.wait_for_url("**/check-your-email/", timeout=60_000)
        self.assertEqual(stored().quarantine_reason, "")

    def test_a_visitor_who_does_not_wait_sends_it_without_and_was_told(self) -> None:
        page = self.new_visitor()
        page.route("**/proof*.js", with_endless_work)
        page.goto(self.petition.get_absolute_url())
        fill_in(page)
        press(page, "Sign")
        expect(page.get_by_text("Your browser is doing a short calculation")).to_be_visible()
        expect(
            page.get_by_text("someone from the campaign looks at your signature")
        ).to_be_visible()
        self.assertEqual(violations(page, *WCAG), [])
        press(page, "Send my signature now")
        page.wait_for_url("**/check-your-email/")
        self.assertEqual(stored().quarantine_reason, "no proof")

    def test_without_javascript_the_visitor_chooses_to_send_it_without(self) -> None:
        page = self.visit(self.petition.get_absolute_url(), java_script_enabled=False)
        expect(page.get_by_text("JavaScript is off in your browser")).to_be_visible()
        fill_in(page)
        without(page).check()
        press(page, "Sign")
        page.wait_for_url("**/check-your-email/")
        self.assertEqual(stored().quarantine_reason, "no proof")

    def test_without_javascript_and_without_that_choice_the_form_asks(self) -> None:
        page = self.visit(self.petition.get_absolute_url(), java_script_enabled=False)
        fill_in(page)
        press(page, "Sign")
        expect(page.get_by_role("alert")).to_contain_text("Perhaps JavaScript is off")
        self.assertFalse(Intake.objects.exists())
        expect(page.get_by_label("Your name")).to_have_value("Dilnur Example")
        page.get_by_role("alert").get_by_role("link", name="Perhaps JavaScript is off").click()
        expect(without(page)).to_be_in_viewport()
        without(page).check()
        press(page, "Sign")
        page.wait_for_url("**/check-your-email/")
        self.assertEqual(stored().quarantine_reason, "no proof")

    def test_a_page_that_was_open_for_too_long_is_sent_again_with_a_new_proof(self) -> None:
        page = self.visit(self.petition.get_absolute_url())
        fill_in(page)
        page.evaluate("document.querySelector('[name=challenge]').value = '1.' + '0'.repeat(32)")
        press(page, "Sign")
        expect(page.get_by_role("alert")).to_contain_text(
            "the page was open for more than an hour", timeout=60_000
        )
        expect(without(page)).to_be_visible()
        self.assertEqual(violations(page, *WCAG), [])
        press(page, "Sign")
        page.wait_for_url("**/check-your-email/", timeout=60_000)
        self.assertEqual(stored().quarantine_reason, "")

    def test_after_another_mistake_a_finished_proof_is_not_done_again(self) -> None:
        page = self.visit(self.petition.get_absolute_url())
        fill_in(page)
        page.get_by_role("checkbox", name="I sign this letter").uncheck()
        press(page, "Sign")
        expect(page.get_by_role("alert")).to_contain_text("Tick the box to agree", timeout=60_000)
        expect(without(page)).to_be_hidden()
        page.get_by_role("checkbox", name="I sign this letter").check()
        page.evaluate("globalThis.setTimeout = () => {}")  # it could not work again
        press(page, "Sign")
        page.wait_for_url("**/check-your-email/")
        self.assertEqual(stored().quarantine_reason, "")


def stored() -> Signature:
    store()
    return Signature.objects.get()


def without(page: Page) -> Locator:
    return page.locator("[name=without_proof]")


def with_endless_work(route: Route) -> None:
    script = route.fetch().text()
    assert "BITS = 15" in script
    route.fulfill(body=script.replace("BITS = 15", "BITS = 32"), content_type="text/javascript")
