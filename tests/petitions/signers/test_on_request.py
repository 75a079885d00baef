"""Someone asks by letter or phone not to be written to, or to be erased. Staff type the address."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase
from procrastinate.contrib.django.models import ProcrastinateJob

from petitions import periods
from petitions.addresses import canonical, mailboxes
from petitions.addresses.canonical import Rule
from petitions.counting import tallies
from petitions.mail import reminders, updates
from petitions.models import (
    Intake,
    Mailbox,
    MailedToken,
    Petition,
    Signature,
    SignerAccess,
    Update,
)
from petitions.signers import erasure, my_signatures, on_request
from tests.factories import edit_rule, make_petition, make_signature, make_staff, save_all
from tests.petitions.testcases import (
    SigningTestCase,
    deliver,
    link_in,
    path_of,
    post_form,
    press,
    sign,
    sign_and_confirm,
    sign_and_get_mail,
)

Kind = SignerAccess.Kind
ADDRESS = "gulnar@example.org"


class RequestTestCase(SigningTestCase):
    staff: User

    def setUp(self) -> None:
        super().setUp()
        self.staff = make_staff()

    def act(self, *actions: Kind, address: str = ADDRESS) -> on_request.Found:
        cleaned = canonical.clean_address(address)
        return on_request.act(cleaned, actions, author=self.staff, reason="By letter")


class StopTests(RequestTestCase):
    def test_updates_stop_on_all_petitions_and_the_address_is_erased(self) -> None:
        for petition in (self.petition, make_petition()):
            sign_and_confirm(petition, email=ADDRESS, updates="on")
        found = self.act(Kind.STOP)
        self.assertEqual([number for _petition, number in found.signatures], [1, 1])
        for signature in Signature.objects.all():
            self.assertEqual((signature.wants_updates, signature.email), (False, None))
        self.assertEqual(tallies.count(self.petition.pk), 1)

    def test_a_signer_who_has_not_confirmed_can_still_confirm_and_gets_no_updates(self) -> None:
        link = link_in(sign_and_get_mail(self.petition, email=ADDRESS, updates="on"))
        self.act(Kind.STOP)
        press(link)
        signature = Signature.objects.get()
        self.assertEqual((signature.state, signature.wants_updates), ("confirmed", False))

    def test_other_signers_keep_their_updates(self) -> None:
        make_signature(
            self.petition, "other@example.org", wants_updates=True, email="other@example.org"
        )
        self.act(Kind.STOP)
        self.assertTrue(Signature.objects.get().wants_updates)

    def test_they_still_get_the_emails_that_answer_them(self) -> None:
        self.act(Kind.STOP)
        sign(self.petition, email=ADDRESS)
        self.assertEqual(len(deliver()), 1)


class BlockTests(RequestTestCase):
    def test_a_later_signing_is_answered_as_always_and_sends_nothing(self) -> None:
        self.act(Kind.BLOCK)
        other = sign(self.petition, email="other@example.org")
        answer = sign(self.petition, email=ADDRESS)
        self.assertEqual((answer.status_code, answer["Location"]), (303, other["Location"]))
        [only] = deliver()
        self.assertEqual(only.to, ["other@example.org"])
        self.assertFalse(Intake.objects.exists())

    def test_what_waits_in_the_queue_is_not_sent(self) -> None:
        sign(self.petition, email=ADDRESS)
        self.act(Kind.BLOCK)
        self.assertEqual(deliver(), [])

    def test_someone_who_has_signed_before_is_not_told_so(self) -> None:
        sign_and_confirm(self.petition, email=ADDRESS)
        self.act(Kind.BLOCK)
        sign(self.petition, email=ADDRESS)
        self.assertEqual(deliver(), [])

    def test_no_link_to_their_own_page_is_sent(self) -> None:
        sign_and_confirm(self.petition, email=ADDRESS)
        my_signatures.request_link(ADDRESS, "en")
        self.act(Kind.BLOCK)
        my_signatures.request_link(ADDRESS, "en")
        self.assertEqual(ProcrastinateJob.objects.filter(task_name="mine-mail").count(), 2)
        self.assertEqual(deliver(), [])

    def test_no_reminder_is_sent(self) -> None:
        sign_and_get_mail(self.petition, email=ADDRESS)
        self.let_time_pass()
        self.assertTrue(reminders.due().exists())
        self.act(Kind.BLOCK)
        reminders.send_due(5)
        self.assertFalse(Signature.objects.filter(reminded_at__isnull=False).exists())

    def let_time_pass(self) -> None:
        Signature.objects.update(signed_at=timezone.now() - periods.REMINDER_AFTER)
        for token in MailedToken.objects.all():
            token.expires_at -= periods.REMINDER_AFTER
            token.save()

    def test_no_update_is_sent_even_if_they_ask_for_updates_again(self) -> None:
        sign_and_confirm(self.petition, email=ADDRESS, updates="on")
        self.act(Kind.BLOCK)
        self.assertFalse(updates.recipients(self.petition.pk).exists())
        save_all(Signature.objects.all(), wants_updates=True, email=ADDRESS)
        update = Update.objects.create(
            petition=self.petition, subject="Home", author=self.staff, state="sending",
            started_at=timezone.now(), recipients=1,
        )  # fmt: skip
        updates.send_batches(5)
        update.refresh_from_db()
        self.assertEqual(update.sent, 0)

    def test_their_signatures_still_count(self) -> None:
        sign_and_confirm(self.petition, email=ADDRESS)
        self.act(Kind.BLOCK)
        self.assertEqual(tallies.count(self.petition.pk), 1)

    def test_it_is_undone_and_emails_go_out_again(self) -> None:
        self.act(Kind.BLOCK)
        self.assertTrue(self.act(Kind.UNBLOCK).is_blocked)
        sign(self.petition, email=ADDRESS)
        self.assertEqual(len(deliver()), 1)

    def test_it_is_undone_for_someone_who_said_not_me(self) -> None:
        link = link_in(sign_and_get_mail(self.petition, email=ADDRESS))
        erasure.refuse(link.split("/")[-2])
        self.act(Kind.UNBLOCK)
        sign(self.petition, email=ADDRESS)
        self.assertEqual(len(deliver()), 1)

    def test_it_holds_when_staff_change_the_rule_of_its_provider(self) -> None:
        self.act(Kind.BLOCK, address="gul.nar+un@example.org")
        edit_rule("example.org", Rule(ignores_dots=True, ignores_tags=True))
        sign(self.petition, email="gulnar@example.org")
        self.assertEqual(deliver(), [])


class AfterARestore(RequestTestCase):
    def restore(self) -> None:
        """A backup from before is restored, and the worker's night comes."""
        Mailbox.objects.all().delete()
        erasure.replay_if_restored()

    def emails(self) -> int:
        sign(self.petition, email=ADDRESS)
        return len(deliver())

    def test_a_blocked_address_is_blocked_again(self) -> None:
        self.act(Kind.BLOCK)
        self.restore()
        self.assertEqual(self.emails(), 0)

    def test_an_address_that_was_allowed_again_is_not(self) -> None:
        self.act(Kind.BLOCK)
        self.act(Kind.UNBLOCK)
        self.restore()
        self.assertEqual(self.emails(), 1)

    def test_whoever_says_not_me_after_that_is_blocked_again(self) -> None:
        link = link_in(sign_and_get_mail(self.petition, email=ADDRESS))
        self.act(Kind.BLOCK)
        self.act(Kind.UNBLOCK)
        self.client.post(path_of(link) + "not-me/")
        self.restore()
        self.assertEqual(self.emails(), 0)

    def test_it_is_allowed_again_if_the_backup_has_it_blocked(self) -> None:
        self.act(Kind.BLOCK)
        rows = list(Mailbox.objects.filter(blocked=True))
        self.act(Kind.UNBLOCK)
        Mailbox.objects.all().delete()
        Mailbox.objects.bulk_create(rows)
        erasure.replay_if_restored()
        self.assertEqual(self.emails(), 1)

    def test_the_newest_entry_holds_in_whichever_order_logs_are_read(self) -> None:
        self.act(Kind.BLOCK)
        old = settings.ERASURES_FILE.rename(settings.ERASURES_FILE.with_suffix(".old"))
        self.addCleanup(old.unlink)
        self.act(Kind.UNBLOCK)
        erasure.replay(settings.ERASURES_FILE, old)
        self.assertEqual(self.emails(), 1)

    def test_what_was_erased_is_erased_again(self) -> None:
        signature = make_signature(self.petition, ADDRESS, confirmed=False)
        self.act(Kind.ERASE)
        signature.save(force_insert=True)
        erasure.replay(settings.ERASURES_FILE)
        self.assertFalse(Signature.objects.exists())


