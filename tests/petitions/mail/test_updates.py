"""Updates reach signers who asked for them, each at most once, whatever is killed. One click ends them."""

import re
from collections import Counter
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import connections
from django.test import Client, override_settings
from django.utils import timezone, translation
from django.utils.html import escape

from campaign.activity.models import Activity
from campaign.settings import mailer
from petitions.addresses import mailboxes
from petitions.mail import updates
from petitions.mail.tasks import preview_update
from petitions.models import MailedToken, Petition, Signature, Update
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase
from tests.factories import make_petition, make_signature, make_staff, save_all
from tests.petitions.post import PATIENCE, PostOffice, Worker, wait_until
from tests.petitions.testcases import CommittingSigningTestCase, SigningTestCase, path_of

UPDATES = "/admin/petitions/update/"
LIST_QUERIES = 10


def make_reader(petition: Petition, address: str, **fields: Any) -> Signature:
    """A signer who asked for updates."""
    given: dict[str, Any] = {"wants_updates": True, "email": address}
    return make_signature(petition, address, **given | fields)


def make_update(petition: Petition, **fields: Any) -> Update:
    """An update that was previewed and can be sent."""
    return Update.objects.create(
        **{
            "petition": petition,
            "subject": "Ten are home",
            "body": "Ten of them came home.\n\nThank you.",
            "author": make_staff(f"writer-{Update.objects.count()}"),
            "previewed_at": timezone.now(),
        }
        | fields
    )


def send(update: Update) -> list[EmailMessage]:
    """Start it, do what the worker does until it is done, and return the new emails by address: threads send them."""
    before = len(mail.outbox)
    updates.start(update, author=update.author)
    updates.send_batches(seconds=60)
    update.refresh_from_db()
    return sorted(mail.outbox[before:], key=lambda message: message.to)


def addresses(mails: list[EmailMessage]) -> list[str]:
    return sorted(message.to[0] for message in mails)


def stop_link(message: EmailMessage) -> str:
    return path_of(message.extra_headers["List-Unsubscribe"].strip("<>"))


class RecipientsTests(SigningTestCase):
    def test_it_goes_to_those_who_asked_for_it_and_count(self) -> None:
        make_reader(self.petition, "reader@example.org")
        make_signature(self.petition, "silent@example.org")
        make_reader(self.petition, "pending@example.org", confirmed=False)
        for state in ("quarantined", "invalidated"):
            make_reader(self.petition, f"{state}@example.org", state=state, receipt=None)
        make_reader(make_petition(), "other@example.org")
        update = make_update(self.petition)
        self.assertEqual(addresses(send(update)), ["reader@example.org"])
        self.assertEqual((update.state, update.sent, update.recipients), ("sent", 1, 1))

    def test_a_mailbox_that_said_not_me_to_any_email_of_ours_gets_none(self) -> None:
        for name in ("a", "b"):
            make_reader(self.petition, f"{name}@example.org")
        mailboxes.block("a@example.org")
        self.assertEqual(addresses(send(make_update(self.petition))), ["b@example.org"])

    def test_many_batches_reach_everyone_once(self) -> None:
        wanted = [f"{number:03}@example.org" for number in range(2 * updates.BATCH + 5)]
        for address in wanted:
            make_reader(self.petition, address)
        update = make_update(self.petition)
        self.assertEqual(addresses(send(update)), wanted)
        self.assertEqual(update.in_flight + update.uncertain, [])
        updates.send_batches(seconds=60)
        self.assertEqual(len(mail.outbox), len(wanted))

    def test_the_email_names_the_petition_and_holds_plain_text(self) -> None:
        make_reader(self.petition, "reader@example.org")
        [message] = send(make_update(self.petition, body="<b>Home</b> & well"))
        body = str(message.body)
        self.assertEqual(message.subject, "Ten are home")
        self.assertIn("Free the teachers of Kashgar", body)
        self.assertIn("<b>Home</b> & well", body)
        self.assertIn(stop_link(message), body)

    @override_settings(LANGUAGES=[("en", "English"), ("de", "Deutsch")])
    def test_the_words_around_it_are_in_the_language_of_the_signer(self) -> None:
        make_reader(self.petition, "reader@example.org", language="de")
        update = make_update(self.petition)
        seen = []
        real = updates.update_message

        def noting(*args: Any) -> EmailMessage:
            seen.append(translation.get_language())
            return real(*args)

        with patch.object(updates, "update_message", noting):
            send(update)
        self.assertEqual(seen, ["de"])


