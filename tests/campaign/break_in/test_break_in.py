"""One step ends every way into the desk; afterwards each account begins anew with a link."""

from io import StringIO
from typing import Any, ClassVar
from unittest.mock import patch
from urllib.parse import urlsplit

from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from campaign.accounts import emails, factors, links, sessions
from campaign.accounts.models import AccountEvent, AuthenticatorApp, KnownBrowser, StaffSession
from campaign.activity.models import Activity
from campaign.break_in import end, look_at
from campaign.break_in.end import end_break_in
from tests.campaign.accounts.staff import (
    AccountTestCase,
    is_in,
    link_in,
    log_in,
    next_code,
    send_emails,
)
from tests.factories import make_staff
from tests.testcases import make_app

PAGE = "/admin/break-in/"
PASSWORD = "the quiet river 42"


class BreakInTestCase(AccountTestCase):
    other: ClassVar[User]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.other = make_staff("patime", email="patime@campaign.example")
        make_app(cls.other)

    def logged_in(self, user: User) -> Client:
        client = self.browser()
        app = AuthenticatorApp.objects.get(user=user)
        log_in(client, user.get_username(), "password", next_code(app))
        self.assertTrue(is_in(client))
        return client

    def end(self, client: Client, *invite: User) -> Any:
        chosen = {"agreed": "on", "invite": [str(each.pk) for each in invite]}
        return client.post(PAGE, chosen)


class EverythingEndsTests(BreakInTestCase):
    def test_sessions_end_in_every_browser_also_that_of_the_administrator(self) -> None:
        here, there = self.logged_in(self.staff), self.logged_in(self.other)
        answer = self.end(here)
        self.assertContains(answer, "2 accounts have no session")
        for client in (here, there):
            self.assertFalse(is_in(client))
        self.assertFalse(StaffSession.objects.exists())

    def test_a_session_that_is_written_back_is_still_ended(self) -> None:
        """As by a request that had begun before in another process."""
        client = self.logged_in(self.other)
        row = StaffSession.objects.get(user=self.other)
        end_break_in(by=None)
        row.save(force_insert=True)
        self.assertFalse(is_in(client))

    def test_no_password_or_code_works_any_more(self) -> None:
        codes = factors.new_recovery_codes(self.other)
        client = self.logged_in(self.other)  # a known browser
        self.assertTrue(KnownBrowser.objects.exists())
        end_break_in(by=None)
        for code in ("", codes[0], factors.current_code(self.app.key)):
            log_in(client, "patime", "password", code)
            self.assertFalse(is_in(client))
        self.other.refresh_from_db()
        self.assertFalse(self.other.has_usable_password())
        self.assertFalse(factors.has_factor(self.other))
        self.assertEqual(factors.recovery_codes_left(self.other), 0)
        for model in end.KEYS:
            self.assertFalse(model._default_manager.exists(), model)

    def test_links_that_were_sent_before_are_dead(self) -> None:
        links.invite(self.other, by=self.staff)
        emails.ask_for_link("patime@campaign.example")
        links.email_new_password_links("reyhan@campaign.example")
        end_break_in(by=None)
        sent = send_emails()
        self.assertEqual(len(sent), 2)  # what waited goes out, and opens nothing
        for message in sent:
            self.assertEqual(Client().get(link_in(message)).status_code, 404)

    def test_a_forgotten_password_does_not_help_someone_who_reads_the_mailbox(self) -> None:
        end_break_in(by=None)
        links.email_new_password_links("patime@campaign.example")
        self.assertEqual(send_emails(), [])

    def test_a_password_that_is_changed_meanwhile_is_refused(self) -> None:
        client = self.logged_in(self.other)
        lock = sessions.lock

        def ends_first(request: Any) -> bool:
            end_break_in(by=None)
            return lock(request)

        new = {"old_password": "password", "new_password1": PASSWORD, "new_password2": PASSWORD}
        with patch.object(sessions, "lock", ends_first):
            client.post("/admin/password_change/", new)
        self.other.refresh_from_db()
        self.assertFalse(self.other.has_usable_password())

    def test_it_can_be_done_again(self) -> None:
        for _again in range(2):
            end_break_in(by=None, invite={self.other.pk})
        first, second = send_emails()
        self.assertEqual(Client().get(link_in(first)).status_code, 404)
        self.assertEqual(Client().get(link_in(second)).status_code, 200)

    def test_all_of_it_happens_or_nothing(self) -> None:
        client = self.logged_in(self.other)
        with (
            patch.object(links, "invite", side_effect=OSError("down")),
            self.assertRaises(OSError),
        ):
            end_break_in(by=None, invite={self.other.pk})
        self.assertTrue(is_in(client))

    def test_it_is_recorded(self) -> None:
        end_break_in(by=self.staff)
        entry = Activity.objects.get(kind="break_in")
        self.assertEqual((entry.actor, entry.subject), (self.staff, "auth.user"))
        events = AccountEvent.objects.filter(kind="break-in")
        self.assertEqual({each.user for each in events}, {self.staff, self.other})


