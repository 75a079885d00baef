"""When a petition closes, wherever it is told."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from campaign.web import page_cache
from petitions.handover import register
from petitions.models import Petition
from tests.factories import make_delivery, make_detainee
from tests.petitions.testcases import SigningTestCase, post_form, sign_and_get_mail
from tests.testcases import unbroken


class ClosingTests(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.page = self.petition.get_absolute_url()

    def close_at(self, moment: datetime) -> None:
        Petition.objects.update(opens_at=datetime(2020, 1, 1, tzinfo=UTC), closes_at=moment)
        self.petition.refresh_from_db()
        page_cache.invalidate()

    def test_every_page_with_its_form_or_its_name_tells_day_hour_and_zone(self) -> None:
        closes = datetime(2099, 11, 30, tzinfo=UTC)
        self.close_at(closes)
        person = make_detainee()
        words = unbroken("Open until 29 November 2099, 24:00 UTC")
        for path in (
            self.page, "/petitions/", f"{self.page}embed/", f"{self.page}thank-you/", person.get_absolute_url(),
        ):  # fmt: skip
            with self.subTest(path):
                page = self.client.get(path)
                self.assertContains(page, words)
                self.assertContains(page, 'datetime="2099-11-30T00:00:00+00:00"')
                self.assertNotContains(page, "days\u00a0left")
        self.assertContains(post_form(self.petition, name=""), words, status_code=422)

    def test_the_email_that_asks_to_confirm_tells_it(self) -> None:
        self.close_at(datetime(2099, 11, 30, 18, 30, tzinfo=UTC))
        body = str(sign_and_get_mail(self.petition).body)
        self.assertIn(unbroken("(open until 30 November 2099, 18:30 UTC)"), body)

    def test_in_the_last_week_the_days_left_are_told(self) -> None:
        self.close_at(timezone.now() + timedelta(days=3))
        for path in (self.page, "/petitions/", f"{self.page}embed/"):
            self.assertContains(self.client.get(path), "<strong>3\u00a0days\u00a0left</strong>")

    def test_one_without_an_end_is_just_open(self) -> None:
        self.assertNotContains(self.client.get(self.page), "Open until")
        self.assertNotIn("open until", str(sign_and_get_mail(self.petition).body))

    def test_afterwards_it_tells_the_last_day(self) -> None:
        self.close_at(datetime(2026, 10, 1, tzinfo=UTC))
        self.assertContains(
            self.client.get(self.page), unbroken("Closed on 30 September 2026, 24:00 UTC")
        )
        make_delivery(self.petition)
        on = {event.kind: str(event.on) for event in register.timeline(self.petition)}
        self.assertEqual(on["closed"], "2026-09-30")

    def test_one_that_cannot_be_signed_says_so_above_the_letter(self) -> None:
        self.close_at(datetime(2026, 10, 1, tzinfo=UTC))
        top, _heading, _rest = self.client.get(self.page).text.partition('id="letter"')
        self.assertIn(unbroken("Closed on 30 September 2026"), top)
        self.assertNotIn("Sign this letter", top)

    def test_before_it_opens_it_tells_when(self) -> None:
        Petition.objects.update(opens_at=datetime(2099, 1, 1, tzinfo=UTC))
        self.assertContains(
            self.client.get(self.page), unbroken("Opens on 1 January 2099, 00:00 UTC")
        )