class EraseTests(RequestTestCase):
    def test_everything_of_the_address_is_erased_and_the_count_goes_down(self) -> None:
        sign_and_confirm(self.petition, email=ADDRESS, updates="on")
        sign_and_get_mail(make_petition(), email=ADDRESS)
        other = make_petition()
        post_form(other, email=ADDRESS)  # no worker has seen it yet
        found = self.act(Kind.ERASE)
        self.assertEqual(found.total, 2)
        self.assertFalse(Signature.objects.exists())
        self.assertFalse(Intake.objects.exists())
        self.assertFalse(Mailbox.objects.exists())
        self.assertEqual(tallies.count(self.petition.pk), 0)

    def test_it_can_be_done_together_with_never_writing_again(self) -> None:
        sign_and_confirm(self.petition, email=ADDRESS)
        self.act(Kind.ERASE, Kind.BLOCK)
        self.assertFalse(Signature.objects.exists())
        sign(self.petition, email=ADDRESS)
        self.assertEqual(deliver(), [])

    def test_another_signer_stays(self) -> None:
        make_signature(self.petition, "other@example.org")
        self.assertEqual(self.act(Kind.ERASE).total, 0)
        self.assertTrue(Signature.objects.exists())

    def test_twice_is_the_same_as_once(self) -> None:
        sign_and_confirm(self.petition, email=ADDRESS)
        self.assertEqual([self.act(Kind.ERASE).total for _ in range(2)], [1, 0])