class RulesTests(SigningTestCase):
    def refused(self, update: Update, words: str) -> None:
        with self.assertRaisesMessage(ValidationError, words):
            updates.start(update, author=update.author)

    def test_an_update_without_a_preview_is_not_sent(self) -> None:
        make_reader(self.petition, "reader@example.org")
        self.refused(make_update(self.petition, previewed_at=None), "Preview it first")

    def test_there_is_one_a_week_at_the_most_for_each_petition(self) -> None:
        make_reader(self.petition, "reader@example.org")
        other = make_petition()
        make_reader(other, "reader@example.org")
        first = make_update(self.petition)
        send(first)
        second = make_update(self.petition)
        self.refused(second, "One update a week is the most")
        self.assertEqual(len(send(make_update(other))), 1)
        Update.objects.filter(pk=first.pk).update(started_at=timezone.now() - timedelta(days=7))
        self.assertEqual(len(send(second)), 1)

    def test_without_readers_or_a_public_petition_nothing_is_begun(self) -> None:
        self.refused(make_update(self.petition), "No one has asked")
        make_reader(self.petition, "reader@example.org")
        Petition.objects.update(state="withdrawn")
        self.refused(make_update(self.petition), "not public")

    def test_it_is_stopped_and_goes_on_where_it_was(self) -> None:
        for name in ("a", "b"):
            make_reader(self.petition, f"{name}@example.org")
        update = make_update(self.petition)
        updates.start(update, author=update.author)
        updates.stop(update, author=update.author)
        updates.send_batches(seconds=60)
        self.assertEqual(mail.outbox, [])
        updates.resume(update, author=update.author)
        updates.send_batches(seconds=60)
        self.assertEqual(addresses(mail.outbox), ["a@example.org", "b@example.org"])

    def test_one_that_was_stopped_does_not_go_on_after_a_later_one(self) -> None:
        make_reader(self.petition, "reader@example.org")
        stopped = make_update(
            self.petition, state="stopped", started_at=timezone.now() - timedelta(days=9)
        )
        send(make_update(self.petition))
        with self.assertRaisesMessage(ValidationError, "later update"):
            updates.resume(stopped, author=stopped.author)

    def test_nothing_leaves_while_its_petition_is_withdrawn(self) -> None:
        make_reader(self.petition, "reader@example.org")
        update = make_update(self.petition)
        updates.start(update, author=update.author)
        Petition.objects.update(state="withdrawn")
        updates.send_batches(seconds=60)
        self.assertEqual(mail.outbox, [])