class BackInTests(BreakInTestCase):
    def test_those_who_are_ticked_get_a_link_and_begin_anew(self) -> None:
        client = self.logged_in(self.staff)
        send_emails()  # about the new browser
        self.end(client, self.other)
        (message,) = send_emails()
        self.assertEqual(message.to, ["patime@campaign.example"])
        client = self.browser()
        typed = {"new_password1": PASSWORD, "new_password2": PASSWORD}
        answer = client.post(link_in(message), typed)
        self.assertEqual(answer["Location"], "/admin/login/set-up/")

    def test_the_email_says_what_happened_and_how_to_check_it(self) -> None:
        end_break_in(by=self.staff, invite={self.other.pk})
        (message,) = send_emails()
        self.assertNotIn("invited", message.subject + message.body)
        for words in ("Your password no longer works", "delete the old entry", "could be faked"):
            self.assertIn(words, message.body)

    def test_an_account_that_is_invited_later_is_told_too(self) -> None:
        end_break_in(by=None)
        links.invite(self.other, by=self.staff)
        (message,) = send_emails()
        self.assertIn("Your password no longer works", message.body)

    def test_a_new_account_gets_an_invitation(self) -> None:
        end_break_in(by=None)
        links.invite(make_staff("gulnar", email="gulnar@campaign.example"), by=self.staff)
        (message,) = send_emails()
        self.assertIn("You are invited", message.subject)

    def test_after_a_new_password_it_is_over(self) -> None:
        end_break_in(by=None)
        links.password_changed(self.other, is_first=True)
        links.invite(self.other, by=self.staff)
        (message,) = send_emails()
        self.assertIn("You are invited", message.subject)

    def test_the_log_in_page_tells_everyone_alike_for_some_days(self) -> None:
        words = "we logged everyone out"
        self.assertNotContains(Client().get("/admin/login/"), words)
        end_break_in(by=None)
        for name in ("patime", "no-one"):
            wrong = {"username": name, "password": "password"}
            self.assertContains(Client().post("/admin/login/", wrong), words)
        self.assertContains(Client().get("/admin/forgot/"), words)
        AccountEvent.objects.update(at="2020-01-01T00:00:00Z")
        self.assertNotContains(Client().get("/admin/login/"), words)

    def test_inactive_accounts_get_none(self) -> None:
        User.objects.filter(pk=self.other.pk).update(is_active=False)
        end_break_in(by=None, invite={self.other.pk})
        self.assertEqual(send_emails(), [])

    def test_the_command_prints_a_link_for_one_administrator(self) -> None:
        said = StringIO()
        call_command("end_break_in", "reyhan", stdout=said)
        path = urlsplit(said.getvalue().split()[-1]).path
        self.assertEqual(Client().get(path).status_code, 200)
        self.assertEqual(send_emails(), [])

    def test_the_command_emails_the_others_if_it_is_told_to(self) -> None:
        call_command("end_break_in", "reyhan", "--email-everyone", stdout=StringIO())
        self.assertEqual([each.to for each in send_emails()], [["patime@campaign.example"]])

    def test_the_command_takes_only_an_active_administrator(self) -> None:
        User.objects.create_user("editor", is_staff=True)
        for name in ("editor", "no-one"):
            with self.assertRaises(CommandError):
                call_command("end_break_in", name, stdout=StringIO())
        self.assertTrue(AuthenticatorApp.objects.exists())


class PageTests(BreakInTestCase):
    def test_it_says_what_will_happen_and_nothing_happens_yet(self) -> None:
        client = self.logged_in(self.staff)
        page = client.get(PAGE)
        self.assertContains(page, "Every password is taken away.")
        refused = client.post(PAGE, {"invite": [str(self.other.pk)]})
        self.assertContains(refused, "Nothing has changed.")
        self.assertContains(refused, f'value="{self.other.pk}" id="id_invite_0" checked')
        self.assertTrue(is_in(client))

    def test_only_administrators_reach_it(self) -> None:
        User.objects.filter(pk=self.other.pk).update(is_superuser=False)
        client = self.logged_in(self.other)
        for answer in (client.get(PAGE), self.end(client)):
            self.assertEqual(answer.status_code, 403)
        self.assertTrue(is_in(client))

    def test_new_accounts_are_not_ticked_and_are_listed(self) -> None:
        User.objects.update(date_joined="2020-01-01T00:00:00Z")
        client = self.logged_in(self.staff)
        new = {"username": "intruder", "email": "i@evil.example", "roles": ["Researchers"]}
        client.post("/admin/auth/user/add/", new)
        page = client.get(PAGE)
        self.assertContains(page, "Added an account")
        trusted = set(page.context["form"].initial["invite"])
        self.assertEqual(trusted, {self.staff.pk, self.other.pk})
        (group,) = [each for each in page.context["groups"] if "account_added" in each.url]
        listed = client.get(group.url)
        self.assertEqual(listed.context["cl"].result_count, 1)

    def test_the_list_names_accounts_and_roles_and_joins_equal_lines(self) -> None:
        group = Group.objects.get(name="Importers")
        given = {
            "actor": self.other, "kind": "given", "subject": "auth.user",
            "subject_pk": self.staff.pk, "detail": f"auth.group {group.pk}", "at": timezone.now(),
        }  # fmt: skip
        for _again in range(2):
            Activity.objects.create(**given)
        Activity.objects.create(
            actor=self.other,
            kind="published",
            subject="profiles.detainee",
            subject_pk=129,
            detail="",
        )
        lines = {each.label: each.newest for each in look_at.groups()}
        ((_at, who, item),) = lines["Gave a role or right"]
        self.assertEqual((who, item), ("patime", "User reyhan: Importers (2 times)"))
        ((_at, who, item),) = lines["Published"]
        self.assertEqual(item, "Person P-0129")

    def test_the_list_has_what_lasts_of_the_last_days(self) -> None:
        Activity.objects.create(
            actor=self.other, kind="exported", subject="profiles.detainee", detail=""
        )
        old = "2020-01-01T00:00:00Z"
        Activity.objects.create(actor=self.other, kind="erased", subject="", detail="", at=old)
        labels = [str(each.label) for each in look_at.groups()]
        self.assertIn("Exported", labels)
        self.assertNotIn("Logged in", labels)
