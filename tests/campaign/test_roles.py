"""What the groups of staff may do, and that the database has them as campaign/roles.py lists them."""

from unittest import mock

from django.contrib.auth.models import Group, Permission, User
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaign import roles
from campaign.roles import ADMINISTRATORS, ROLES
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_picture, make_staff, save_all
from tests.testcases import SiteTestCase


def make_member(role: str) -> User:
    if role == ADMINISTRATORS:
        return make_staff("administrators")
    user = User.objects.create_user(role.lower().replace(" ", "-"), is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def rights_of(group: str) -> set[tuple[str, str]]:
    rights = Permission.objects.filter(group__name=group)
    return set(rights.values_list("content_type__app_label", "codename"))


def right(name: str) -> Permission:
    app, codename = name.split(".")
    return Permission.objects.get(content_type__app_label=app, codename=codename)


# The roles that have a group.
GROUPS = {name: role for name, role in ROLES.items() if name != ADMINISTRATORS}
# Each role that a version of the site has ever had.
EVER = {
    "Administrators", "Data protection", "Editors", "Exporters", "Exporters of people", "Importers", "Moderators",
    "Newsroom", "Petition managers", "Publishers", "Researchers", "Staff managers", "Tip readers",
    "Translators",
}  # fmt: skip


class SyncTests(SiteTestCase):
    def test_a_migrated_database_has_the_groups_of_the_table_and_their_rights(self) -> None:
        self.assertEqual(set(Group.objects.values_list("name", flat=True)), set(GROUPS))
        for name, role in GROUPS.items():
            self.assertEqual(rights_of(name), role.codenames(), name)

    def test_a_role_that_leaves_the_table_is_retired(self) -> None:
        self.assertEqual(EVER, set(ROLES) | roles.RETIRED)
        self.assertFalse(set(ROLES) & roles.RETIRED)

    def test_the_group_of_a_retired_role_has_no_rights(self) -> None:
        reviewers = Group.objects.create(name="Reviewers")
        reviewers.permissions.add(right("petitions.see_signers"))
        with mock.patch.object(roles, "RETIRED", frozenset({"Reviewers"})):
            roles.sync()
        self.assertEqual(rights_of("Reviewers"), set())

    def test_publishers_may_do_all_that_editors_may(self) -> None:
        self.assertLess(ROLES["Editors"].codenames(), ROLES["Publishers"].codenames())

    def test_migrate_syncs_once_and_when_all_permissions_are_there(self) -> None:
        Permission.objects.all().delete()
        Group.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
        made = [query for query in queries if query["sql"].startswith('INSERT INTO "auth_group" ')]
        self.assertEqual(len(made), len(GROUPS))
        for name, role in GROUPS.items():
            self.assertEqual(rights_of(name), role.codenames(), name)

    def test_a_group_has_the_rights_of_the_table_again_whatever_was_changed_by_hand(self) -> None:
        editors = Group.objects.get(name="Editors")
        editors.permissions.add(right("petitions.export_signature"))
        editors.permissions.remove(right("petitions.view_signature"))
        roles.sync()
        self.assertEqual(rights_of("Editors"), ROLES["Editors"].codenames())

    def test_groups_that_an_organisation_made_are_left_alone_and_members_stay(self) -> None:
        helpers = Group.objects.create(name="Helpers")
        helpers.permissions.add(right("petitions.view_signature"))
        editor = make_member("Editors")
        roles.sync()
        self.assertEqual(rights_of("Helpers"), {("petitions", "view_signature")})
        self.assertEqual(editor.groups.get().name, "Editors")

    def test_nothing_is_written_where_nothing_changed(self) -> None:
        with CaptureQueriesContext(connection) as queries:
            roles.sync()
        self.assertEqual({query["sql"].split()[0] for query in queries}, {"SELECT"})
        self.assertEqual(len(queries), 1 + 2 * len(GROUPS))

    def test_rights_that_are_not_there_yet_are_left_out(self) -> None:
        """As while an app is migrated back."""
        right("profiles.view_tip").delete()
        roles.sync()
        self.assertEqual(
            ROLES["Tip readers"].codenames() - rights_of("Tip readers"), {("profiles", "view_tip")}
        )


class RolesAtTheDeskTests(DeskTestCase):
    def test_a_group_of_the_table_is_shown_and_cannot_be_changed(self) -> None:
        group = Group.objects.get(name="Editors")
        page = reverse("admin:auth_group_change", args=[group.pk])
        self.assertContains(self.client.get(page), "Can add news item")
        self.assertNotContains(self.client.get(page), 'name="_save"')
        for address in (page, reverse("admin:auth_group_delete", args=[group.pk])):
            answer = self.client.post(address, {"name": "Others", "post": "yes"})
            self.assertEqual(answer.status_code, 403)
        self.assertEqual(rights_of("Editors"), ROLES["Editors"].codenames())

    def test_the_list_says_so_and_deletes_none_of_them(self) -> None:
        page = reverse("admin:auth_group_changelist")
        self.assertContains(
            self.client.get(page), "If you need other rights, an administrator adds a group."
        )
        group = Group.objects.get(name="Editors")
        self.client.post(
            page, {"action": "delete_selected", "_selected_action": group.pk, "post": "yes"}
        )
        self.assertTrue(Group.objects.filter(pk=group.pk).exists())

    def test_an_organisation_makes_groups_of_its_own(self) -> None:
        self.fill_in(
            reverse("admin:auth_group_add"),
            {"name": "Helpers", "permissions": [right("petitions.view_signature").pk]},
        )
        helpers = Group.objects.get(name="Helpers")
        self.fill_in(
            reverse("admin:auth_group_change", args=[helpers.pk]),
            {"permissions": [right("petitions.view_petition").pk]},
        )
        self.assertEqual(rights_of("Helpers"), {("petitions", "view_petition")})


class GroupTests(SiteTestCase):
    def test_editors_write_but_do_not_publish(self) -> None:
        editor = make_member("Editors")
        for may in ("profiles.add_detainee", "petitions.change_petition", "news.add_newsitem"):
            self.assertTrue(editor.has_perm(may), may)
        for may_not in (
            "profiles.publish_detainee",
            "petitions.publish_petition",
            "news.publish_newsitem",
            "campaign.publish_page",
            "profiles.view_consent",
            "auth.change_user",
        ):
            self.assertFalse(editor.has_perm(may_not), may_not)

    def test_editors_describe_pictures_until_the_public_sees_them(self) -> None:
        self.client.force_login(make_member("Editors"))
        free, draft = make_picture(), make_picture()
        make_detainee(portrait=draft, state="draft")
        person, item = make_picture(), make_picture()
        make_detainee(portrait=person)
        make_news(image=item)
        for picture, status in ((free, 302), (draft, 302), (person, 403), (item, 403)):
            answer = self.client.post(
                reverse("admin:campaign_picture_change", args=[picture.pk]),
                {
                    "alt": "Other words",
                    "credit": "x",
                    "likeness": "unverified",
                    "focus_x": 50,
                    "focus_y": 30,
                }
                | {"depictions-TOTAL_FORMS": 0, "depictions-INITIAL_FORMS": 0},
            )
            self.assertEqual(answer.status_code, status)
            picture.refresh_from_db()
            self.assertEqual(picture.alt == "Other words", status == 302)
            page = reverse("admin:campaign_picture_change", args=[picture.pk])
            self.assertEqual(self.client.get(page).status_code, 200)

    def test_publishers_publish_and_see_who_consented(self) -> None:
        publisher = make_member("Publishers")
        for may in (
            "profiles.add_detainee",
            "profiles.publish_detainee",
            "petitions.publish_petition",
            "news.publish_newsitem",
            "campaign.publish_page",
            "profiles.view_consent",
        ):
            self.assertTrue(publisher.has_perm(may), may)
        self.assertFalse(publisher.has_perm("auth.change_user"))

    def test_who_gave_consent_is_shown_to_publishers_alone(self) -> None:
        person = make_detainee(state="draft", publish_at=None)
        save_all(person.consents.all(), giver="Sister in Almaty")
        for group, shown in (("Editors", False), ("Publishers", True)):
            self.client.force_login(make_member(group))
            form = self.client.get(reverse("admin:profiles_detainee_change", args=[person.pk]))
            self.assertEqual("Sister in Almaty" in form.text, shown, group)


class AccountTests(SiteTestCase):
    def test_accounts_are_not_deleted_for_the_history_names_its_authors(self) -> None:
        colleague = make_member("Editors")
        self.client.force_login(make_staff())
        self.assertEqual(self.client.get(reverse("admin:auth_user_changelist")).status_code, 200)
        answer = self.client.post(
            reverse("admin:auth_user_delete", args=[colleague.pk]), {"post": "yes"}
        )
        self.assertEqual(answer.status_code, 403)
        self.assertTrue(User.objects.filter(pk=colleague.pk).exists())
