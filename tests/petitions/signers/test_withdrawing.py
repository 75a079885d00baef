"""Staff can withdraw the signature of a signer who writes to us: it is erased, and no longer counts."""

from django.contrib.auth.models import Group, User
from django.urls import reverse

from petitions.counting import tallies
from petitions.models import MailedToken, Signature
from petitions.signers import erasure
from petitions.transparency import count_audit
from tests.factories import make_petition, make_signature, make_tally
from tests.petitions.testcases import link_in, press, sign, sign_and_get_mail
from tests.testcases import SiteTestCase


class WithdrawTests(SiteTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.petition = make_petition()
        make_tally(self.petition, {"NL": 3})

    def test_a_counted_signature_is_erased_and_counts_no_longer(self) -> None:
        signature = make_signature(self.petition)
        erasure.withdraw(signature)
        self.assertFalse(Signature.objects.filter(pk=signature.pk).exists())
        self.assertEqual(tallies.count(self.petition.pk), 3)
        self.assertEqual(count_audit.differences(), [])

    def test_withdrawing_twice_is_withdrawing_once(self) -> None:
        signature = make_signature(self.petition)
        for _ in range(2):
            erasure.withdraw(signature)
        self.assertEqual(tallies.count(self.petition.pk), 3)

    def test_one_that_was_not_confirmed_goes_with_its_link_and_changes_no_count(self) -> None:
        link = link_in(sign_and_get_mail(self.petition))
        erasure.withdraw(Signature.objects.get(state="pending"))
        self.assertEqual(press(link).status_code, 404)
        self.assertEqual(tallies.count(self.petition.pk), 3)
        self.assertFalse(MailedToken.objects.exists())

    def test_a_signer_who_withdrew_can_sign_again(self) -> None:
        press(link_in(sign_and_get_mail(self.petition)))
        erasure.withdraw(Signature.objects.latest("pk"))
        press(link_in(sign_and_get_mail(self.petition)))
        self.assertEqual(tallies.count(self.petition.pk), 4)


class DeskTests(SiteTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.petition = make_petition()
        press(link_in(sign_and_get_mail(self.petition, name="Canary Name")))
        self.signature = Signature.objects.get()
        self.delete = reverse("admin:petitions_signature_delete", args=[self.signature.pk])

    def log_in(self, group: str) -> None:
        user = User.objects.create_user("colleague", is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        self.client.force_login(user)

    def test_a_publisher_withdraws_and_the_history_names_no_signer(self) -> None:
        self.log_in("Petition managers")
        self.assertContains(self.client.get(self.delete), "Are you sure")
        self.client.post(self.delete, {"post": "yes"})
        self.assertEqual(tallies.count(self.petition.pk), 0)
        self.assertFalse(Signature.objects.exists())
        entry = User.objects.get().logentry_set.get()
        self.assertNotIn("Canary", f"{entry.object_repr}{entry.change_message}")

    def test_an_editor_does_not(self) -> None:
        self.log_in("Editors")
        self.assertEqual(self.client.post(self.delete, {"post": "yes"}).status_code, 403)
        self.assertEqual(tallies.count(self.petition.pk), 1)

    def test_the_same_address_learns_nothing_of_it(self) -> None:
        before = sign(self.petition)
        erasure.withdraw(self.signature)
        after = sign(self.petition)
        self.assertEqual(
            (before.status_code, before["Location"], before.content),
            (after.status_code, after["Location"], after.content),
        )
