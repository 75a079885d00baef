"""A signature that is not confirmed in a week is erased, with its links and traces."""

from datetime import timedelta
from unittest.mock import patch

from django.db.models import F

from petitions.counting import tallies
from petitions.models import DayTally, Kind, MailedToken, Petition, Signature
from petitions.signers import unconfirmed
from petitions.signing.sign import SignatureInput, sign_petitions
from petitions.transparency import count_audit
from tests.factories import make_petition, make_signature
from tests.petitions.moderation.test_metrics import fill, scans
from tests.petitions.testcases import SigningTestCase, sign_and_confirm, sign_and_get_mail


class Lapsing(SigningTestCase):
    def age(self, days: int) -> None:
        by = timedelta(days=days)
        Signature.objects.update(signed_at=F("signed_at") - by)
        MailedToken.objects.update(expires_at=F("expires_at") - by)

    def test_what_was_not_confirmed_in_a_week_is_erased(self) -> None:
        sign_and_get_mail(self.petition)
        self.age(7)
        unconfirmed.erase_expired()
        self.assertFalse(Signature.objects.exists())
        self.assertFalse(MailedToken.objects.exists())

    def test_before_that_it_stays(self) -> None:
        sign_and_get_mail(self.petition)
        self.age(6)
        unconfirmed.erase_expired()
        self.assertTrue(Signature.objects.exists())

    def test_a_signature_whose_email_was_late_stays_as_long_as_its_link_works(self) -> None:
        sign_and_get_mail(self.petition)
        Signature.objects.update(signed_at=F("signed_at") - timedelta(days=9))
        unconfirmed.erase_expired()
        self.assertTrue(Signature.objects.exists())

    def test_what_was_confirmed_stays_and_its_spent_links_go(self) -> None:
        sign_and_confirm(self.petition)
        self.age(400)
        unconfirmed.erase_expired()
        self.assertEqual(Signature.objects.get().state, "confirmed")
        self.assertFalse(MailedToken.objects.exists())
        self.assertEqual(count_audit.differences(), [])

    def test_a_petition_in_the_middle_does_not_save_the_others(self) -> None:
        for petition in (self.petition, make_petition(state="withdrawn"), make_petition()):
            sign_petitions([petition.pk], SignatureInput(
                name="A", address="a@example.org", country="NL", consent_version="test"
            ))  # fmt: skip
        self.age(8)
        unconfirmed.erase_expired()
        self.assertFalse(Signature.objects.exists())

    def lapse(self, number: int) -> None:
        for each in range(number):
            make_signature(self.petition, f"{each}@example.org", confirmed=False)
        self.age(8)

    def test_it_erases_in_batches_and_the_desk_shows_each(self) -> None:
        self.lapse(5)
        with patch.object(unconfirmed, "BATCH", 2):
            self.assertEqual(unconfirmed.erase_expired(), 5)
        tallies.fold()
        self.assertEqual(DayTally.objects.get(kind=Kind.LAPSED).count, 5)

    def test_it_stops_after_a_batch_and_goes_on_another_time(self) -> None:
        self.lapse(5)
        answers = iter([True, True, False])
        with patch.object(unconfirmed, "BATCH", 2):
            self.assertEqual(unconfirmed.erase_expired(lambda: next(answers)), 2)
            self.assertEqual(unconfirmed.erase_expired(), 3)

    def test_a_legal_hold_keeps_them_and_says_so_beforehand(self) -> None:
        self.lapse(2)
        self.assertEqual(unconfirmed.count_expired(), {self.petition.pk: 2})
        Petition.objects.update(legal_hold=True)
        self.assertEqual(unconfirmed.count_expired(), {})
        self.assertEqual(unconfirmed.erase_expired(), 0)
        Petition.objects.update(legal_hold=False)
        self.assertEqual(unconfirmed.erase_expired(), 2)

    def test_what_was_invalidated_before_it_was_confirmed_goes_as_well(self) -> None:
        make_signature(self.petition, confirmed=False, state="invalidated")
        self.age(8)
        self.assertEqual(unconfirmed.erase_expired(), 1)

    def test_it_finds_them_by_an_index_however_many_have_signed(self) -> None:
        fill(self.petition)
        for ask in (unconfirmed.erase_expired, unconfirmed.count_expired):
            found = scans(ask, "petitions_signature")
            self.assertIn("signature_unconfirmed", {node.get("Index Name") for node in found})
            self.assertNotIn("Seq Scan", {node["Node Type"] for node in found})
