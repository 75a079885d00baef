"""Roles are given and taken at the desk: who may, what follows, and who learns of it."""

from typing import Any

from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied

from campaign.accounts.models import AccountEvent
from campaign.accounts.roles import membership
from campaign.activity.models import Activity
from campaign.roles import ADMINISTRATORS, ROLES
from tests.campaign.accounts.staff import is_in, log_in, send_emails
from tests.campaign.test_roles import make_member, right
from tests.desk import DeskTestCase
from tests.factories import make_staff

ADD = "/admin/auth/user/add/"


class MembershipTestCase(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.colleague = make_member("Editors")

    def page(self, user: User | None = None) -> str:
        return f"/admin/auth/user/{(user or self.colleague).pk}/change/"

    def give(self, *roles: str, to: User | None = None, **fields: Any) -> Any:
        """Tick exactly these roles on the form of an account."""
        given = {"username": (to or self.colleague).username, "is_active": "on"} | fields
        return self.client.post(self.page(to), given | {"roles": roles})

    def roles(self, user: User | None = None) -> list[str]:
        return membership.roles_of(User.objects.get(pk=(user or self.colleague).pk))


class FormTests(MembershipTestCase):
    def test_each_role_is_a_check_box_with_what_it_is_for(self) -> None:
        form = self.client.get(self.page()).text
        for name, role in ROLES.items():
            self.assertInHTML(f"<strong>{name}</strong>", form)
            self.assertIn(str(role.purpose).split(":")[0], form)
        self.assertIn('value="Editors"', form)

    def test_no_one_ticks_staff_or_superuser_or_single_rights(self) -> None:
        for page in (ADD, self.page()):
            form = self.read(page)
            left_out = {"is_staff", "is_superuser", "user_permissions", "groups"}
            self.assertFalse(left_out & form.values.keys())

    def test_the_flags_of_a_forged_form_are_not_read(self) -> None:
        self.give("Editors", is_superuser="on", user_permissions=right("auth.change_user").pk)
        self.colleague.refresh_from_db()
        self.assertFalse(self.colleague.is_superuser)
        self.assertFalse(self.colleague.user_permissions.exists())

    def test_a_form_that_is_saved_as_it_is_changes_nothing(self) -> None:
        self.give("Editors", "Newsroom")
        before = Activity.objects.count()
        self.fill_in(self.page(), {})
        self.assertEqual(self.roles(), ["Editors", "Newsroom"])
        self.assertEqual(Activity.objects.count(), before)

    def test_a_group_that_the_organisation_made_is_offered_too(self) -> None:
        Group.objects.create(name="Helpers")
        self.assertContains(self.client.get(self.page()), "A group that this organisation made.")
        self.give("Editors", "Helpers")
        self.assertEqual(self.roles(), ["Editors", "Helpers"])

    def test_the_list_shows_the_roles(self) -> None:
        page = self.client.get("/admin/auth/user/")
        self.assertContains(page, "Editors")
        self.assertContains(page, ADMINISTRATORS)

    def test_a_role_that_there_is_not_is_refused(self) -> None:
        answer = self.give("Editors", "Emperors")
        self.assertContains(answer, "Emperors is not one of the available choices")
        self.assertEqual(self.roles(), ["Editors"])


class WhatFollowsTests(MembershipTestCase):
    def test_someone_invited_gets_a_role_and_with_it_the_desk(self) -> None:
        self.client.post(ADD, {"username": "nur", "email": "nur@example.org", "roles": "Newsroom"})
        nur = User.objects.get(username="nur")
        self.assertEqual((self.roles(nur), nur.is_staff), (["Newsroom"], True))

    def test_an_invitation_needs_a_role(self) -> None:
        answer = self.client.post(ADD, {"username": "nur", "email": "nur@example.org"})
        self.assertContains(answer, "Choose at least one role.")
        self.assertFalse(User.objects.filter(username="nur").exists())

    def test_without_a_role_no_one_is_in_or_comes_in(self) -> None:
        self.colleague.set_password("password")
        self.colleague.save()
        theirs = self.client_class()
        theirs.force_login(self.colleague)
        self.assertTrue(is_in(theirs))
        self.give()
        self.colleague.refresh_from_db()
        self.assertFalse(self.colleague.is_staff)
        self.assertFalse(is_in(theirs))
        answer = log_in(self.client_class(), self.colleague.username, "password")
        self.assertContains(answer, "The user name or the password is wrong.")

    def test_an_administrator_is_a_superuser_and_nothing_else_makes_one(self) -> None:
        self.give(ADMINISTRATORS)
        self.colleague.refresh_from_db()
        self.assertTrue(self.colleague.is_superuser)
        self.assertFalse(self.colleague.groups.exists())
        self.give("Editors")
        self.colleague.refresh_from_db()
        self.assertFalse(self.colleague.is_superuser)

    def test_rights_that_were_given_to_one_account_end(self) -> None:
        self.colleague.user_permissions.add(right("petitions.see_signers"))
        self.give("Editors")
        self.assertFalse(User.objects.get(pk=self.colleague.pk).has_perm("petitions.see_signers"))

    def test_the_last_role_may_be_a_group_that_is_deleted(self) -> None:
        helpers = Group.objects.create(name="Helpers")
        self.give("Helpers")
        other = make_member("Newsroom")
        other.groups.add(helpers)
        self.client.post(f"/admin/auth/group/{helpers.pk}/delete/", {"post": "yes"})
        self.assertFalse(User.objects.get(pk=self.colleague.pk).is_staff)
        self.assertTrue(User.objects.get(pk=other.pk).is_staff)

    def test_no_group_is_called_like_the_administrators(self) -> None:
        answer = self.client.post("/admin/auth/group/add/", {"name": "administrators"})
        self.assertContains(answer, "Choose another.")


class LastAdministratorTests(MembershipTestCase):
    def test_they_stay(self) -> None:
        for roles, fields in (((), {}), (("Editors",), {}), ((ADMINISTRATORS,), {"is_active": ""})):
            with self.subTest(roles, **fields):
                answer = self.give(*roles, to=self.staff, **fields)
                self.assertContains(answer, "This is the last administrator.")
        self.staff.refresh_from_db()
        self.assertTrue(self.staff.is_superuser and self.staff.is_active)

    def test_one_who_was_only_invited_cannot_take_over_yet(self) -> None:
        make_staff("invited").set_unusable_password()
        invited = User.objects.get(username="invited")
        invited.set_unusable_password()
        invited.save()
        self.assertContains(self.give("Editors", to=self.staff), "This is the last administrator.")

    def test_with_another_one_they_may_leave(self) -> None:
        make_staff("boss")
        self.give("Editors", to=self.staff)
        self.assertEqual(self.roles(self.staff), ["Editors"])


class StaffManagerTests(MembershipTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.manager = make_member("Staff managers")
        self.client.force_login(self.manager)

    def test_they_invite_and_give_roles(self) -> None:
        self.give("Editors", "Moderators")
        self.assertEqual(self.roles(), ["Editors", "Moderators"])
        self.client.post(ADD, {"username": "nur", "email": "nur@example.org", "roles": "Newsroom"})
        self.assertEqual(self.roles(User.objects.get(username="nur")), ["Newsroom"])

    def test_they_make_no_administrator(self) -> None:
        for page in (ADD, self.page()):
            self.assertNotContains(self.client.get(page), f'value="{ADMINISTRATORS}"')
        answer = self.give(ADMINISTRATORS)
        self.assertContains(answer, "is not one of the available choices")
        self.client.post(
            ADD, {"username": "nur", "email": "nur@example.org", "roles": ADMINISTRATORS}
        )
        self.assertFalse(User.objects.filter(username="nur").exists())
        with self.assertRaises(PermissionDenied):
            membership.set_roles(self.colleague, [ADMINISTRATORS], by=self.manager)

    def test_they_do_not_change_their_own_roles(self) -> None:
        self.assertContains(
            self.client.get(self.page(self.manager)), "You do not change your own roles."
        )
        self.give("Staff managers", "Exporters", to=self.manager, first_name="Nur")
        self.manager.refresh_from_db()
        self.assertEqual(
            (self.roles(self.manager), self.manager.first_name), (["Staff managers"], "Nur")
        )
        with self.assertRaises(PermissionDenied):
            membership.set_roles(self.manager, ["Exporters"], by=self.manager)

    def test_they_change_no_administrator(self) -> None:
        self.assertEqual(self.give("Editors", to=self.staff).status_code, 403)
        for act in ("reset-factor", "send-link"):
            answer = self.client.post(f"/admin/auth/user/{self.staff.pk}/{act}/")
            self.assertEqual(answer.status_code, 403)
        with self.assertRaises(PermissionDenied):
            membership.set_roles(self.staff, ["Editors"], by=self.manager)

    def test_they_deactivate_a_colleague_and_reset_a_factor(self) -> None:
        self.give("Editors", is_active="")
        self.assertFalse(User.objects.get(pk=self.colleague.pk).is_active)
        answer = self.client.post(f"/admin/auth/user/{self.colleague.pk}/reset-factor/")
        self.assertEqual(answer.status_code, 303)

    def test_no_one_but_an_administrator_changes_a_group(self) -> None:
        helpers = Group.objects.create(name="Helpers")
        for verb in ("view", "add", "change", "delete"):
            helpers.permissions.add(right(f"auth.{verb}_group"))
        self.manager.groups.add(helpers)
        rights = {"name": "Helpers", "permissions": [right("petitions.export_signature").pk]}
        root = "/admin/auth/group"
        for page in ("add", f"{helpers.pk}/change", f"{helpers.pk}/delete"):
            answer = self.client.post(f"{root}/{page}/", rights | {"post": "yes"})
            self.assertEqual(answer.status_code, 403)
        chosen = {"action": "delete_selected", "_selected_action": helpers.pk, "post": "yes"}
        self.client.post(f"{root}/", chosen)
        self.assertEqual(self.client.get(f"{root}/").status_code, 200)
        self.assertEqual(helpers.permissions.count(), 4)

    def test_they_have_no_other_rights(self) -> None:
        self.assertEqual(self.client.get("/admin/auth/group/").status_code, 403)
        self.assertEqual(self.client.get("/admin/profiles/detainee/").status_code, 403)


class GroupTests(MembershipTestCase):
    """The groups that an organisation made: administrators change them, and everyone concerned learns of it."""

    def setUp(self) -> None:
        super().setUp()
        User.objects.filter(pk=self.staff.pk).update(email="boss@campaign.example")
        User.objects.filter(pk=self.colleague.pk).update(email="editor@campaign.example")
        self.group = Group.objects.create(name="Web team")
        self.colleague.groups.add(self.group)
        self.url = f"/admin/auth/group/{self.group.pk}"

    def save(self, *rights: str) -> Any:
        given = [right(each).pk for each in rights]
        return self.client.post(
            f"{self.url}/change/", {"name": "Web team", "permissions": given}, follow=True
        )

    def test_only_administrators_change_them_whatever_rights_someone_has(self) -> None:
        for verb in ("view", "add", "change", "delete"):
            self.group.permissions.add(right(f"auth.{verb}_group"))
        self.client.force_login(self.colleague)
        self.assertEqual(self.client.get(f"{self.url}/change/").status_code, 200)
        self.assertEqual(self.save("auth.change_user").status_code, 403)
        self.assertFalse(User.objects.get(pk=self.colleague.pk).has_perm("auth.change_user"))
        added = self.client.post("/admin/auth/group/add/", {"name": "Another"})
        deleted = self.client.post(f"{self.url}/delete/", {"post": "yes"})
        self.assertEqual((added.status_code, deleted.status_code), (403, 403))
        chosen = {"action": "delete_selected", "_selected_action": self.group.pk, "post": "yes"}
        self.client.post("/admin/auth/group/", chosen)
        self.assertTrue(Group.objects.filter(name="Web team").exists())
        self.assertFalse(Group.objects.filter(name="Another").exists())

    def test_other_rights_are_emailed_to_members_and_administrators(self) -> None:
        self.group.permissions.add(right("news.view_newsitem"))
        self.save("auth.change_user", "profiles.erase_detainee")
        told = {email.to[0]: email for email in send_emails()}
        self.assertEqual(set(told), {"boss@campaign.example", "editor@campaign.example"})
        for email in told.values():
            self.assertIn("Web team", email.subject)
            self.assertIn("May now: Erase for good: people", email.body)
            self.assertIn("May now: Change: users", email.body)
            self.assertIn("May no longer: See: news items", email.body)

    def test_a_form_that_is_saved_as_it_is_is_not_emailed(self) -> None:
        self.save()
        self.assertEqual(send_emails(), [])

    def test_the_members_of_a_group_that_is_deleted_learn_of_it(self) -> None:
        chosen = {"action": "delete_selected", "_selected_action": self.group.pk, "post": "yes"}
        for url, given in (
            (f"{self.url}/delete/", {"post": "yes"}),
            ("/admin/auth/group/", chosen),
        ):
            with self.subTest(url):
                self.client.post(url, given)
                told = {email.to[0]: email.body for email in send_emails()}
                self.assertEqual(set(told), {"boss@campaign.example", "editor@campaign.example"})
                for body in told.values():
                    self.assertIn("Roles taken away: Web team.", body)
                group = Group.objects.create(pk=self.group.pk, name="Web team")
                self.colleague.groups.add(group)


class NewsTests(MembershipTestCase):
    def setUp(self) -> None:
        super().setUp()
        User.objects.filter(pk=self.staff.pk).update(email="boss@campaign.example")
        User.objects.filter(pk=self.colleague.pk).update(email="editor@campaign.example")
        self.manager = make_member("Staff managers")
        self.client.force_login(self.manager)

    def emails(self) -> dict[str, str]:
        return {message.to[0]: message.subject + message.body for message in send_emails()}

    def test_a_change_is_emailed_to_the_owner_and_to_administrators(self) -> None:
        self.give("Moderators", email="editor@campaign.example")
        emails = self.emails()
        self.assertEqual(set(emails), {"boss@campaign.example", "editor@campaign.example"})
        for text in emails.values():
            self.assertIn("New roles: Moderators.", text)
            self.assertIn("Roles taken away: Editors.", text)
            self.assertIn("staff-managers has", text)
        self.assertIn("/admin/roles/", emails["editor@campaign.example"])
        self.assertIn("An account was changed: editors", emails["boss@campaign.example"])
        event = AccountEvent.objects.get(kind="roles")
        self.assertEqual((event.user, event.by), (self.colleague, self.manager))

    def test_administrators_learn_of_a_new_account(self) -> None:
        self.client.post(ADD, {"username": "nur", "email": "nur@example.org", "roles": "Exporters"})
        emails = self.emails()
        self.assertEqual(set(emails), {"boss@campaign.example", "nur@example.org"})
        self.assertIn("A new account was made: nur", emails["boss@campaign.example"])
        self.assertIn("New roles: Exporters.", emails["boss@campaign.example"])
        self.assertIn("- Email address: nur@example.org", emails["boss@campaign.example"])

    def test_another_address_and_an_account_that_works_again_are_emailed_too(self) -> None:
        User.objects.filter(pk=self.colleague.pk).update(is_active=False)
        self.give("Editors", email="other@example.org")
        text = self.emails()["boss@campaign.example"]
        self.assertIn("The account is active again.", text)
        self.assertIn("New email address: other@example.org", text)

    def test_the_old_address_is_told_that_there_is_another_one_and_not_which(self) -> None:
        self.give("Editors", "Moderators", email="other@example.org")
        emails = self.emails()
        self.assertEqual(len(emails), 3)
        old = emails["editor@campaign.example"]
        self.assertIn("staff-managers has given your account editors another email address", old)
        self.assertNotIn("other@example.org", old)
        self.assertNotIn("Moderators", old)
        self.assertIn("New email address: other@example.org", emails["other@example.org"])

    def test_an_address_that_is_taken_away_is_told_so(self) -> None:
        self.give("Editors", email="")
        emails = self.emails()
        self.assertIn("It has no email address now.", emails["boss@campaign.example"])
        self.assertIn("another email address", emails["editor@campaign.example"])

    def test_no_one_gets_the_address_of_another_account(self) -> None:
        taken = "BOSS@campaign.example"
        for user in (self.manager, self.staff):
            self.client.force_login(user)
            answer = self.give("Editors", email=taken)
            self.assertContains(answer, "Another account has this email address.")
            invitation = {"username": "nur", "email": taken, "roles": "Newsroom"}
            answer = self.client.post(ADD, invitation)
            self.assertContains(answer, "Another account has this email address.")
        self.colleague.refresh_from_db()
        self.assertEqual(self.colleague.email, "editor@campaign.example")
        self.assertFalse(User.objects.filter(username="nur").exists())
        self.assertEqual(self.emails(), {})

    def test_an_address_may_change_its_case(self) -> None:
        self.give("Editors", email="Editor@campaign.example")
        self.colleague.refresh_from_db()
        self.assertEqual(self.colleague.email, "Editor@campaign.example")

    def test_a_name_that_changes_is_no_news(self) -> None:
        self.give("Editors", email="editor@campaign.example", first_name="Nur")
        self.assertEqual(self.emails(), {})