class StoppingTests(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.reader = make_reader(self.petition, "reader@example.org")
        [self.mail] = send(make_update(self.petition))
        self.link = stop_link(self.mail)

    def is_stopped(self) -> bool:
        self.reader.refresh_from_db()
        return not self.reader.wants_updates and self.reader.email is None

    def test_providers_stop_it_with_one_post_and_nothing_else(self) -> None:
        self.assertEqual(
            self.mail.extra_headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click"
        )
        for headers in (
            {},
            {"Origin": "https://mail.provider.example"},
            {"Sec-Fetch-Site": "cross-site"},
        ):
            with self.subTest(headers):
                save_all(Signature.objects.all(), wants_updates=True, email="reader@example.org")
                response = Client(enforce_csrf_checks=True).post(
                    self.link, {"List-Unsubscribe": "One-Click"}, headers=headers
                )
                self.assertEqual(response.status_code, 200)
                self.assertTrue(self.is_stopped())

    def test_opening_the_link_stops_nothing(self) -> None:
        for method in ("get", "head", "options"):
            getattr(Client(), method)(self.link)
        self.assertFalse(self.is_stopped())
        self.assertContains(Client().get(self.link), "Stop the emails")

    def test_the_signature_stays_and_counts(self) -> None:
        self.assertContains(
            Client().post(self.link), "You won’t get any more emails about this letter."
        )
        self.assertTrue(self.is_stopped())
        self.assertEqual(self.reader.state, "confirmed")
        self.assertContains(
            Client().post(self.link), "You won’t get any more emails about this letter."
        )

    def test_other_forms_are_taken_from_our_own_pages_alone(self) -> None:
        response = Client().post(
            f"/petitions/{self.petition.slug}/sign/",
            headers={"Origin": "https://elsewhere.example"},
        )
        self.assertEqual(response.status_code, 403)

    def test_a_link_that_is_wrong_or_too_old_says_so(self) -> None:
        self.assertEqual(Client().post(self.link[:-1] + "x/").status_code, 404)
        MailedToken.objects.update(expires_at=timezone.now())
        self.assertEqual(Client().post(self.link).status_code, 404)
        self.assertFalse(self.is_stopped())

    def test_every_update_holds_the_same_link_and_makes_it_good_again(self) -> None:
        Update.objects.update(started_at=timezone.now() - timedelta(days=8))
        MailedToken.objects.update(expires_at=timezone.now())
        [again] = send(make_update(self.petition))
        self.assertEqual(stop_link(again), self.link)
        self.assertEqual(MailedToken.objects.count(), 1)
        self.assertEqual(Client().get(self.link).status_code, 200)

    def test_it_names_no_petition_that_was_withdrawn(self) -> None:
        Petition.objects.update(state="withdrawn")
        self.assertNotContains(Client().get(self.link), self.petition.title)
        Client().post(self.link)
        self.assertTrue(self.is_stopped())


class PostTests(SigningTestCase):
    """The answers of a mail server, and which signatures stay marked."""

    def send_over(self, post: PostOffice) -> Update:
        update = make_update(self.petition)
        with override_settings(MAILERS={"bulk": mailer(post.url)}):
            updates.start(update, author=update.author)
            updates.send_batches(seconds=60)
        update.refresh_from_db()
        return update

    def readers(self, number: int) -> None:
        for each in range(number):
            make_reader(self.petition, f"{each}@example.org")

    def test_a_mailbox_that_is_refused_for_good_is_counted_and_passed_over(self) -> None:
        self.readers(6)
        with PostOffice(to_rcpt=["550 5.1.1 nobody here"]) as post:
            update = self.send_over(post)
        self.assertEqual((update.state, update.sent, update.refused), ("sent", 5, 1))
        self.assertEqual(len(post.mails), 5)

    def test_one_that_is_refused_for_now_is_tried_again_later(self) -> None:
        self.readers(3)
        with PostOffice(to_rcpt=["451 4.7.1 come back later"]) as post:
            update = self.send_over(post)
            self.assertEqual((update.state, update.sent, update.uncertain), ("sending", 2, []))
            Update.objects.update(started_at=timezone.now() - updates.BETWEEN_PASSES)
            with override_settings(MAILERS={"bulk": mailer(post.url)}):
                updates.send_batches(seconds=60)
        update.refresh_from_db()
        self.assertEqual((update.state, update.sent), ("sent", 3))
        self.assertEqual(max(Counter(address for address, _ in post.mails).values()), 1)

    def test_a_connection_that_breaks_leaves_one_email_uncertain_and_the_others_for_later(
        self,
    ) -> None:
        self.readers(20)
        with PostOffice() as post:
            post._to_data.append(post.take_it_and_break_the_line)
            update = self.send_over(post)
        self.assertEqual((update.state, update.sent), ("sent", 19))
        self.assertEqual(len(update.uncertain), 1)
        reached = Counter(address for address, _ in post.mails)
        self.assertEqual((len(reached), max(reached.values())), (20, 1))

    def test_no_signature_is_marked_while_the_mail_server_is_away(self) -> None:
        self.readers(3)
        with PostOffice() as post:
            pass
        with self.assertRaises(OSError):
            self.send_over(post)
        self.assertFalse(Signature.objects.filter(last_update__isnull=False).exists())


class KillTests(CommittingSigningTestCase):
    def test_a_signer_in_flight_when_the_worker_was_killed_gets_no_second_email(self) -> None:
        wanted = [f"{number}@example.org" for number in range(3 * updates.BATCH)]
        for address in wanted:
            make_reader(self.petition, address)
        update = make_update(self.petition)
        updates.start(update, author=update.author)
        with PostOffice() as post:
            # In the second batch the server accepts an email without an answer. Then the worker is killed.
            post._to_data += ["250 OK"] * (updates.BATCH + 7) + [post.take_it_and_fall_silent]
            with Worker(post.url) as worker:
                self.assertTrue(post.hung_up.wait(PATIENCE))
                worker.kill()
        first = [address for address, _ in post.mails]
        self.assert_it_says_how_far_it_is(update)
        with PostOffice() as post, Worker(post.url):
            wait_until(
                lambda: Update.objects.filter(pk=update.pk, state="sent").exists(), "the end"
            )
        second = [address for address, _ in post.mails]
        update.refresh_from_db()
        uncertain = {
            str(signature.email) for signature in Signature.objects.filter(pk__in=update.uncertain)
        }
        self.assertEqual(max(Counter(first + second).values()), 1)
        self.assertEqual({*first, *second, *uncertain}, set(wanted))
        self.assertLessEqual(1, len(uncertain))
        self.assertLessEqual(len(uncertain), updates.BATCH)
        self.assertFalse(uncertain & set(second))

    def assert_it_says_how_far_it_is(self, update: Update) -> None:
        """Before any worker runs again."""
        wait_until(
            lambda: updates.progress(Update.objects.get()).was_interrupted, "the end of its session"
        )
        self.client.force_login(update.author)
        page = self.client.get(f"{UPDATES}{update.pk}/change/")
        self.assertContains(page, f"{updates.BATCH} of {3 * updates.BATCH} emails are sent.")
        self.assertContains(page, f"{updates.BATCH} signers are left.")
        self.assertContains(page, f"{updates.BATCH} emails are uncertain")
        self.assertContains(page, "It goes on by itself")

    def test_while_a_worker_sends_nothing_is_uncertain(self) -> None:
        for number in range(3):
            make_reader(self.petition, f"{number}@example.org")
        update = make_update(self.petition)
        updates.start(update, author=update.author)
        post = PostOffice()
        post._to_data.append(post.take_it_and_wait)
        with post, Worker(post.url):
            self.assertTrue(post.hung_up.wait(PATIENCE))
            update.refresh_from_db()
            self.assertEqual(len(update.in_flight), 3)
            seen = updates.progress(update)
            post.released.set()
        self.assertEqual((seen.uncertain, seen.left, seen.was_interrupted), ([], 0, False))

    def test_of_two_workers_one_sends(self) -> None:
        make_reader(self.petition, "reader@example.org")
        update = make_update(self.petition)
        updates.start(update, author=update.author)
        other = connections.create_connection("default")
        self.addCleanup(other.close)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [updates.SEND_LOCK])
            updates.send_batches(seconds=60)
            self.assertEqual(mail.outbox, [])
            cursor.execute("SELECT pg_advisory_unlock(%s)", [updates.SEND_LOCK])
        updates.send_batches(seconds=60)
        self.assertEqual(len(mail.outbox), 1)


