"""The code from the email, typed instead of following the link."""

from datetime import timedelta
from typing import Any

from django.db.models import F

from petitions import periods
from petitions.addresses import mailboxes
from petitions.counting import tallies
from petitions.models import Mailbox, MailedToken, Signature
from petitions.signing import confirm
from tests.factories import make_petition
from tests.petitions.testcases import (
    SigningTestCase,
    code_in,
    let_ten_minutes_pass,
    press,
    sign_and_confirm,
    sign_and_get_mail,
)

WRONG = "This code does not match this email address. Check both."


class Code(SigningTestCase):
    page = "/petitions/free-the-teachers/check-your-email/"

    def setUp(self) -> None:
        super().setUp()
        self.code = code_in(sign_and_get_mail(self.petition))

    def type(self, code: str, email: str = "gulnar@example.org") -> Any:
        return self.client.post(self.page, {"email": email, "code": code})

    def test_it_leads_to_the_page_with_the_button_and_nowhere_without_it(self) -> None:
        response = self.type(self.code)
        self.assertEqual(response.status_code, 303)
        self.assertContains(self.client.get(response["Location"]), "Gülnar Ablet")
        self.assertEqual(tallies.count(self.petition.pk), 0)
        self.assertEqual(press("http://x" + response["Location"]).status_code, 303)
        self.assertEqual(tallies.count(self.petition.pk), 1)

    def test_it_may_be_typed_in_many_ways(self) -> None:
        plain = self.code.replace("-", "")
        for typed in (
            self.code.lower(), plain, f" {plain[:4]} {plain[4:]} ", self.code.replace("-", "–"),
            plain.replace("0", "O").replace("1", "l"),
            "".join(chr(ord(letter) + 0xFEE0) for letter in plain),  # full-width, from a Chinese keyboard
        ):  # fmt: skip
            with self.subTest(typed):
                self.assertEqual(self.type(typed).status_code, 303)

    def test_another_spelling_of_the_address_will_do(self) -> None:
        self.assertEqual(self.type(self.code, "GULNAR+x@example.org").status_code, 303)

    def test_a_wrong_code_is_an_error_and_what_was_typed_stays(self) -> None:
        response = self.type("0000-0000")
        self.assertContains(response, WRONG, status_code=422)
        self.assertContains(response, 'value="gulnar@example.org"', status_code=422)
        self.assertContains(response, 'value="0000-0000"', status_code=422)
        self.assertIn("no-store", response["Cache-Control"])

    def test_nonsense_is_an_error(self) -> None:
        for email, code in (("", ""), ("gulnar", self.code), ("gulnar@example.org", "A" * 21)):
            with self.subTest(email=email, code=code):
                self.assertEqual(self.type(code, email).status_code, 422)

    def test_the_right_code_for_another_address_or_petition_is_wrong(self) -> None:
        sign_and_get_mail(self.petition, email="other@example.org")
        self.assertContains(self.type(self.code, "other@example.org"), WRONG, status_code=422)
        other = make_petition()
        self.assertIsNone(confirm.token_for_code(other, "gulnar@example.org", self.code))

    def test_the_answer_is_the_same_for_an_address_that_never_signed(self) -> None:
        known = self.type("0000-0000").content
        unknown = self.type("0000-0000", "nobody@example.org").content
        self.assertEqual(unknown, known.replace(b"gulnar@", b"nobody@"))

    def test_an_old_code_is_wrong(self) -> None:
        MailedToken.objects.update(expires_at=F("expires_at") - periods.CONFIRMATION_LINK)
        self.assertContains(self.type(self.code), WRONG, status_code=422)

    def test_the_link_it_gives_ends_with_the_code(self) -> None:
        self.type(self.code)
        expiries = MailedToken.objects.values_list("expires_at", flat=True)
        self.assertEqual(len(expiries), 2)
        self.assertEqual(len(set(expiries)), 1)

    def test_after_ten_guesses_the_right_one_is_no_use_that_day(self) -> None:
        for number in range(mailboxes.MAX_CODES_A_DAY):
            self.type(f"0000-{number:04}")
        self.assertContains(self.type(self.code), WRONG, status_code=422)
        self.assertEqual(Signature.objects.get().state, "pending")

    def test_the_tenth_guess_may_be_the_right_one(self) -> None:
        for number in range(mailboxes.MAX_CODES_A_DAY - 1):
            self.type(f"0000-{number:04}")
        self.assertEqual(self.type(self.code).status_code, 303)

    def test_other_spellings_of_the_address_give_no_more_guesses(self) -> None:
        for number in range(mailboxes.MAX_CODES_A_DAY):
            self.type(f"0000-{number:04}", f"gulnar+{number}@example.org")
        self.assertEqual(self.type(self.code).status_code, 422)

    def test_asking_for_more_emails_gives_no_more_guesses(self) -> None:
        for number in range(mailboxes.MAX_CODES_A_DAY):
            self.type(f"0000-{number:04}")
        let_ten_minutes_pass()
        newest = code_in(sign_and_get_mail(self.petition))
        self.assertEqual(self.type(newest).status_code, 422)

    def test_the_next_day_it_can_be_tried_again(self) -> None:
        for number in range(mailboxes.MAX_CODES_A_DAY):
            self.type(f"0000-{number:04}")
        Mailbox.objects.update(day=F("day") - timedelta(days=1))
        self.assertEqual(self.type(self.code).status_code, 303)

    def test_a_clock_that_is_put_back_gives_no_more_guesses(self) -> None:
        for number in range(mailboxes.MAX_CODES_A_DAY):
            self.type(f"0000-{number:04}")
        Mailbox.objects.update(day=F("day") + timedelta(days=1))
        self.assertEqual(self.type(self.code).status_code, 422)

    def test_guessing_writes_the_same_for_an_address_that_never_signed(self) -> None:
        with self.assertNumQueries(13):
            self.type("0000-0000")
        with self.assertNumQueries(13):
            self.type("0000-0000", "nobody@example.org")

    def test_a_signer_who_has_confirmed_gets_the_page_that_says_so(self) -> None:
        let_ten_minutes_pass()
        sign_and_confirm(self.petition)
        response = self.client.get(self.type(self.code)["Location"])
        self.assertContains(response, "already counts")
