"""Proof of work: valid for one address on one petition for an hour. Without it the form asks what to do."""

import hashlib
import re
import time
from typing import Any
from unittest.mock import patch

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from petitions.models import Petition, Signature
from petitions.moderation import proof_of_work, review
from tests.factories import make_petition, make_staff
from tests.petitions.testcases import SigningTestCase, deliver, link_in, path_of, press, sign

ADDRESS = "gulnar@example.org"


def solve(challenge: str, address: str) -> str:
    seed = hashlib.sha256(f"{challenge}\n{address}".encode()).digest()
    return "-".join(
        str(next(n for n in range(2**32) if proof_of_work.is_solved(seed, part, n)))
        for part in range(proof_of_work.PIECES)
    )


@patch.object(proof_of_work, "BITS", 6)
class Proofs(SimpleTestCase):
    def test_it_holds_for_its_petition_and_address_alone(self) -> None:
        challenge = proof_of_work.new_challenge("one")
        solution = solve(challenge, ADDRESS)
        self.assertTrue(proof_of_work.is_valid("one", challenge, ADDRESS, solution))
        self.assertFalse(proof_of_work.is_valid("two", challenge, ADDRESS, solution))
        self.assertFalse(proof_of_work.is_valid("one", challenge, "other@example.org", solution))

    def test_it_expires_and_the_expiry_cannot_be_changed(self) -> None:
        challenge = proof_of_work.new_challenge("one")
        solution = solve(challenge, ADDRESS)
        until = int(challenge.partition(".")[0])
        self.assertGreater(until, time.time() + proof_of_work.LIFETIME)
        with patch("time.time", return_value=until + 1):
            self.assertFalse(proof_of_work.is_valid("one", challenge, ADDRESS, solution))
        later = f"{until + 600}.{challenge.partition('.')[2]}"
        self.assertFalse(proof_of_work.is_valid("one", later, ADDRESS, solve(later, ADDRESS)))

    @given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=300))
    def test_garbage_is_no_proof(self, challenge: str, address: str, solution: str) -> None:
        self.assertFalse(proof_of_work.is_valid("one", challenge, address, solution))