class DeskTests(DeskTestCase, SigningTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.staff.email = "staff@campaign.example"
        cls.staff.save()

    def write(self) -> Update:
        typed = {"petition": str(self.petition.pk), "subject": "Home", "body": "Ten are home."}
        self.fill_in(f"{UPDATES}add/", typed)
        return Update.objects.get()

    def press(self, update: Update, name: str) -> Any:
        return self.client.post(f"{UPDATES}{update.pk}/{name}/", follow=True)

    def test_it_is_written_previewed_sent_and_stopped(self) -> None:
        make_reader(self.petition, "reader@example.org")
        update = self.write()
        self.assertContains(self.press(update, "send"), "Preview it first")
        page = self.press(update, "preview")
        self.assertContains(page, "A copy is on its way to staff@campaign.example.")
        self.assertContains(page, "Ten are home.")
        preview_update(update=update.pk, user=self.staff.pk)
        self.assertEqual(addresses(mail.outbox), ["staff@campaign.example"])
        self.assertContains(self.press(update, "send"), "It is being sent.")
        self.assertContains(self.press(update, "stop"), "No more emails are sent.")
        self.assertContains(self.press(update, "resume"), "0 of 1 emails are sent.")

    def test_a_preview_shows_markup_as_the_letters_it_is_in_a_email(self) -> None:
        markup = "<form action='/admin/logout/'><b>Ten are home</b>"
        update = Update.objects.create(
            petition=self.petition, subject=markup, body=markup, author=self.staff
        )
        page = self.client.get(f"{UPDATES}{update.pk}/preview/")
        self.assertContains(page, escape(markup))
        self.assertNotContains(page, markup)

    def test_a_subject_is_one_line(self) -> None:
        for subject in ("Home\nBcc: others@example.org", "Home\rfree", "Home\u2028free"):
            typed = {"petition": self.petition.pk, "subject": subject, "body": "Ten are home."}
            self.assertContains(self.client.post(f"{UPDATES}add/", typed), "cannot be shown")
        self.assertFalse(Update.objects.exists())

    def test_another_text_takes_another_preview(self) -> None:
        make_reader(self.petition, "reader@example.org")
        update = self.write()
        self.press(update, "preview")
        self.fill_in(f"{UPDATES}{update.pk}/change/", {"body": "Eleven are home."})
        self.assertContains(self.press(update, "send"), "Preview it first")

    def test_an_account_without_an_address_sees_an_error(self) -> None:
        self.staff.email = ""
        self.staff.save()
        self.assertContains(self.press(self.write(), "preview"), "has no email address")

    def test_what_is_being_sent_is_fixed(self) -> None:
        make_reader(self.petition, "reader@example.org")
        update = self.write()
        url = f"{UPDATES}{update.pk}/change/"
        form = self.read(url)
        self.press(update, "preview")
        self.press(update, "send")
        self.assertEqual(self.send(url, form, {"body": "Other words."}).status_code, 403)
        self.assertEqual(
            self.client.post(f"{UPDATES}{update.pk}/delete/", {"post": "yes"}).status_code, 403
        )
        update.refresh_from_db()
        self.assertEqual((update.body, update.state), ("Ten are home.", "sending"))

    def test_editors_write_and_petition_managers_send(self) -> None:
        make_reader(self.petition, "reader@example.org")
        update = self.write()
        self.press(update, "preview")
        self.client.force_login(make_member("Editors"))
        self.assertNotContains(self.client.get(f"{UPDATES}{update.pk}/change/"), "/send/")
        self.assertEqual(self.press(update, "send").status_code, 403)
        self.client.force_login(make_member("Petition managers"))
        self.assertContains(self.client.get(f"{UPDATES}{update.pk}/change/"), "/send/")
        self.assertContains(self.press(update, "send"), "It is being sent.")

    def test_the_activity_log_says_who_sent_and_stopped_it(self) -> None:
        make_reader(self.petition, "reader@example.org")
        update = self.write()
        self.press(update, "preview")
        for name in ("send", "stop", "resume"):
            self.press(update, name)
        entries = Activity.objects.filter(subject="petitions.update", subject_pk=update.pk)
        self.assertEqual(
            list(entries.order_by("pk").values_list("actor", "kind", "detail")),
            [
                (self.staff.pk, "published", "sending began"),
                (self.staff.pk, "withdrawn", "sending was stopped"),
                (self.staff.pk, "published", "sending went on"),
            ],
        )

    def test_what_is_uncertain_is_listed_without_addresses(self) -> None:
        reader = make_reader(self.petition, "reader@example.org", name="Amina Example")
        update = make_update(self.petition, state="stopped", uncertain=[reader.pk])
        page = self.client.get(f"{UPDATES}{update.pk}/change/")
        self.assertContains(page, f"Signature {reader.pk}")
        self.assertNotContains(page, "Amina Example")
        self.state_reason(self.petition)
        page = self.client.get(f"{UPDATES}{update.pk}/change/")
        self.assertContains(page, "Amina Example")
        self.assertNotContains(page, "reader@example.org")

    def test_it_says_how_many_came_back_and_were_left_out(self) -> None:
        update = make_update(
            self.petition, state="sent", sent=9, recipients=12, bounced=2, left_out=1
        )
        page = self.client.get(f"{UPDATES}{update.pk}/change/")
        self.assertContains(page, "2 came back later: their mailboxes do not exist.")
        self.assertContains(page, "1 signer was left out")

    def test_the_list_costs_the_same_however_long_it_is(self) -> None:
        for _ in range(2):
            for _ in range(3):
                make_update(self.petition)
            with self.assertNumQueries(LIST_QUERIES):
                self.client.get(UPDATES)


class LinkTests(SigningTestCase):
    def test_the_link_fits_on_a_line_that_no_mail_programme_breaks(self) -> None:
        make_reader(self.petition, "reader@example.org")
        [message] = send(make_update(self.petition))
        for link in re.findall(r"https?://\S+", str(message.body)):
            self.assertIn(f"\n{link}\n", str(message.body))
            self.assertLess(len(link), 76)
