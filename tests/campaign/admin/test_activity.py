"""The activity log at the desk: who reads it, what it says, and that no one changes it."""

from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaign.activity.log import Kind, record
from campaign.activity.models import Activity
from tests.desk import DeskTestCase
from tests.factories import make_petition

LIST = reverse("admin:campaign_activity_changelist")


class ActivityAdminTests(DeskTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.colleague = User.objects.create_user("nur", is_staff=True)
        self.petition = make_petition()
        self.role = Group.objects.get(name="Publishers")
        record(Kind.PUBLISHED, actor=self.staff, subject=self.petition)
        record(
            Kind.GIVEN,
            actor=self.staff,
            subject=self.colleague,
            detail=f"auth.group {self.role.pk}",
        )
        record(Kind.LOGGED_IN, actor=self.colleague)
        record(Kind.LOGIN_FAILED, actor=None)

    def found(self, **query: str | int) -> list[str]:
        answer = self.client.get(LIST, query)
        self.assertEqual(answer.status_code, 200)
        return [entry.kind for entry in answer.context["cl"].result_list]

    def test_it_shows_staff_and_roles_by_name_and_everything_else_by_number(self) -> None:
        page = self.client.get(LIST)
        for words in (
            "Gave a role or right",
            "User nur",
            "Publishers",
            f"Petition {self.petition.pk}",
        ):
            self.assertContains(page, words)
        self.assertNotContains(page, self.petition.title)

    def test_it_is_searched_by_person_kind_and_item(self) -> None:
        self.assertEqual(self.found(q="nur"), ["logged_in", "given"])
        self.assertEqual(self.found(q=f"petition {self.petition.pk}"), ["published"])
        self.assertEqual(self.found(kind__exact="login_failed"), ["login_failed"])
        self.assertEqual(self.found(actor__id__exact=self.colleague.pk), ["logged_in"])
        self.assertEqual(self.found(q="99999999999999999999"), [])

    def test_the_list_takes_as_many_queries_however_long_it_is(self) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                self.client.get(LIST)
            return len(captured)

        before = queries()
        for _ in range(10):
            record(
                Kind.GIVEN,
                actor=self.staff,
                subject=self.colleague,
                detail=f"auth.group {self.role.pk}",
            )
        self.assertEqual(queries(), before)

    def test_data_protection_reads_it_and_others_do_not(self) -> None:
        for group, status in (("Data protection", 200), ("Publishers", 403), ("Moderators", 403)):
            member = User.objects.create_user(f"one of {group}", is_staff=True)
            member.groups.add(Group.objects.get(name=group))
            self.client.force_login(member)
            self.assertEqual(self.client.get(LIST).status_code, status, group)

    def test_no_one_changes_or_deletes_an_entry_or_adds_one(self) -> None:
        entry = Activity.objects.latest("pk")
        page = reverse("admin:campaign_activity_change", args=[entry.pk])
        self.assertNotContains(self.client.get(page), 'name="_save"')
        for url in (
            page,
            reverse("admin:campaign_activity_delete", args=[entry.pk]),
            reverse("admin:campaign_activity_add"),
        ):
            self.assertEqual(self.client.post(url, {"post": "yes"}).status_code, 403)

    def test_an_entry_about_a_model_that_is_gone_is_still_shown(self) -> None:
        Activity.objects.create(kind=Kind.DELETED, subject="old.thing", subject_pk=3)
        self.assertContains(self.client.get(LIST), "old.thing 3")
