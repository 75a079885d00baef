"""One-use links in emails: invitations, and new passwords."""

from datetime import timedelta
from typing import Any
from unittest import mock

from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from campaign.accounts import factors, links
from campaign.accounts.models import AccountEvent, EmailedLink
from campaign.privacy import logs
from tests.campaign.accounts.staff import (
    AccountTestCase,
    is_in,
    key_on,
    link_in,
    log_in,
    next_code,
    send_emails,
)
from tests.factories import make_staff

NEW = "correct horse battery"
BOTH = {"new_password1": NEW, "new_password2": NEW}


class InvitationTests(AccountTestCase):
    def invite(self, **fields: Any) -> Any:
        desk = self.enter()
        send_emails()
        given = {
            "username": "dilnur", "first_name": "Dilnur", "last_name": "Misal",
            "email": "dilnur@campaign.example", "roles": ["Editors"],
        }  # fmt: skip
        return desk.post("/admin/auth/user/add/", given | fields)

    def test_a_new_colleague_goes_from_the_email_to_the_desk(self) -> None:
        self.assertEqual(self.invite().status_code, 302)
        message, told = send_emails()
        self.assertEqual(told.to, ["reyhan@campaign.example"])  # who is an administrator
        self.assertEqual(message.to, ["dilnur@campaign.example"])
        self.assertIn("Your user name is dilnur", message.body)
        link, theirs = link_in(message), self.browser()
        self.assertContains(theirs.get(link), "Choose your password")
        answer = theirs.post(link, BOTH)
        self.assertRedirects(answer, "/admin/login/set-up/", status_code=303)
        self.assertFalse(is_in(theirs))
        key = key_on(theirs.get("/admin/login/set-up/"))
        theirs.post("/admin/login/set-up/", {"otp_token": factors.current_code(key)})
        self.assertTrue(is_in(theirs))
        self.assertContains(theirs.get("/admin/"), "Add a person")

    def test_until_then_the_account_has_no_password(self) -> None:
        self.invite()
        self.assertFalse(User.objects.get(username="dilnur").has_usable_password())
        self.assertTrue(User.objects.get(username="dilnur").is_staff)

    def test_the_invitation_is_recorded_with_who_sent_it(self) -> None:
        self.invite()
        event = AccountEvent.objects.get(kind="invited")
        self.assertEqual((event.user.username, event.by), ("dilnur", self.staff))  # type: ignore[union-attr]

    def test_the_link_works_once(self) -> None:
        self.invite()
        link = link_in(send_emails()[0])
        self.browser().post(link, BOTH)
        for answer in (self.browser().get(link), self.browser().post(link, BOTH)):
            self.assertContains(answer, "This link no longer works", status_code=404)

    def test_opening_it_uses_nothing_up(self) -> None:
        self.invite()
        link = link_in(send_emails()[0])
        for _ in range(3):
            self.assertEqual(self.browser().get(link).status_code, 200)

    def test_it_ends_after_a_week(self) -> None:
        self.invite()
        link = link_in(send_emails()[0])
        EmailedLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        self.assertEqual(self.browser().get(link).status_code, 404)
        self.assertEqual(links.LIFETIMES[links.Purpose.INVITATION], timedelta(days=7))

    def test_a_second_one_ends_the_first(self) -> None:
        self.invite()
        first = link_in(send_emails()[0])
        new = User.objects.get(username="dilnur")
        self.client.force_login(self.staff)
        self.client.post(f"/admin/auth/user/{new.pk}/send-link/")
        second = link_in(send_emails()[0])
        self.assertEqual(self.browser().get(first).status_code, 404)
        self.assertEqual(self.browser().get(second).status_code, 200)

    def test_only_a_digest_of_it_is_stored(self) -> None:
        self.invite()
        with connection.cursor() as cursor:
            cursor.execute("SELECT args::text FROM procrastinate_jobs")
            jobs = str(cursor.fetchall())
        token = link_in(send_emails()[0]).split("/")[3]
        self.assertNotIn(token, jobs + str(EmailedLink.objects.values()))
        self.assertNotIn("dilnur@campaign", jobs)

    def test_an_address_or_a_name_is_for_one_account(self) -> None:
        for fields, words in (
            ({"email": "REYHAN@campaign.example"}, "Another account has this email address"),
            ({"username": "Reyhan"}, "Another account has this user name"),
            ({"email": ""}, "This field is required"),
            ({"username": "rеyhan-2"}, "Use letters of one script"),
        ):
            with self.subTest(words):
                self.assertContains(self.invite(**fields), words)


