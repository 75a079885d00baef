"""The same owner and review day for many: only what is ticked, after a preview, and without those who may not see the item."""

from datetime import date
from typing import Any

from django.contrib.auth.models import User

from campaign.closed_records import records
from campaign.collaboration import owners, review_days
from campaign.collaboration.models import CaseOwner, ReviewDay
from news.models import NewsItem
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase
from tests.factories import make_news

NEWS = "/admin/news/newsitem/"


class ManyTests(DeskTestCase):
    writer: User
    items: list[NewsItem]

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.writer = make_member("Editors")
        cls.items = [make_news(headline=f"News {number}") for number in range(3)]

    def choose(self, **typed: Any) -> Any:
        fields = {f"many-{name}": value for name, value in typed.items()}
        chosen = {"action": "together", "_selected_action": [item.pk for item in self.items]}
        return self.client.post(NEWS, chosen | fields, follow=True)

    def test_it_asks_first_and_says_what_will_change(self) -> None:
        self.assertContains(self.choose(), "Change who looks after them")
        owner = {"changes_owner": "on", "owner": str(self.writer.pk)}
        self.assertContains(self.choose(sent="yes", **owner), "editors looks after them.")
        self.assertFalse(CaseOwner.objects.exists())
        self.assertContains(self.choose(sent="yes", agreed="yes", **owner), "3 items are changed.")
        self.assertEqual(owners.owner_of(self.items[2]), self.writer)

    def test_what_is_not_ticked_stays(self) -> None:
        review_days.set_day(
            self.items[0], date(2027, 3, 1), colleague=self.writer, why="x", by=self.staff
        )
        self.choose(sent="yes", agreed="yes", changes_owner="on", owner="", review_on="2027-01-01")
        self.assertEqual(str(ReviewDay.objects.get().on), "2027-03-01")

    def test_nothing_ticked_is_an_error(self) -> None:
        page = self.choose(sent="yes", agreed="yes", owner=str(self.writer.pk))
        self.assertContains(page, "Tick what to change.", status_code=422)
        self.assertFalse(CaseOwner.objects.exists())

    def test_a_day_for_all(self) -> None:
        self.choose(sent="yes", agreed="yes", changes_day="on", review_on="2027-03-01")
        self.assertEqual(ReviewDay.objects.count(), 3)

    def test_an_item_that_the_colleague_may_not_see_is_refused_and_named(self) -> None:
        records.limit(self.items[0], groups=[], staff=[self.staff], by=self.staff)
        page = self.choose(sent="yes", agreed="yes", changes_owner="on", owner=str(self.writer.pk))
        self.assertContains(page, "2 items are changed.")
        self.assertContains(page, "News 0</a>” is not changed: editors may not see it.")
        self.assertIsNone(owners.owner_of(self.items[0]))

    def test_a_closed_item_of_others_is_not_changed(self) -> None:
        records.limit(self.items[0], groups=[], staff=[self.writer], by=self.writer)
        self.choose(sent="yes", agreed="yes", changes_owner="on", owner=str(self.staff.pk))
        self.assertEqual(CaseOwner.objects.count(), 2)
