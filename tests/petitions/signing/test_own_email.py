"""An address that may have a slip: the form asks, with a button for each answer. It works without JavaScript."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import SimpleTestCase

from petitions.addresses import canonical, slips
from petitions.models import Signature
from petitions.moderation import proof_of_work
from petitions.signing.forms import SignatureForm
from tests.petitions.testcases import FORM, SigningTestCase, deliver, sign

TYPED, MEANT = "Gulnar@gmial.com", "Gulnar@gmail.com"


class OwnEmail(SigningTestCase):
    def answers(self, response: Any) -> list[str]:
        self.assertEqual(response.status_code, 422)
        return re.findall(r'<button name="own_email" value="([^"]+)"', response.text)

    def test_it_asks_and_keeps_what_was_typed(self) -> None:
        response = sign(self.petition, email=TYPED, city="Utrecht")
        self.assertEqual(self.answers(response), [MEANT, TYPED])
        self.assertContains(response, f"Did you mean {MEANT}?", status_code=422)
        self.assertContains(response, f'value="{TYPED}"', status_code=422)
        self.assertContains(response, 'value="Utrecht"', status_code=422)
        self.assertFalse(Signature.objects.exists())
        self.assertEqual(deliver(), [])

    def test_the_answer_shows_an_address_as_it_was_typed_if_that_is_safe(self) -> None:
        for typed, shown in (("a@gmäil.com", "a@gmäil.com"), ("a@gmаil.com", "a@xn--gmil-63d.com")):
            with self.subTest(typed):
                response = sign(self.petition, email=typed)
                self.assertContains(response, f'Keep <bdi dir="ltr">{shown}</bdi>', status_code=422)

    def test_each_answer_signs(self) -> None:
        for answer in (MEANT, TYPED):
            with self.subTest(answer):
                self.assertEqual(
                    sign(self.petition, email=TYPED, own_email=answer).status_code, 303
                )
                self.assertEqual([each.to for each in deliver()], [[answer]])

    def test_without_an_answer_it_asks_again(self) -> None:
        for answer in ("", "another@gmail.com", "Gulnar@gmial.org", "x", "on"):
            with self.subTest(answer):
                response = sign(self.petition, email=TYPED, own_email=answer)
                self.assertEqual(self.answers(response), [MEANT, TYPED])

    def test_an_answer_to_an_earlier_question_is_none(self) -> None:
        self.assertEqual(sign(self.petition, email="a@web.de", own_email=MEANT).status_code, 303)
        self.assertEqual(Signature.objects.get().email, "a@web.de")
        response = sign(self.petition, email="a@gmial.com", own_email=TYPED)
        self.assertEqual(self.answers(response), ["a@gmail.com", "a@gmial.com"])

    def test_an_answer_holds_while_other_mistakes_are_corrected(self) -> None:
        kept = sign(self.petition, email=TYPED, own_email=TYPED, country="")
        self.assertEqual(self.answers(kept), [])
        self.assertContains(
            kept, f'<input type="hidden" name="own_email" value="{TYPED}">', status_code=422
        )
        used = sign(self.petition, email=TYPED, own_email=MEANT, country="")
        self.assertEqual(self.answers(used), [])
        self.assertRegex(used.text, f'name="email" value="{MEANT}"')
        self.assertNotContains(used, TYPED, status_code=422)

    def test_what_is_no_address_but_close_to_one_has_one_button(self) -> None:
        for typed, meant in {
            "gulnar@mail.ru.": "gulnar@mail.ru", "gülnar@gmial.com": "gulnar@gmail.com", "gulnar@gmail": "gulnar@gmail.com",
        }.items():  # fmt: skip
            with self.subTest(typed):
                response = sign(self.petition, email=typed)
                self.assertEqual(self.answers(response), [meant])
                self.assertContains(response, "Enter an email address in full", status_code=422)
                self.assertEqual(sign(self.petition, email=typed, own_email=meant).status_code, 303)
                self.assertEqual(
                    self.answers(sign(self.petition, email=typed, own_email=typed)), [meant]
                )

    def test_where_nothing_is_close_there_is_no_button(self) -> None:
        for typed in ("", "gulnar", "@", "gulnar@x.local", "<script>@gmail"):
            with self.subTest(typed):
                self.assertEqual(self.answers(sign(self.petition, email=typed)), [])

    def test_letters_that_only_look_latin_are_questioned(self) -> None:
        for typed in ("a@GMAİL.COM", "a@hotmaıl.com", "a@gmаil.com", "a@ｇｍａｉｌ.con"):
            with self.subTest(typed):
                self.assertEqual(len(self.answers(sign(self.petition, email=typed))), 2)
        for typed in ("a@outloo\u212a.com", "a@ｇｍａｉｌ.com", "\u200ea@gmail.com\u200f"):
            with self.subTest(typed):
                self.assertEqual(sign(self.petition, email=typed).status_code, 303)

    def test_enter_in_a_field_presses_no_answer(self) -> None:
        """Browsers press the first button of a form."""
        page = sign(self.petition, email=TYPED).text
        form = page[page.index('<form method="post" action="/petitions/free') :]
        first = re.findall(r"<button[^>]*>", form)[0]
        self.assertNotIn("name=", first)
        self.assertIn('tabindex="-1"', first)

    def test_it_is_asked_beside_a_question_about_the_name(self) -> None:
        response = sign(self.petition, email=TYPED, name="example.com")
        self.assertEqual(self.answers(response), [MEANT, TYPED])
        self.assertContains(response, "This is my name", status_code=422)
        answered = sign(
            self.petition, email=TYPED, name="example.com", own_email=TYPED, own_name="on"
        )
        self.assertEqual(answered.status_code, 303)

    def test_two_answers_are_a_mistake(self) -> None:
        response = sign(self.petition, email=TYPED, own_email=[MEANT, TYPED])
        self.assertEqual(response.status_code, 422)

    def test_whether_the_address_signed_before_changes_nothing(self) -> None:
        sign(self.petition, email=TYPED, own_email=TYPED)
        deliver()
        self.assertEqual(self.answers(sign(self.petition, email=TYPED)), [MEANT, TYPED])

    def test_the_typed_data_are_not_changed(self) -> None:
        data = QueryDict(mutable=True)
        data.update(FORM | {"email": TYPED, "own_email": MEANT})
        self.assertEqual(SignatureForm(data)["email"].value(), MEANT)
        self.assertEqual(data["email"], TYPED)


class WithProof(SigningTestCase):
    """A proof of work is for the address as the browser knows it."""

    def setUp(self) -> None:
        super().setUp()
        self.petition.asks_proof = True
        self.petition.save()

    def test_it_is_good_for_each_answer(self) -> None:
        from tests.petitions.moderation.test_proof_of_work import solve

        challenge = proof_of_work.new_challenge("free-the-teachers")
        proof = {"challenge": challenge, "proof": solve(challenge, TYPED)}
        asked = sign(self.petition, email=TYPED, **proof)
        self.assertContains(asked, f'name="proof" value="{proof["proof"]}"', status_code=422)
        # The address in the form is another one now, so the browser has to begin anew.
        used = sign(self.petition, email=TYPED, own_email=MEANT, country="", **proof)
        self.assertContains(used, 'name="proof" value=""', status_code=422)
        for answer in (MEANT, TYPED):
            with self.subTest(answer):
                response = sign(self.petition, email=TYPED, own_email=answer, **proof)
                self.assertEqual(response.status_code, 303)


class OwnLettersTests(SimpleTestCase):
    def test_a_domain_is_shown_in_the_letters_of_its_owner(self) -> None:
        for domain in (
            "bücher.example",
            "gmäil.com",
            "例え.example",
            "почта.example",
            "ئۇيغۇر.example",
        ):
            with self.subTest(domain):
                address = canonical.clean_address(f"a@{domain}")
                self.assertTrue(address.isascii())
                self.assertEqual(slips.in_own_letters(address), f"a@{domain}")

    def test_one_that_could_be_taken_for_another_is_not(self) -> None:
        for domain in ("gmаil.com", "ɡmail.com", "аррӏе.com", "xn--zz.com", "example.org"):
            with self.subTest(domain):
                try:
                    address = canonical.clean_address(f"a@{domain}")
                except ValidationError:
                    address = f"a@{domain}"
                self.assertEqual(slips.in_own_letters(address), address)
