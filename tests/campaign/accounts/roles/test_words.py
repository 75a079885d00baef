"""“Who may do what” says what the table of roles says."""

from typing import Any

from django.contrib.auth.models import Group, User

from campaign.accounts.roles import words
from campaign.roles import ADMINISTRATORS, ROLES
from tests.campaign.test_roles import make_member, right
from tests.desk import DeskTestCase
from tests.testcases import SiteTestCase

PAGE = "/admin/roles/"


class WordsTests(SiteTestCase):
    def test_each_right_of_the_table_has_words_and_an_area(self) -> None:
        for name, role in ROLES.items():
            for each in role.codenames():
                self.assertTrue(words.has_words(each), (name, each))
            self.assertNotIn("Other", [str(area.name) for area in words.areas(role.codenames())])

    def test_each_act_is_a_right_that_there_is(self) -> None:
        for _act, (app, codename) in words.ACTS:
            self.assertTrue(right(f"{app}.{codename}"))

    def test_rights_of_one_area_are_one_line_for_the_same_verbs(self) -> None:
        rights = {("news", "view_newsitem"), ("news", "add_newsitem"), ("campaign", "view_page")}
        [area] = words.areas(rights | {("campaign", "add_page"), ("campaign", "see_origin")})
        self.assertEqual(str(area.name), "News, pages and pictures")
        self.assertEqual(
            area.lines, ["See, add: news items, pages", "See where a picture comes from"]
        )

    def test_a_right_without_words_is_shown_as_it_is(self) -> None:
        [area] = words.areas({("procrastinate", "view_job"), ("x", "y")})
        self.assertEqual((str(area.name), area.lines), ("Other", ["view_job", "y"]))


class PageTests(DeskTestCase):
    def rows(self, page: Any) -> dict[str, list[str]]:
        return {str(act): names for act, names in page.context["acts"]}

    def test_it_says_who_may_do_what_matters_most(self) -> None:
        rows = self.rows(self.client.get(PAGE))
        self.assertEqual(rows["Publish people"], ["Publishers", ADMINISTRATORS])
        self.assertEqual(
            rows["See who signed, after stating a reason"], ["Moderators", ADMINISTRATORS]
        )
        self.assertEqual(rows["Erase a person for good"], [ADMINISTRATORS])
        self.assertEqual(rows["Use the emergency switches"], ["Petition managers", ADMINISTRATORS])

    def test_it_has_every_role_with_its_purpose(self) -> None:
        page = self.client.get(PAGE)
        for name, role in ROLES.items():
            self.assertContains(page, f"<h3>{name}</h3><p>{role.purpose}</p>", html=False)

    def test_a_group_that_the_organisation_made_does_not_hide_its_rights(self) -> None:
        helpers = Group.objects.create(name="Helpers")
        helpers.permissions.add(right("petitions.see_signers"))
        page = self.client.get(PAGE)
        self.assertContains(page, "<h3>Helpers</h3>")
        self.assertIn("Helpers", self.rows(page)["See who signed, after stating a reason"])

    def test_who_has_which_role_is_for_those_who_may_see_accounts(self) -> None:
        make_member("Newsroom")
        gone = make_member("Importers")
        User.objects.filter(pk=gone.pk).update(is_active=False)
        members = {
            name: list(map(str, users)) for name, users in self.client.get(PAGE).context["members"]
        }
        self.assertEqual(members, {"Newsroom": ["newsroom"], ADMINISTRATORS: ["staff"]})
        self.client.force_login(make_member("Staff managers"))
        self.assertContains(self.client.get(PAGE), "Who has which role")
        self.client.force_login(User.objects.get(username="newsroom"))
        self.assertNotContains(self.client.get(PAGE), "Who has which role")

    def test_the_list_of_accounts_and_ones_own_page_lead_to_it(self) -> None:
        for page in ("/admin/auth/user/", "/admin/account/"):
            self.assertContains(self.client.get(page), f'href="{PAGE}"')
        self.client.force_login(make_member("Newsroom"))
        self.assertContains(self.client.get("/admin/account/"), "Newsroom. ")

    def test_rights_that_only_one_account_has_are_not_hidden_either(self) -> None:
        odd = User.objects.create_user("odd", is_staff=True)
        odd.user_permissions.add(right("petitions.see_signers"))
        self.assertContains(self.client.get(PAGE), "Rights of no role")
