"""A petition that asks for a proof of work, with JavaScript and without."""

from playwright.sync_api import Route, expect

from petitions.models import Signature
from tests.browser.accessibility import WCAG, violations
from tests.browser.post import PostTestCase
from tests.browser.test_signing import fill_in, press
from tests.factories import make_petition


class ProofTests(PostTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.petition = make_petition(slug="flooded", asks_proof=True)

    def test_the_browser_works_and_the_signature_is_not_held(self) -> None:
        page = self.visit(self.petition.get_absolute_url())
        expect(
            page.get_by_text("one of us will check your signature before it counts.")
        ).to_be_hidden()
        fill_in(page)
        press(page, "Sign")
        page.wait_for_url("**/check-your-email/", timeout=60_000)
        self.assertEqual(Signature.objects.get().quarantine_reason, "")

    def test_who_will_not_wait_sends_it_without_and_a_person_looks(self) -> None:
        page = self.new_visitor()
        page.route("**/proof*.js", with_endless_work)
        page.goto(self.petition.get_absolute_url())
        fill_in(page)
        press(page, "Sign")
        expect(page.get_by_text("Your browser is doing a short calculation")).to_be_visible()
        self.assertEqual(violations(page, *WCAG), [])
        press(page, "Send my signature now")
        page.wait_for_url("**/check-your-email/")
        self.assertEqual(Signature.objects.get().quarantine_reason, "no proof")

    def test_without_javascript_it_says_so_and_a_person_looks(self) -> None:
        page = self.visit(self.petition.get_absolute_url(), java_script_enabled=False)
        expect(
            page.get_by_text("one of us will check your signature before it counts.")
        ).to_be_visible()
        fill_in(page)
        press(page, "Sign")
        page.wait_for_url("**/check-your-email/")
        self.assertEqual(Signature.objects.get().quarantine_reason, "no proof")


def with_endless_work(route: Route) -> None:
    script = route.fetch().text()
    assert "BITS = 15" in script
    route.fulfill(body=script.replace("BITS = 15", "BITS = 32"), content_type="text/javascript")
