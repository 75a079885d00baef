"""The scheduled jobs of the site."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate.contrib.django import app

from tests.testcases import SiteTestCase


class ForgetSessionsTests(SiteTestCase):
    def test_sessions_that_have_ended_are_erased_and_others_kept(self) -> None:
        now = timezone.now()
        for key, expires in (
            ("over", now - timedelta(hours=1)),
            ("open", now + timedelta(hours=1)),
        ):
            Session.objects.create(session_key=key, session_data="", expire_date=expires)
        app.tasks["delete-expired-sessions"](timestamp=0)
        self.assertEqual([session.session_key for session in Session.objects.all()], ["open"])
