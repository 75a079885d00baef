"""A form says who else has it open."""

from datetime import timedelta

from django.contrib.auth.models import User
from django.utils import timezone

from campaign.autosave import presence
from campaign.autosave.models import OpenForm
from news.models import NewsItem
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase
from tests.factories import make_news

OPEN = "has had this open"


class PresenceTests(DeskTestCase):
    writer: User
    item: NewsItem

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.writer = make_member("Editors")
        cls.item = make_news(state="draft", publish_at=None)

    def setUp(self) -> None:
        super().setUp()
        self.url = f"/admin/news/newsitem/{self.item.pk}/change/"

    def test_whoever_comes_second_reads_who_came_first(self) -> None:
        self.assertNotContains(self.client.get(self.url), OPEN)
        self.client.force_login(self.writer)
        self.assertContains(self.client.get(self.url), f"{self.staff.username} {OPEN}")

    def test_nobody_reads_it_of_themselves(self) -> None:
        self.client.get(self.url)
        self.assertNotContains(self.client.get(self.url), OPEN)

    def test_saving_ends_it(self) -> None:
        self.fill_in(self.url, {}, press="_save")
        self.client.force_login(self.writer)
        self.assertNotContains(self.client.get(self.url), OPEN)

    def test_after_half_an_hour_it_is_over_and_forgotten(self) -> None:
        self.client.get(self.url)
        OpenForm.objects.update(opened_at=timezone.now() - presence.PRESENT)
        self.client.force_login(self.writer)
        self.assertNotContains(self.client.get(self.url), OPEN)
        presence.delete_old()
        self.assertEqual(OpenForm.objects.get().owner, self.writer)

    def test_typing_is_a_sign_of_life_and_answers_who_else_is_there(self) -> None:
        form = self.read(self.url)
        OpenForm.objects.update(opened_at=timezone.now() - timedelta(hours=2))
        self.client.post("/admin/unsaved-work/", form.values | {"headline": "Begun"})
        self.client.force_login(self.writer)
        page = self.client.get(self.url)
        self.assertContains(page, "and is writing now")
        presence.delete_old()
        form = self.read(self.url)
        answer = self.client.post("/admin/unsaved-work/", form.values | {"headline": "Mine"})
        self.assertIn(self.staff.username, answer.json()["present"][0])

    def test_whoever_may_only_read_is_not_noted(self) -> None:
        self.sign_in_as("news.view_newsitem")
        self.client.get(self.url)
        self.assertFalse(OpenForm.objects.exists())
