"""Sessions end by themselves, by their owner's hand, and at once with the account or the password."""

from datetime import timedelta
from typing import Any
from unittest import mock

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django import app as queue

from campaign.accounts import sessions
from campaign.accounts.models import StaffSession
from tests.campaign.accounts.staff import AccountTestCase, is_in, log_in
from tests.factories import make_page, make_staff

MINUTE = timedelta(minutes=1)


class EndsTests(AccountTestCase):
    def used(self, client: Client, ago: timedelta) -> None:
        StaffSession.objects.filter(user=self.staff).update(used_at=timezone.now() - ago)

    def test_half_an_hour_without_use_ends_it(self) -> None:
        client = self.enter()
        self.used(client, 29 * MINUTE)
        self.assertTrue(is_in(client))
        self.used(client, 31 * MINUTE)
        self.assertFalse(is_in(client))

    def test_using_it_keeps_it(self) -> None:
        client = self.enter()
        for _ in range(3):
            self.used(client, 20 * MINUTE)
            self.assertTrue(is_in(client))

    def test_a_page_that_fetches_itself_does_not_keep_it(self) -> None:
        client = self.enter()
        self.used(client, 20 * MINUTE)
        client.get("/admin/", headers={"Sec-Fetch-Dest": "empty"})
        used_at = StaffSession.objects.get(user=self.staff).used_at
        self.assertLess(used_at, timezone.now() - 19 * MINUTE)
        client.post("/admin/", headers={"Sec-Fetch-Dest": "empty"})  # as what is saved by itself
        self.assertGreater(
            StaffSession.objects.get(user=self.staff).used_at, timezone.now() - MINUTE
        )

    def test_public_pages_do_not_read_it(self) -> None:
        make_page(slug="about")
        client = self.enter()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get("/about/")
        self.assertEqual(answer.status_code, 200)
        self.assertNotIn("Cookie", answer.get("Vary", ""))
        self.assertNotIn("campaign_staffsession", str(queries.captured_queries))

    def test_the_time_of_its_use_is_written_once_a_minute(self) -> None:
        client = self.enter()
        used_at = StaffSession.objects.get(user=self.staff).used_at
        client.get("/admin/account/")
        self.assertEqual(StaffSession.objects.get(user=self.staff).used_at, used_at)

    def test_twelve_hours_end_it_however_busy(self) -> None:
        client = self.enter()
        began = timezone.now()
        for hours, is_open in ((11, True), (12.1, False)):
            now = began + timedelta(hours=hours)
            StaffSession.objects.filter(user=self.staff).update(used_at=now)
            with mock.patch.object(timezone, "now", return_value=now):
                self.assertEqual(is_in(client), is_open, hours)

    def test_saving_something_in_it_does_not_make_it_longer(self) -> None:
        client = self.enter()
        ends = StaffSession.objects.get(user=self.staff).expire_date
        session: Any = client.session
        session["anything"] = "new"
        session.save()
        self.assertEqual(StaffSession.objects.get(user=self.staff).expire_date, ends)

    def test_it_is_over_at_once_when_the_account_is_disabled(self) -> None:
        for change in ({"is_active": False}, {"is_staff": False}):
            client = self.client_class()
            client.force_login(self.staff)
            self.assertTrue(is_in(client))
            User.objects.filter(pk=self.staff.pk).update(**change)
            with self.subTest(change):
                self.assertFalse(is_in(client))
            User.objects.filter(pk=self.staff.pk).update(is_active=True, is_staff=True)

    def test_it_is_over_at_once_when_the_password_changes_elsewhere(self) -> None:
        here, elsewhere = self.enter(), self.enter()
        given = {
            "old_password": "password",
            "new_password1": "correct horse battery",
            "new_password2": "correct horse battery",
        }
        answer = here.post("/admin/password_change/", given)
        self.assertRedirects(answer, "/admin/password_change/done/")
        self.assertTrue(is_in(here))
        self.assertFalse(is_in(elsewhere))


class StoredTests(AccountTestCase):
    def test_what_the_cookie_holds_is_not_in_the_database(self) -> None:
        client = self.enter()
        cookie = client.cookies["session"].value
        [row] = StaffSession.objects.filter(user=self.staff).values()
        self.assertNotIn(cookie, str(row))
        thief = self.browser()
        thief.cookies["session"] = row["session_key"]
        self.assertFalse(is_in(thief))

    def test_a_wrong_password_makes_no_session(self) -> None:
        log_in(self.browser(), "reyhan", "wrong")
        self.assertFalse(StaffSession.objects.exists())

    def test_sessions_that_have_ended_are_erased_and_others_kept(self) -> None:
        old, idle, live = self.enter(), self.enter(), self.enter()
        rows = {
            name: StaffSession.objects.filter(
                pk=sessions.stored_key(client.cookies["session"].value)
            )
            for name, client in (("old", old), ("idle", idle), ("live", live))
        }
        rows["old"].update(expire_date=timezone.now() - MINUTE)
        rows["idle"].update(used_at=timezone.now() - 31 * MINUTE)
        queue.tasks["delete-expired-sessions"](timestamp=0)
        self.assertEqual([name for name, row in rows.items() if row.exists()], ["live"])


class OwnSessionsTests(AccountTestCase):
    def number_of(self, client: Client) -> str:
        key = sessions.stored_key(client.cookies["session"].value)
        return str(StaffSession.objects.get(pk=key).number)

    def test_the_list_shows_browser_and_last_use_and_which_is_this_one(self) -> None:
        here = self.enter()
        self.enter()
        page = here.get("/admin/account/")
        self.assertContains(page, "Firefox on Linux: since", 2)
        self.assertContains(page, "(this one)", 1)
        self.assertNotContains(page, here.cookies["session"].value)
        self.assertNotContains(page, "127.0.0.1")

    def test_ending_one_ends_it_at_once(self) -> None:
        here, elsewhere = self.enter(), self.enter()
        here.post(f"/admin/account/sessions/{self.number_of(elsewhere)}/end/")
        self.assertTrue(is_in(here))
        self.assertFalse(is_in(elsewhere))

    def test_no_one_ends_the_session_of_someone_else(self) -> None:
        theirs = self.enter()
        other = self.client_class()
        other.force_login(make_staff("other"))
        other.post(f"/admin/account/sessions/{self.number_of(theirs)}/end/")
        self.assertTrue(is_in(theirs))

    def test_all_others_end_with_one_button(self) -> None:
        here, second, third = self.enter(), self.enter(), self.enter()
        here.post("/admin/account/sessions/end/")
        self.assertEqual([is_in(each) for each in (here, second, third)], [True, False, False])


class CookieTests(AccountTestCase):
    def test_on_plain_http_the_cookie_has_an_ordinary_name(self) -> None:
        cookie = self.enter().cookies["session"]
        self.assertEqual((cookie["secure"], cookie["samesite"]), ("", "Strict"))
        self.assertTrue(cookie["httponly"])
        self.assertEqual(cookie["max-age"], "")  # it goes with the browser