class LogTests(RequestTestCase):
    def test_each_action_is_logged_with_who_why_and_how_many_and_without_the_address(self) -> None:
        sign_and_confirm(self.petition, email=ADDRESS)
        on_request.look_up(ADDRESS, author=self.staff, reason="By phone")
        self.act(Kind.ERASE, Kind.BLOCK, Kind.STOP)
        entries = SignerAccess.objects.order_by("pk")
        self.assertEqual(
            [(each.kind, each.found, each.reason, each.author) for each in entries],
            [
                ("address", 1, "By phone", self.staff),
                ("stop", 1, "By letter", self.staff),
                ("block", 1, "By letter", self.staff),
                ("erase", 1, "By letter", self.staff),
            ],
        )
        for row in entries.values():
            self.assertNotIn("gulnar", str(row))
        self.assertNotIn("gulnar", settings.ERASURES_FILE.read_text())

    def test_nothing_is_done_that_cannot_be_logged(self) -> None:
        sign_and_confirm(self.petition, email=ADDRESS)
        with self.assertRaises(IntegrityError), transaction.atomic():
            on_request.act(ADDRESS, [Kind.ERASE], author=self.staff, reason="")
        self.assertTrue(Signature.objects.exists())
        self.assertFalse(settings.ERASURES_FILE.exists())


def spelling(local: str) -> st.SearchStrategy[str]:
    """Ways in which someone with this Gmail address may dictate it."""
    dotted = st.lists(st.booleans(), min_size=len(local) - 1, max_size=len(local) - 1).map(
        lambda dots: "".join(
            letter + ("." if dot else "") for letter, dot in zip(local, [*dots, False], strict=True)
        )
    )
    tag = st.sampled_from(["", "+un", "+petition.2026"])
    domain = st.sampled_from(["gmail.com", "googlemail.com", "GMail.com", "ｇｍａｉｌ.com"])
    space = st.sampled_from(["", " ", "\n", "\u3000"])
    case = st.sampled_from([str.lower, str.upper, str.title])
    return st.builds(
        lambda local, tag, domain, space, case: f"{space}{case(local + tag)}@{domain}{space}",
        dotted, tag, domain, space, case,
    )  # fmt: skip


class SpellingTests(PropertyTestCase):
    @given(signed=spelling("gulnar"), typed=spelling("gulnar"))
    def test_an_address_is_found_and_blocked_however_it_is_dictated(
        self, signed: str, typed: str
    ) -> None:
        author = make_staff(username="other")
        petition = make_petition()
        make_signature(petition, canonical.clean_address(signed))
        address = canonical.clean_address(typed)
        done: Any = on_request.act(address, [Kind.BLOCK], author=author, reason="By letter")
        self.assertEqual(done.total, 1)
        spelt = canonical.clean_address(signed)
        self.assertIs(mailboxes.take_turn(spelt), mailboxes.Turn.NEVER)
        self.assertEqual(mailboxes.blocked_among([spelt]), {spelt})
        on_request.act(address, [Kind.UNBLOCK], author=author, reason="By letter")
        self.assertFalse(mailboxes.blocked_among([spelt]))

    @given(typed=st.emails())
    def test_whatever_address_is_typed_concerns_no_one_else(self, typed: str) -> None:
        author = make_staff(username="other")
        petition: Petition = make_petition()
        make_signature(petition, "canary@small.example")
        try:
            address = canonical.clean_address(typed)
        except ValidationError:
            return
        found = on_request.act(address, [Kind.ERASE, Kind.BLOCK], author=author, reason="By letter")
        self.assertEqual(found.total, 0)
        self.assertFalse(mailboxes.blocked_among(["canary@small.example"]))
        self.assertTrue(Signature.objects.exists())
