"""Review days: chosen in the form, emailed on the day and each week until they are done or moved."""

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from campaign.collaboration import review_days
from campaign.collaboration.models import ReviewDay
from tests.campaign.collaboration.test_remarks import RemarkTestCase

WHY = "The sentence may be over"


class ReviewDayTests(RemarkTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.today = timezone.localdate()

    def choose(self, **typed: str) -> Any:
        values = {f"together-review_{name}": value for name, value in typed.items()}
        return self.say("", values)

    def test_a_day_that_is_chosen_is_for_whoever_chose_it_unless_they_name_someone(self) -> None:
        self.choose(on="2027-03-01", why=WHY)
        day = ReviewDay.objects.get()
        self.assertEqual((day.colleague, day.why, str(day.on)), (self.writer, WHY, "2027-03-01"))
        self.choose(by=str(self.staff.pk))
        day.refresh_from_db()
        self.assertEqual(day.colleague, self.staff)

    def test_a_colleague_without_a_day_is_an_error(self) -> None:
        page = self.choose(by=str(self.staff.pk))
        self.assertContains(page, "Choose the day.")
        self.assertFalse(ReviewDay.objects.exists())

    def test_a_day_is_done_or_taken_back(self) -> None:
        self.choose(on="2027-03-01")
        self.choose(done="on")
        self.assertEqual(ReviewDay.objects.get().done_by, self.writer)
        self.choose(on="2027-04-01")
        self.choose(on="")
        self.assertEqual(ReviewDay.objects.count(), 1)

    def set_day(self, on: Any, colleague: User | None = None) -> None:
        review_days.set_day(
            self.item, on, colleague=colleague or self.staff, why=WHY, by=self.writer
        )

    def test_the_colleague_gets_one_email_on_the_day_that_names_nothing(self) -> None:
        self.set_day(self.today + timedelta(days=1))
        review_days.remind()
        self.assertEqual(self.queued(), [])
        self.set_day(self.today)
        review_days.remind()
        review_days.remind()
        [email] = self.queued()
        for word in (WHY, "quiet step"):
            self.assertNotIn(word, email)

    def test_and_another_one_a_week_later_unless_it_is_done(self) -> None:
        self.set_day(self.today)
        review_days.remind()
        ReviewDay.objects.update(reminded_at=timezone.now() - timedelta(days=8))
        review_days.remind()
        self.assertEqual(len(self.queued()), 2)
        review_days.finish(self.item, by=self.staff)
        ReviewDay.objects.update(reminded_at=timezone.now() - timedelta(days=8))
        review_days.remind()
        self.assertEqual(len(self.queued()), 2)

    def test_a_closed_account_gets_none(self) -> None:
        self.set_day(self.today)
        User.objects.filter(pk=self.staff.pk).update(is_active=False)
        review_days.remind()
        self.assertEqual(self.queued(), [])

    def test_it_stands_on_the_page_of_the_colleague_and_is_due(self) -> None:
        self.set_day(self.today)
        self.client.force_login(self.staff)
        self.assertContains(self.client.get("/admin/for-you/"), "Due")
        self.assertContains(self.client.get("/admin/"), "A quiet step")

    def test_it_goes_with_its_item(self) -> None:
        self.set_day(self.today)
        self.item.delete()
        self.assertFalse(ReviewDay.objects.exists())
