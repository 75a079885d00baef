"""Administrators help with a lost factor or password, and never learn either."""

import io

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client

from campaign.accounts import factors
from campaign.accounts.models import AccountEvent, StaffSession
from tests.campaign.accounts.staff import AccountTestCase, is_in, log_in, send_emails
from tests.campaign.test_roles import right
from tests.factories import make_staff


class ResetTests(AccountTestCase):
    def setUp(self) -> None:
        super().setUp()
        factors.new_recovery_codes(self.staff)
        self.admin = make_staff("boss", first_name="Zeynep", last_name="Misal")
        self.path = f"/admin/auth/user/{self.staff.pk}/reset-factor/"
        self.client.force_login(self.admin)

    def test_it_takes_every_factor_and_session_away(self) -> None:
        theirs = self.enter()
        self.assertContains(self.client.get(self.path), "First make sure that it is they who ask")
        self.assertTrue(is_in(theirs))
        self.client.post(self.path)
        self.assertFalse(is_in(theirs))
        self.assertFalse(factors.has_factor(self.staff))
        self.assertEqual(factors.recovery_codes_left(self.staff), 0)
        self.assertIn("/set-up/", log_in(self.browser(), "reyhan", "password")["Location"])

    def test_it_is_recorded_and_emailed_to_its_owner(self) -> None:
        self.client.post(self.path)
        event = AccountEvent.objects.get(kind="reset")
        self.assertEqual((event.user, event.by), (self.staff, self.admin))
        self.assertTrue(
            LogEntry.objects.filter(user=self.admin, object_id=str(self.staff.pk)).exists()
        )
        [message] = send_emails()
        self.assertEqual(message.to, ["reyhan@campaign.example"])
        self.assertIn("Zeynep Misal, an administrator, has reset the second factor", message.body)

    def test_no_one_resets_their_own(self) -> None:
        path = f"/admin/auth/user/{self.admin.pk}/reset-factor/"
        self.assertEqual(self.client.post(path).status_code, 403)

    def test_only_an_administrator_resets_that_of_an_administrator(self) -> None:
        helper, colleague = self.helper("helper"), self.helper("colleague")
        self.client.force_login(helper)
        self.assertEqual(self.client.post(self.path).status_code, 403)
        self.assertTrue(factors.has_factor(self.staff))
        theirs = f"/admin/auth/user/{colleague.pk}/reset-factor/"
        self.assertEqual(self.client.post(theirs).status_code, 303)

    def test_only_an_administrator_makes_or_changes_one(self) -> None:
        helper, colleague = self.helper("helper"), self.helper("colleague")
        self.client.force_login(helper)
        given = {"username": "x", "is_superuser": "on", "is_active": "on", "is_staff": "on"}
        answer = self.client.post(f"/admin/auth/user/{self.staff.pk}/change/", given)
        self.assertEqual(answer.status_code, 403)
        given["roles"] = "Staff managers"
        answer = self.client.post(f"/admin/auth/user/{colleague.pk}/change/", given)
        self.assertEqual(answer.status_code, 302)
        colleague.refresh_from_db()
        self.assertEqual((colleague.username, colleague.is_superuser), ("x", False))

    def test_others_do_not_reset_any(self) -> None:
        reader = User.objects.create_user("reader", is_staff=True)
        reader.user_permissions.add(right("auth.view_user"))
        self.client.force_login(reader)
        self.assertEqual(self.client.post(self.path).status_code, 403)
        page = self.client.get(f"/admin/auth/user/{self.staff.pk}/change/")
        self.assertNotContains(page, "reset-factor")

    def helper(self, name: str) -> User:
        user = User.objects.create_user(name, is_staff=True)
        user.groups.add(Group.objects.get(name="Staff managers"))
        return user

    def test_the_command_does_it_for_the_last_administrator(self) -> None:
        said = io.StringIO()
        call_command("reset_factor", "reyhan", stdout=said)
        self.assertIn("reyhan sets up a new second factor", said.getvalue())
        self.assertFalse(factors.has_factor(self.staff))
        self.assertIsNone(AccountEvent.objects.get(kind="reset").by)
        self.assertIn("Someone with access to the server", send_emails()[0].body)

    def test_the_command_names_an_account_that_is_not_there(self) -> None:
        with self.assertRaisesMessage(CommandError, "There is no account with the name nobody."):
            call_command("reset_factor", "nobody")


class AccountsAtTheDeskTests(AccountTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.client.force_login(make_staff("boss"))
        self.path = f"/admin/auth/user/{self.staff.pk}/"

    def test_the_page_of_a_colleague_says_how_they_log_in(self) -> None:
        page = self.client.get(f"{self.path}change/")
        self.assertContains(page, "Password and second factor. 0 recovery codes are left.")
        factors.reset(self.staff, by=None)
        self.assertContains(
            self.client.get(f"{self.path}change/"), "They set up their second factor"
        )

    def test_no_one_sets_the_password_of_another(self) -> None:
        page = self.client.get(f"{self.path}change/")
        self.assertNotContains(page, "password1")
        self.assertNotContains(page, "scrypt")
        given = {"password1": "correct horse battery", "password2": "correct horse battery"}
        self.client.post(f"{self.path}password/", given)
        self.staff.refresh_from_db()
        self.assertTrue(self.staff.check_password("password"))

    def test_a_link_is_sent_only_by_a_button(self) -> None:
        self.assertEqual(self.client.get(f"{self.path}send-link/").status_code, 405)
        self.client.post(f"{self.path}send-link/")
        self.assertEqual(len(send_emails()), 1)

    def test_disabling_an_account_ends_its_sessions(self) -> None:
        theirs: Client = self.enter()
        page = self.client.get(f"{self.path}change/")
        given = {"username": "reyhan", "email": "reyhan@campaign.example", "is_staff": "on"}
        self.assertEqual(page.status_code, 200)
        self.assertEqual(self.client.post(f"{self.path}change/", given).status_code, 302)
        self.assertFalse(is_in(theirs))
        self.assertFalse(StaffSession.objects.filter(user=self.staff).exists())

    def test_a_name_that_was_given_before_the_rule_can_stay(self) -> None:
        User.objects.filter(pk=self.staff.pk).update(username="reyhаn")  # one letter is Cyrillic
        given = {"username": "reyhаn", "email": "new@campaign.example", "is_staff": "on"}
        self.assertEqual(self.client.post(f"{self.path}change/", given).status_code, 302)
        self.staff.refresh_from_db()
        self.assertEqual(self.staff.email, "new@campaign.example")
