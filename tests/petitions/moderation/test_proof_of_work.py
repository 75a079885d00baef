"""Proof of work: valid for one address on one petition for an hour, and never a form error."""

import hashlib
import time
from unittest.mock import patch

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from petitions.models import Petition, Signature
from petitions.moderation import proof_of_work
from tests.petitions.testcases import SigningTestCase, sign

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
    def reason(self, *, proven: bool, **modes: bool) -> str:
        Petition.objects.update(asks_proof=True, **modes)
        challenge = proof_of_work.new_challenge(self.petition.slug)
        given = {"challenge": challenge, "proof": solve(challenge, ADDRESS) if proven else "1-2"}
        self.assertEqual(sign(self.petition, email=ADDRESS, **given).status_code, 303)
        return Signature.objects.get().quarantine_reason

    def test_a_proof_lets_through(self) -> None:
        self.assertEqual(self.reason(proven=True), "")

    def test_without_one_it_is_quarantined(self) -> None:
        self.assertEqual(self.reason(proven=False), "no proof")

    def test_in_attack_mode_it_is_quarantined_as_well(self) -> None:
        self.assertEqual(self.reason(proven=True, attack_mode=True), "attack mode, proof given")
