"""What is stored about accounts goes after its time."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app as queue

from campaign.accounts import browsers, events, links
from campaign.accounts.events import Kind
from campaign.accounts.models import AccountEvent, EmailedLink, KnownBrowser
from tests.campaign.accounts.staff import AccountTestCase

DAY = timedelta(days=1)


class ExpiryTests(AccountTestCase):
    def test_records_go_after_a_year_and_browsers_after_half_a_year_without_use(self) -> None:
        now = timezone.now()
        for model, field, lifetime in (
            (AccountEvent, "at", events.LIFETIME),
            (KnownBrowser, "used_at", browsers.LIFETIME),
        ):
            for number, age in enumerate((lifetime - DAY, lifetime + DAY)):
                fields = {"kind": Kind.LOGGED_IN} if field == "at" else {"digest": bytes([number])}
                model.objects.create(user=self.staff, **{field: now - age}, **fields)
        queue.tasks["delete-old-log-in-records"](timestamp=0)
        self.assertEqual(AccountEvent.objects.count(), 1)
        self.assertEqual(KnownBrowser.objects.count(), 1)

    def test_links_go_when_they_have_ended(self) -> None:
        links.invite(self.staff, by=None)
        queue.tasks["delete-expired-sessions"](timestamp=0)
        self.assertEqual(EmailedLink.objects.count(), 1)
        EmailedLink.objects.update(expires_at=timezone.now() - DAY)
        queue.tasks["delete-expired-sessions"](timestamp=0)
        self.assertEqual(EmailedLink.objects.count(), 0)