class ForgottenTests(AccountTestCase):
    def ask(self, address: str = "reyhan@campaign.example", **options: Any) -> Any:
        return self.browser(**options).post("/admin/forgot/", {"email": address})

    def test_the_link_sets_a_new_password_and_the_factor_is_still_asked_for(self) -> None:
        self.ask()
        [message] = send_emails()
        client = self.browser()
        self.assertRedirects(
            client.post(link_in(message), BOTH), "/admin/login/code/", status_code=303
        )
        self.assertFalse(is_in(client))
        client.post("/admin/login/code/", {"otp_token": next_code(self.app)})
        self.assertTrue(is_in(client))
        self.assertIn("Your password was changed", [each.subject for each in send_emails()])

    def test_the_old_password_and_all_sessions_are_over(self) -> None:
        before = self.enter()
        send_emails()
        self.ask()
        self.browser().post(link_in(send_emails()[0]), BOTH)
        self.assertFalse(is_in(before))
        self.assertEqual(log_in(self.browser(), "reyhan", "password").status_code, 200)

    def test_the_answer_is_the_same_for_an_address_without_an_account(self) -> None:
        known, unknown = self.ask(), self.ask("nobody@campaign.example")
        self.assertEqual((known.status_code, unknown.status_code), (303, 303))
        self.assertEqual(known["Location"], unknown["Location"])
        with self.assertNumQueries(5):
            self.ask("nobody@campaign.example", REMOTE_ADDR="192.0.2.1")
        with self.assertNumQueries(5):
            self.ask(REMOTE_ADDR="203.0.113.1")
        self.assertEqual({each.to[0] for each in send_emails()}, {"reyhan@campaign.example"})

    def test_disabled_accounts_and_those_of_visitors_get_none(self) -> None:
        make_staff("gone", email="gone@campaign.example", is_active=False)
        User.objects.create_user("visitor", email="visitor@campaign.example")
        self.ask("gone@campaign.example")
        self.ask("visitor@campaign.example")
        self.assertEqual(send_emails(), [])

    def test_a_link_is_dead_when_its_account_is_disabled(self) -> None:
        self.ask()
        link = link_in(send_emails()[0])
        User.objects.filter(pk=self.staff.pk).update(is_active=False)
        self.assertEqual(self.browser().post(link, BOTH).status_code, 404)

    def test_an_account_gets_five_links_in_ten_minutes_at_most(self) -> None:
        for number in range(8):
            self.ask(REMOTE_ADDR=f"192.{number}.2.1")
        self.assertEqual(len(send_emails()), 5)

    def test_a_network_asks_for_five_at_most(self) -> None:
        answers = [self.ask(f"{n}@campaign.example").status_code for n in range(6)]
        self.assertEqual(answers, [303] * 5 + [429])

    def test_a_guessable_password_is_refused_and_the_link_goes_on_working(self) -> None:
        self.ask()
        link, client = link_in(send_emails()[0]), self.browser()
        easy = {"new_password1": "reyhanreyhanreyhan", "new_password2": "reyhanreyhanreyhan"}
        self.assertContains(
            client.post(link, easy), "Your name and the name of the campaign are easy to guess"
        )
        self.assertEqual(client.post(link, BOTH).status_code, 303)

    def test_the_token_is_masked_in_logs(self) -> None:
        line = logs.redact("GET /admin/password/Rm9yZ290dGVuIHRva2Vu/ 500")
        self.assertNotIn("Rm9y", line)

    def test_an_email_that_fails_is_sent_later(self) -> None:
        self.ask()
        with mock.patch("django.core.mail.EmailMessage.send", side_effect=OSError):
            self.assertRaises(OSError, send_emails)  # the job fails, so the queue tries it again
