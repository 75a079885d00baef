"""The rights of the two groups of staff."""

from django.contrib.auth.models import Group, User
from django.urls import reverse

from tests.factories import make_detainee, make_news, make_picture, make_staff
from tests.testcases import SiteTestCase


def make_member(group: str) -> User:
    user = User.objects.create_user(group.lower(), is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


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
                {"alt": "Other words", "credit": "x", "focus_x": 50, "focus_y": 30},
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
        person.consents.update(giver="Sister in Almaty")
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
