"""A visitor finds a person, reads her story, signs for her, confirms by mail and is counted."""

from playwright.sync_api import Locator, Page, expect

from campaign.web import page_cache
from petitions.counting import tallies
from petitions.models import Signature
from tests.browser.post import PostTestCase, code_in, link_in, run_worker
from tests.browser.testcases import tab_to
from tests.factories import make_detainee, make_petition, make_signature
from tests.petitions.testcases import own_page

LABELS = ("Your name", "Your town", "Why you are signing")


class SigningTests(PostTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.person = make_detainee(
            "Aygül Misal",
            names={"ug-Arab": "ئايگۈل مىسال"},
            slug="aygul-misal",
            story="She taught.",
        )
        make_detainee("Memet Misal")
        self.petition = make_petition(
            title="Free the teachers of Kashgar", slug="teachers", goal=100
        )
        for _ in range(3):
            make_signature(self.petition)

    # --- The ways to sign ---

    def test_a_misspelt_name_leads_to_a_signature_that_counts(self) -> None:
        self.find_read_sign_and_confirm(self.visit("/"))
        self.assertEqual(self.shown_count(), "4")
        signature = Signature.objects.latest("pk")
        self.assertEqual(signature.state, Signature.State.CONFIRMED)
        self.assertEqual(signature.signed_for, self.person)
        self.assertEqual((signature.name, signature.city), ("", ""))  # they are only counted

        # The same mailbox under another spelling of its address.
        again = self.visit(self.petition.get_absolute_url())
        fill_in(again, email="D.Ilnur+second@GoogleMail.com")
        press(again, "Sign")
        expect(again.get_by_role("heading", level=1)).to_contain_text("mail")
        self.assertNotIn("/confirm/", link_in(self.mail_to("D.Ilnur+second@googlemail.com")))
        self.assertEqual(self.shown_count(), "4")
        self.assertEqual(Signature.objects.filter(petition=self.petition).count(), 4)

    def test_it_needs_no_javascript(self) -> None:
        self.find_read_sign_and_confirm(self.visit("/", java_script_enabled=False))
        self.assertEqual(self.shown_count(), "4")

    def test_the_code_from_the_mail_can_be_typed_instead(self) -> None:
        page = self.visit(self.petition.get_absolute_url())
        fill_in(page)
        press(page, "Sign")
        code = code_in(self.mail_to("dilnur@gmail.com"))
        page.get_by_role("textbox", name="Your email address").fill("dilnur@gmail.com")
        page.get_by_role("textbox", name="The code from the email").fill("0000-0000")
        press(page, "Continue")
        expect(page.get_by_role("alert")).to_contain_text("does not match this email address")

        address = page.get_by_role("textbox", name="Your email address")
        expect(address).to_have_value("dilnur@gmail.com")
        typed = f" {code.lower().replace('-', ' ')} "
        page.get_by_role("textbox", name="The code from the email").fill(typed)
        press(page, "Continue")
        expect(page.get_by_role("main")).to_contain_text("Dilnur Example")
        self.assertEqual(self.shown_count(), "3")
        press(page, "Confirm my signature")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
        self.assertEqual(self.shown_count(), "4")

    def test_the_browser_has_a_part_in_the_receipt_and_checks_it(self) -> None:
        for cheats in (False, True):
            address = f"part-{cheats}@example.org"
            page = self.visit(self.petition.get_absolute_url())
            fill_in(page, email=address)
            press(page, "Sign")
            page.goto(link_in(self.mail_to(address)))
            part = page.locator("[data-receipt-part]").input_value()
            self.assertRegex(part, r"^[0-9a-f]{64}$")
            if cheats:  # a server that gives everyone the same receipt
                page.locator("[data-receipt-part]").evaluate(
                    "input => input.value = 'ab'.repeat(32)"
                )
            press(page, "Confirm my signature")
            expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
            receipt = bytes(Signature.objects.latest("pk").receipt or b"").hex()
            self.assertEqual(receipt.endswith(part), not cheats)
            expect(page.locator("[data-receipt-alarm]")).to_be_visible(visible=cheats)
            self.assertEqual(page.evaluate("sessionStorage.length"), 0)

    def test_a_receipt_that_holds_the_part_of_another_letter_is_a_wrong_one(self) -> None:
        make_petition(title="Let the families telephone", slug="families")
        page = self.visit(self.petition.get_absolute_url())
        fill_in(page)
        page.get_by_role("checkbox", name="Let the families telephone").check()
        press(page, "Sign")
        page.wait_for_url("**/check-your-email/")
        page.goto(link_in(self.mail_to("dilnur@gmail.com")))
        page.locator("[data-receipt-part]").evaluate_all(
            "([one, other]) => { [one.value, other.value] = [other.value, one.value] }"
        )
        press(page, "Confirm my signatures")
        page.wait_for_url("**/thank-you/**")
        for alarm in page.locator("[data-receipt-alarm]").all():
            expect(alarm).to_be_visible()

    def test_the_keyboard_is_enough(self) -> None:
        page = self.visit("/profiles/aygul-misal/")
        page.keyboard.press("Tab")
        skip_link = page.get_by_role("link", name="Skip to main content")
        expect(skip_link).to_be_focused()
        expect(skip_link).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.get_by_role("main")).to_be_focused()
        tab_to(page, page.get_by_role("link", name="Sign for Aygül Misal").first)
        page.keyboard.press("Enter")
        page.wait_for_url("**/profiles/aygul-misal/#to-sign")

        tab_to(page, page.get_by_label("Your name"))
        page.keyboard.type("Dilnur Example")
        tab_to(page, page.get_by_label("Your email address"))
        page.keyboard.type("dilnur@gmail.com")
        tab_to(page, page.get_by_label("Your country"))
        page.keyboard.type("Netherlands")
        tab_to(page, optional_fields(page))
        page.keyboard.press("Enter")
        tab_to(page, page.get_by_role("radio", name="Don’t show my name, just count me"))
        page.keyboard.press("ArrowUp")
        tab_to(page, page.get_by_role("checkbox", name="I sign this letter"))
        page.keyboard.press("Space")
        tab_to(page, page.get_by_role("button", name="Sign", exact=True))
        page.keyboard.press("Enter")
        page.wait_for_url("**/check-your-email/")

        page.goto(link_in(self.mail_to("dilnur@gmail.com")))
        tab_to(page, page.get_by_role("button", name="Confirm my signature"))
        page.keyboard.press("Enter")
        page.wait_for_url("**/thank-you/**")
        signature = Signature.objects.latest("pk")
        self.assertEqual(signature.state, Signature.State.CONFIRMED)
        self.assertEqual(signature.country, "NL")
        self.assertEqual(signature.visibility, "country")

    def test_several_letters_with_the_keyboard_alone(self) -> None:
        other = make_petition(title="Let the families telephone", slug="telephone")
        page = self.visit("/petitions/teachers/")
        tab_to(page, page.get_by_label("Your name"))
        page.keyboard.type("Dilnur Example")
        tab_to(page, page.get_by_label("Your email address"))
        page.keyboard.type("dilnur@gmail.com")
        tab_to(page, page.get_by_label("Your country"))
        page.keyboard.type("Netherlands")
        along = page.get_by_role("checkbox", name="Let the families telephone")
        expect(along).not_to_be_checked()
        tab_to(page, along)
        page.keyboard.press("Space")
        tab_to(page, page.get_by_role("checkbox", name="I sign this letter"))
        page.keyboard.press("Space")
        tab_to(page, page.get_by_role("button", name="Sign", exact=True))
        page.keyboard.press("Enter")
        page.wait_for_url("**/check-your-email/")

        page.goto(link_in(self.mail_to("dilnur@gmail.com")))
        for title in (self.petition.title, other.title):
            expect(page.get_by_role("main").get_by_role("link", name=title)).to_be_visible()
        tab_to(page, page.get_by_role("button", name="Confirm my signatures"))
        page.keyboard.press("Enter")
        page.wait_for_url("**/thank-you/**")
        for title in (self.petition.title, other.title):
            expect(page.get_by_role("main").get_by_role("link", name=title)).to_be_visible()
        self.assertEqual(tallies.count(self.petition.pk), 4)
        self.assertEqual(tallies.count(other.pk), 1)

    # --- What can go wrong ---

    def test_mistakes_are_named_beside_the_fields_and_nothing_typed_is_lost(self) -> None:
        page = self.visit(f"{self.petition.get_absolute_url()}?for={self.person.reference}")
        page.get_by_label("Your name").fill("Dilnur Example")
        page.get_by_label("Your email address").fill("dilnur.example.org")
        optional_fields(page).click()
        page.get_by_label("Your town").fill("Utrecht")
        page.get_by_label("Why you are signing").fill("She taught my mother.")
        page.get_by_role("radio", name="My name and country").check()
        press(page, "Sign")

        summary = page.get_by_role("alert")
        expect(summary).to_be_in_viewport()
        expect(summary.get_by_role("link")).to_have_count(3)
        for label in ("Your email address", "Your country", "I sign this letter"):
            field = page.get_by_label(label)
            expect(field).to_have_attribute("aria-invalid", "true")
            described_by = str(field.get_attribute("aria-describedby")).split()
            message = page.locator(f"#{described_by[-1]}").inner_text().strip()
            self.assertTrue(message)
            expect(summary.get_by_role("link", name=message)).to_be_visible()
        summary.get_by_role("link", name="country").click()
        expect(page.get_by_label("Your country")).to_be_focused()
        expect(page.get_by_label("Your country")).to_be_in_viewport()

        expect(page.get_by_label("Your name")).to_have_value("Dilnur Example")
        expect(page.get_by_label("Your name")).not_to_have_attribute("aria-invalid", "true")
        expect(page.get_by_label("Your email address")).to_have_value("dilnur.example.org")
        expect(page.get_by_label("Your town")).to_have_value("Utrecht")
        expect(page.get_by_label("Why you are signing")).to_have_value("She taught my mother.")
        expect(page.get_by_role("radio", name="My name and country")).to_be_checked()
        self.assertEqual(self.petition.signatures.count(), 3)

        fill_in(page)
        press(page, "Sign")
        page.wait_for_url("**/check-your-email/")
        run_worker()
        signature = Signature.objects.latest("pk")
        self.assertEqual(signature.signed_for, self.person)
        self.assertEqual(signature.known_details.comment, "She taught my mother.")
        self.assertEqual(signature.visibility, "name")

    def test_opening_the_link_confirms_nobody(self) -> None:
        """Mail scanners open every link, some of them in a whole browser."""
        page = self.visit(self.petition.get_absolute_url())
        fill_in(page)
        press(page, "Sign")
        page.wait_for_url("**/check-your-email/")
        link = link_in(self.mail_to("dilnur@gmail.com"))
        for _ in range(2):
            scanner = self.visit(link)
            expect(scanner.get_by_role("button", name="Confirm my signature")).to_be_visible()
        self.assertEqual(self.shown_count(), "3")
        signature = Signature.objects.latest("pk")
        self.assertEqual(signature.state, Signature.State.PENDING)

    def test_who_was_signed_up_by_somebody_else_can_say_so(self) -> None:
        page = self.visit(self.petition.get_absolute_url())
        fill_in(page)
        press(page, "Sign")
        page.wait_for_url("**/check-your-email/")
        link = link_in(self.mail_to("dilnur@gmail.com"))
        owner = self.visit(link)
        press(owner, "This was not me")
        expect(owner.get_by_role("heading", level=1)).to_contain_text("erased")
        self.assertFalse(Signature.objects.filter(state="pending").exists())
        self.assertEqual(
            self.visit(link).get_by_role("button", name="Confirm my signature").count(), 0
        )
        self.assertEqual(self.shown_count(), "3")

    def test_someone_who_wants_to_be_named_after_all_types_it_again_without_javascript(
        self,
    ) -> None:
        signature = make_signature(self.petition, "named@example.org")
        page = self.visit(own_page("named@example.org", signature), java_script_enabled=False)
        page.get_by_text("Change how your name appears").click()
        fields = {label: page.get_by_label(label) for label in LABELS}
        for choice, needed in (
            ("Don’t show my name, just count me", set()),
            ("“A supporter” and my country", {"Why you are signing"}),
            ("My initials and country", {"Why you are signing", "Your name"}),
            ("My name and country", set(LABELS)),
        ):
            page.get_by_role("radio", name=choice).check()
            for label, field in fields.items():
                expect(field).to_be_visible(visible=label in needed)
        page.get_by_label("Your town").fill("Utrecht")
        press(page, "Save changes")
        expect(page.get_by_role("alert")).to_contain_text("Enter your name.")
        expect(page.get_by_label("Your town")).to_have_value("Utrecht")
        page.get_by_label("Your name").fill("Dilnur Example")
        press(page, "Save changes")
        expect(page.get_by_role("main")).to_contain_text("Dilnur Example")
        signature.refresh_from_db()
        self.assertEqual((signature.name, signature.city), ("Dilnur Example", "Utrecht"))

    # --- Steps ---

    def find_read_sign_and_confirm(self, page: Page) -> None:
        main = page.get_by_role("navigation", name="Main")
        main.get_by_role("link", name="People").click()
        page.get_by_role("searchbox").fill("Aigul Misaal")
        press(page, "Search")
        page.get_by_role("main").get_by_role("link", name="Aygül Misal").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Aygül Misal")
        expect(page.get_by_text("She taught.")).to_be_visible()
        page.get_by_role("link", name="Sign for Aygül Misal").first.click()
        expect(page.get_by_text("You are signing for Aygül Misal")).to_be_visible()
        fill_in(page)
        optional_fields(page).click()
        page.get_by_label("Your town").fill("Utrecht")
        press(page, "Sign")
        expect(page.get_by_role("heading", level=1)).to_contain_text("mail")
        self.assertEqual(self.shown_count(), "3")

        page.goto(link_in(self.mail_to("dilnur@gmail.com")))
        signed = page.get_by_role("main")
        for words in (
            self.petition.title,
            "Dilnur Example",
            "Netherlands",
            "Don’t show my name, just count me",
        ):
            expect(signed).to_contain_text(words)
        press(page, "Confirm my signature")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
        expect(page.get_by_role("main")).to_contain_text("4 people have signed")

    def shown_count(self) -> str:
        """The number on the petition's page, as somebody sees it who comes to the site only now."""
        page_cache.cached_pages.clear()
        page = self.visit(self.petition.get_absolute_url())
        shown = page.get_by_role("main").get_by_text("have signed").first
        return shown.inner_text().split()[0]


def optional_fields(page: Page) -> Locator:
    """What unfolds the fields that no one has to fill in."""
    return page.get_by_text("Add your town or your reason, or show your name")


def fill_in(page: Page, email: str = "dilnur@gmail.com") -> None:
    page.get_by_label("Your name").fill("Dilnur Example")
    page.get_by_label("Your email address").fill(email)
    page.get_by_label("Your country").select_option(label="Netherlands")
    page.get_by_role("checkbox", name="I sign this letter").check()


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
