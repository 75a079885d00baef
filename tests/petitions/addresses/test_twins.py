"""Twins: signatures that an edited address rule shows to be of one mailbox. Staff may take out the later ones."""

from unittest.mock import patch

from petitions.addresses import twins
from petitions.addresses.canonical import Rule
from petitions.addresses.tasks import find_twins
from petitions.counting import tallies
from petitions.models import Invalidation, RuleChange, Signature, Twin
from petitions.moderation import invalidations
from petitions.signers import erasure
from petitions.transparency import count_audit
from tests.desk import DeskTestCase
from tests.factories import edit_rule, make_petition, make_signature
from tests.petitions.moderation.test_invalidations import finish, make_invalidation
from tests.petitions.testcases import SigningTestCase, deliver, sign

DOTS = Rule(ignores_dots=True, ignores_tags=True)


def pairs() -> set[tuple[int, int]]:
    return set(Twin.objects.values_list("earlier", "later"))


class Found(SigningTestCase):
    def subscriber(self, address: str) -> Signature:
        return make_signature(self.petition, address, email=address, wants_updates=True)

    def test_when_their_signer_signs_again(self) -> None:
        first = make_signature(self.petition, "gul.nar@small.example.net")
        edit_rule("small.example.net", DOTS)
        second = make_signature(self.petition, "gulnar@small.example.net")
        sign(self.petition, email="gul.nar@small.example.net")
        [message] = deliver()
        self.assertEqual(message.subject, "You have already signed")
        self.assertEqual(pairs(), {(first.pk, second.pk)})

    def test_when_their_addresses_are_stored(self) -> None:
        first = self.subscriber("gul.nar@small.example.net")
        second = self.subscriber("g.ulnar@small.example.net")
        self.subscriber("other@small.example.net")
        make_signature(make_petition(), "gul.nar@small.example.net")
        edit_rule("small.example.net", DOTS)
        third = make_signature(self.petition, "gulnar@small.example.net")
        find_twins()
        self.assertEqual(pairs(), {(first.pk, second.pk), (first.pk, third.pk)})

    def test_more_than_one_batch_of_addresses(self) -> None:
        for number in range(5):
            self.subscriber(f"signer{number}@small.example.net")
            self.subscriber(f"signer.{number}@small.example.net")
        edit_rule("small.example.net", DOTS)
        with patch.object(twins, "BATCH", 3):
            twins.search()
        self.assertEqual(len(pairs()), 5)

    def test_addresses_are_compared_once_after_an_edit(self) -> None:
        edit_rule("small.example.net", DOTS)
        find_twins()
        self.assertFalse(RuleChange.objects.filter(twins_sought_at=None).exists())
        with self.assertNumQueries(1):
            twins.search()

    def test_no_one_who_is_another_mailbox_under_the_rules_of_today(self) -> None:
        edit_rule("small.example.net", DOTS)  # a mistake
        make_signature(self.petition, "gulnar@small.example.net")
        edit_rule("small.example.net", None)
        make_signature(self.petition, "gul.nar@small.example.net")
        twins.note("gul.nar@small.example.net", [self.petition.pk])
        twins.search()
        self.assertEqual(pairs(), set())

    def test_an_edit_takes_back_what_was_found_under_another_rule(self) -> None:
        self.subscriber("gul.nar@small.example.net")
        self.subscriber("gulnar@small.example.net")
        edit_rule("small.example.net", DOTS)
        find_twins()
        self.assertEqual(len(pairs()), 1)
        edit_rule("small.example.net", None)
        find_twins()
        self.assertEqual(pairs(), set())

    def test_erasing_one_of_them_leaves_nothing_of_the_pair(self) -> None:
        first = self.subscriber("gul.nar@small.example.net")
        self.subscriber("gulnar@small.example.net")
        edit_rule("small.example.net", DOTS)
        find_twins()
        erasure.withdraw(first)
        self.assertEqual(pairs(), set())


class TakenOut(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.petition = make_petition()
        for address in (
            "gul.nar@small.example.net",
            "gulnar@small.example.net",
            "other@small.example.net",
        ):
            make_signature(self.petition, address, email=address, wants_updates=True)
        edit_rule("small.example.net", DOTS)
        find_twins()
        self.first, self.second, self.other = Signature.objects.order_by("pk")

    def states(self) -> list[str]:
        return [*Signature.objects.order_by("pk").values_list("state", flat=True)]

    def invalidate(self) -> Invalidation:
        invalidation = make_invalidation(self.petition, only_twins=True)
        invalidations.start(invalidation)
        finish(invalidation)
        return invalidation

    def test_the_later_of_each_pair_and_back_again(self) -> None:
        invalidation = self.invalidate()
        self.assertEqual(self.states(), ["confirmed", "invalidated", "confirmed"])
        self.assertEqual(tallies.count(self.petition.pk), 2)
        invalidations.undo(invalidation)
        finish(invalidation)
        self.assertEqual(self.states(), ["confirmed"] * 3)
        self.assertEqual(tallies.count(self.petition.pk), 3)
        self.assertEqual(count_audit.differences(), [])

    def test_no_mailbox_loses_its_only_signature_that_counts(self) -> None:
        invalidations.invalidate_selected(make_invalidation(self.petition), [self.first.pk])
        self.invalidate()
        self.assertEqual(self.states(), ["invalidated", "confirmed", "confirmed"])

    def test_the_dashboard_reports_them_and_leads_to_an_invalidation(self) -> None:
        page = self.client.get(f"/admin/petitions/petition/{self.petition.pk}/desk/")
        self.assertContains(page, "1 counted signature is the second of its mailbox")
        link = f"/admin/petitions/invalidation/add/?petition={self.petition.pk}&only_twins=on"
        self.assertContains(page, link.replace("&", "&amp;"))
        page = self.fill_in(link, {"reason": "Two signatures of one mailbox"})
        self.assertContains(page, "1 signature matches.")
        self.assertTrue(Invalidation.objects.get().only_twins)

    def test_a_petition_without_any_reports_none(self) -> None:
        page = self.client.get(f"/admin/petitions/petition/{make_petition().pk}/desk/")
        self.assertNotContains(page, "Two signatures of one mailbox")
