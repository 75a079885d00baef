"""An address with a slip: the page asks, and one button is the answer and the signature."""

from playwright.sync_api import expect

from petitions.models import Signature
from tests.browser.accessibility import WCAG, violations
from tests.browser.post import PostTestCase
from tests.browser.test_signing import fill_in, press
from tests.factories import make_petition
from tests.petitions.testcases import store

TYPED, MEANT = "dilnur@gmial.com", "dilnur@gmail.com"


class OwnEmailTests(PostTestCase):
    def answer(self, button: str, *, asks_proof: bool = False, **options: bool) -> str:
        """The stored address of someone who typed one with a slip and pressed this button."""
        petition = make_petition(slug="teachers", asks_proof=asks_proof)
        page = self.visit(petition.get_absolute_url(), **options)
        fill_in(page, email=TYPED)
        press(page, "Sign")
        expect(page.get_by_role("alert")).to_contain_text(f"Did you mean {MEANT}?", timeout=60_000)
        if not options:  # the check itself needs JavaScript
            self.assertEqual(violations(page, *WCAG), [])
        page.get_by_role("button", name=button).click()
        page.wait_for_url("**/check-your-email/", timeout=60_000)
        store()
        return str(Signature.objects.get().email)

    def test_one_button_takes_the_suggestion(self) -> None:
        self.assertEqual(self.answer(f"Use {MEANT}"), MEANT)

    def test_the_other_keeps_what_was_typed(self) -> None:
        self.assertEqual(self.answer(f"Keep {TYPED}"), TYPED)

    def test_it_needs_no_javascript(self) -> None:
        self.assertEqual(self.answer(f"Use {MEANT}", java_script_enabled=False), MEANT)

    def test_the_answer_survives_a_proof_of_work(self) -> None:
        self.assertEqual(self.answer(f"Use {MEANT}", asks_proof=True), MEANT)
        self.assertEqual(Signature.objects.get().quarantine_reason, "")

    def test_the_answer_waits_for_a_proof_that_is_not_done_yet(self) -> None:
        """The address was changed, so the button is about another one, and the work begins anew."""
        petition = make_petition(slug="teachers", asks_proof=True)
        page = self.visit(petition.get_absolute_url())
        fill_in(page, email=TYPED)
        press(page, "Sign")
        expect(page.get_by_role("alert")).to_contain_text("Did you mean", timeout=60_000)
        page.get_by_label("Your email address").fill("dilnur@gmal.com")
        page.get_by_role("button", name="Keep").click()
        expect(page.get_by_role("alert")).to_contain_text(f"Did you mean {MEANT}", timeout=60_000)
        page.get_by_role("button", name="Keep dilnur@gmal.com").click()
        page.wait_for_url("**/check-your-email/", timeout=60_000)

    def test_enter_in_a_field_is_no_answer(self) -> None:
        page = self.visit(make_petition(slug="teachers").get_absolute_url())
        fill_in(page, email=TYPED)
        press(page, "Sign")
        page.get_by_label("Your town").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text(f"Did you mean {MEANT}?")
        self.assertFalse(Signature.objects.exists())