@patch.object(proof_of_work, "BITS", 6)
class AtTheForm(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        Petition.objects.update(asks_proof=True)

    def proof(self, address: str = ADDRESS, slug: str = "free-the-teachers") -> dict[str, str]:
        challenge = proof_of_work.new_challenge(slug)
        return {"challenge": challenge, "proof": solve(challenge, address)}

    def reason(self, **typed: Any) -> str:
        self.assertEqual(sign(self.petition, email=ADDRESS, **typed).status_code, 303)
        return Signature.objects.get(petition=self.petition).quarantine_reason

    def test_a_proof_lets_through(self) -> None:
        self.assertEqual(self.reason(**self.proof()), "")

    def test_in_attack_mode_it_is_quarantined_as_well(self) -> None:
        Petition.objects.update(attack_mode=True)
        self.assertEqual(self.reason(**self.proof()), "attack mode, proof given")

    def test_a_form_without_a_valid_proof_is_asked_what_to_do(self) -> None:
        with patch("time.time", return_value=time.time() - 3 * proof_of_work.LIFETIME):
            late = self.proof()
        for typed in (
            {}, {"challenge": "", "proof": ""}, self.proof() | {"proof": "1-2"}, self.proof("b@example.org"),
            self.proof(slug="other"), late, {"without_proof": "0"},
        ):  # fmt: skip
            with self.subTest(typed):
                response = sign(self.petition, email=ADDRESS, city="Utrecht", **typed)
                self.assertContains(
                    response, "Perhaps JavaScript is off, or the page was open", status_code=422
                )
                self.assertContains(
                    response, "If JavaScript is on, press “Sign” again.", status_code=422
                )
                self.assertContains(response, "Send it without. Someone from", status_code=422)
                self.assertContains(response, 'value="Utrecht"', status_code=422)
                self.assertRegex(response.text, r'name="proof" value=""')
                challenge = re.findall(r'name="challenge" value="([^"]+)"', response.text)
                given = {"challenge": challenge[0], "proof": solve(challenge[0], ADDRESS)}
                self.assertTrue(
                    proof_of_work.is_valid(
                        "free-the-teachers", given["challenge"], ADDRESS, given["proof"]
                    )
                )
        self.assertFalse(Signature.objects.exists())
        self.assertEqual(deliver(), [])

    def test_only_a_signer_who_chose_to_send_it_without_is_quarantined_for_it(self) -> None:
        self.assertEqual(self.reason(without_proof="on"), "no proof")

    def test_who_chose_that_is_told_on_the_page_and_by_email_that_someone_looks_first(self) -> None:
        self.reason(without_proof="on")
        [message] = deliver()
        link = path_of(link_in(message))
        looks = "someone from the campaign looks at it before it counts"
        self.assertContains(self.client.get(link), looks)
        press(link_in(message))
        page = self.client.get(link)
        self.assertContains(page, looks)
        self.assertNotContains(page, "already counts")
        sign(self.petition, email=ADDRESS, without_proof="on")
        [message] = deliver()
        text = " ".join(str(message.body).split())
        self.assertIn("Someone from the campaign looks at your signature before it counts.", text)
        self.assertNotIn("counts once", text)

    def test_once_it_is_approved_it_counts_like_any_other(self) -> None:
        self.reason(without_proof="on")
        [message] = deliver()
        press(link_in(message))
        review.approve([Signature.objects.get()], make_staff())
        self.assertContains(self.client.get(path_of(link_in(message))), "already counts")

    def test_who_is_quarantined_for_another_reason_is_told_what_everyone_is(self) -> None:
        pages = []
        for reason in ("", "many: host", "rule: network"):
            Signature.objects.all().delete()
            self.reason(**self.proof())
            Signature.objects.update(quarantine_reason=reason)
            [message] = deliver()
            link = link_in(message)
            press(link)
            token = path_of(link).split("/")[-2]
            pages.append(self.client.get(path_of(link)).text.replace(token, ""))
        self.assertEqual(len(set(pages)), 1)
        self.assertIn("already counts", pages[0])

    def test_the_choice_is_on_the_petitions_page_too_for_browsers_without_javascript(self) -> None:
        page = self.client.get("/petitions/free-the-teachers/")
        self.assertContains(page, "JavaScript is off in your browser")
        self.assertContains(page, 'name="without_proof"')

    def test_a_choice_that_was_not_needed_does_no_harm(self) -> None:
        self.assertEqual(self.reason(without_proof="on", **self.proof()), "")
        Petition.objects.update(asks_proof=False)
        other = make_petition(slug="quiet")
        sign(other, without_proof="on")
        self.assertEqual(Signature.objects.get(petition=other).quarantine_reason, "")

    def test_a_further_letter_that_asks_for_one_asks_too(self) -> None:
        """Nobody is quarantined for a proof that the page did not ask for."""
        first = make_petition(slug="quiet")
        typed = {"email": ADDRESS, "also": "free-the-teachers"}
        self.assertContains(sign(first, **typed), 'name="challenge"', status_code=422)
        self.assertFalse(Signature.objects.exists())
        sign(first, **typed, **self.proof(slug="quiet"))
        self.assertEqual(set(Signature.objects.values_list("quarantine_reason", flat=True)), {""})
        self.assertEqual(Signature.objects.count(), 2)

    def test_a_valid_proof_outlives_another_mistake(self) -> None:
        given = self.proof()
        page = sign(self.petition, email=ADDRESS, country="", **given).text
        for name, value in given.items():
            self.assertIn(f'name="{name}" value="{value}"', page)
        self.assertNotIn("Perhaps JavaScript is off", page)
