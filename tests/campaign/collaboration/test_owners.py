"""Owners: who looks after an item, chosen in its form, shown in lists and freed with the account."""

from django.contrib.auth.models import User
from django.urls import reverse

from campaign.collaboration import owners
from campaign.collaboration.models import CaseOwner
from news.models import NewsItem
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_news, make_page, make_petition

NEWS = "/admin/news/newsitem/"


class OwnerTests(DeskTestCase):
    writer: User
    item: NewsItem

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.writer = make_member("Editors")
        cls.item = make_news(state="draft", publish_at=None, headline="A quiet step")

    def give(self, to: str) -> None:
        self.fill_in(f"{NEWS}{self.item.pk}/change/", {"together-owner": to}, press="_together")

    def test_the_form_gives_an_item_to_a_colleague_and_to_no_one(self) -> None:
        self.give(str(self.writer.pk))
        self.assertEqual(owners.owner_of(self.item), self.writer)
        self.give("")
        self.assertFalse(CaseOwner.objects.exists())

    def test_every_kind_of_item_can_have_an_owner(self) -> None:
        for item in (make_detainee(state="draft"), make_petition(), make_page()):
            with self.subTest(item._meta.label):
                name = f"admin:{item._meta.app_label}_{item._meta.model_name}_change"
                form = self.client.get(reverse(name, args=[item.pk]))
                self.assertContains(form, "together-owner")

    def test_two_who_have_the_form_open_do_not_undo_each_other(self) -> None:
        form = self.read(f"{NEWS}{self.item.pk}/change/")
        owners.give(self.item, self.writer)
        self.send(
            f"{NEWS}{self.item.pk}/change/", form, {"together-remark": "Hello"}, press="_together"
        )
        self.assertEqual(owners.owner_of(self.item), self.writer)

    def test_the_list_can_show_only_mine_and_only_those_of_no_one(self) -> None:
        make_news(state="draft", publish_at=None, headline="Of no one")
        owners.give(self.item, self.writer)
        self.client.force_login(self.writer)
        mine = self.client.get(f"{NEWS}?owner=mine")
        self.assertContains(mine, "A quiet step")
        self.assertNotContains(mine, "Of no one")
        free = self.client.get(f"{NEWS}?owner=none")
        self.assertContains(free, "Of no one")
        self.assertNotContains(free, "A quiet step")
        self.client.force_login(self.staff)
        self.assertContains(self.client.get(f"{NEWS}?owner={self.writer.pk}"), "A quiet step")
        self.assertNotContains(self.client.get(f"{NEWS}?owner=mine"), "A quiet step")
        self.assertEqual(self.client.get(f"{NEWS}?owner=x").status_code, 200)

    def test_an_account_that_is_closed_frees_its_items(self) -> None:
        owners.give(self.item, self.writer)
        User.objects.filter(pk=self.writer.pk).update(is_active=False)
        self.assertIsNone(owners.owner_of(self.item))
        self.assertContains(self.client.get(f"{NEWS}?owner=none"), "A quiet step")

    def test_what_someone_looks_after_stands_on_their_page(self) -> None:
        owners.give(self.item, self.writer)
        self.client.force_login(self.writer)
        self.assertContains(self.client.get("/admin/for-you/"), "A quiet step")
