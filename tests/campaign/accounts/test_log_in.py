"""Logging in: a password and a second factor, on one form or on two."""

from datetime import timedelta
from unittest import mock

from django.contrib.auth.models import User
from django.test import override_settings
from django.utils import timezone

from campaign.accounts import factors
from campaign.accounts import log_in as log_in_module
from campaign.accounts.models import AccountEvent, AuthenticatorApp, KnownBrowser
from tests.campaign.accounts.staff import (
    AccountTestCase,
    is_in,
    key_on,
    log_in,
    next_code,
    send_emails,
)
from tests.factories import make_staff

CODE = "/admin/login/code/"
SET_UP = "/admin/login/set-up/"


class LogInTests(AccountTestCase):
    def test_password_and_code_on_one_form_open_the_desk(self) -> None:
        self.assertTrue(is_in(self.enter()))

    def test_a_password_alone_leads_to_the_page_of_the_code_and_no_further(self) -> None:
        client = self.browser()
        self.assertRedirects(log_in(client, "reyhan", "password"), f"{CODE}?next=/admin/")
        self.assertFalse(is_in(client))
        answer = client.post(CODE, {"otp_token": next_code(self.app), "next": "/admin/news/"})
        self.assertRedirects(answer, "/admin/news/", fetch_redirect_response=False)
        self.assertTrue(is_in(client))

    def test_a_wrong_code_opens_nothing(self) -> None:
        client = self.browser()
        wrong = f"{(int(next_code(self.app)) + 500_000) % 1_000_000:06}"
        for code in (wrong, "000", "letters", "１２３４５６", "-12345"):
            with self.subTest(code):
                log_in(client, "reyhan", "password", code)
                self.assertFalse(is_in(client))

    def test_a_code_works_once(self) -> None:
        code = next_code(self.app)
        first, second = self.browser(), self.browser()
        log_in(first, "reyhan", "password", code)
        log_in(second, "reyhan", "password", code)
        self.assertTrue(is_in(first))
        self.assertFalse(is_in(second))
        self.assertContains(second.get(f"{CODE}?wrong=yes"), "Each code works once")

    def test_a_code_may_be_half_a_minute_old_and_no_older(self) -> None:
        for seconds, opens in ((25, True), (100, False)):
            code = next_code(self.app)
            with mock.patch("time.time", return_value=timezone.now().timestamp() + seconds):
                client = self.browser()
                log_in(client, "reyhan", "password", code)
            with self.subTest(seconds):
                self.assertEqual(is_in(client), opens)

    def test_a_code_of_someone_else_opens_nothing(self) -> None:
        other = make_staff("other")
        key = factors.set_app(other, factors.new_key()).key
        client = self.browser()
        log_in(client, "reyhan", "password", factors.current_code(key))
        self.assertFalse(is_in(client))

    def test_a_code_does_not_help_without_the_password(self) -> None:
        client = self.browser()
        answer = log_in(client, "reyhan", "wrong", next_code(self.app))
        self.assertContains(answer, "The user name or the password is wrong")
        self.assertFalse(is_in(client))

    def test_a_visitor_account_is_told_the_same_as_a_wrong_password(self) -> None:
        User.objects.create_user("visitor", password="password")
        self.assertContains(
            log_in(self.browser(), "visitor", "password"), "The user name or the password is wrong"
        )

    def test_the_right_password_is_forgotten_after_ten_minutes(self) -> None:
        client = self.browser()
        log_in(client, "reyhan", "password")
        later = timezone.now() + log_in_module.WITHIN + timedelta(seconds=1)
        with mock.patch.object(timezone, "now", return_value=later):
            answer = client.post(CODE, {"otp_token": factors.current_code(self.app.key)})
        self.assertIn("/admin/login/?", answer["Location"])
        self.assertFalse(is_in(client))

    def test_it_is_forgotten_when_the_password_changes_or_the_account_is_disabled(self) -> None:
        for change in ("password", "is_active"):
            client = self.browser()
            log_in(client, "reyhan", "password")
            user = User.objects.get(username="reyhan")
            if change == "password":
                user.set_password("another one")
            else:
                user.is_active = False
            user.save()
            answer = client.post(CODE, {"otp_token": next_code(self.app)})
            with self.subTest(change):
                self.assertIn("/admin/login/?", answer["Location"])
                self.assertFalse(is_in(client))
            User.objects.filter(pk=user.pk).update(is_active=True, password=self.staff.password)

    def test_the_session_gets_a_new_key_when_it_gets_a_user(self) -> None:
        client = self.browser()
        log_in(client, "reyhan", "password")
        before = client.session.session_key
        client.post(CODE, {"otp_token": next_code(self.app)})
        self.assertNotEqual(client.session.session_key, before)

    def test_no_one_is_led_to_another_site(self) -> None:
        client = self.browser()
        log_in(client, "reyhan", "password")
        code = next_code(self.app)
        answer = client.post(CODE, {"otp_token": code, "next": "https://evil.example/"})
        self.assertRedirects(answer, "/admin/", fetch_redirect_response=False)

    def test_the_pages_of_logging_in_are_in_no_cache(self) -> None:
        client = self.browser()
        log_in(client, "reyhan", "password")
        for path in ("/admin/login/", CODE, "/admin/forgot/"):
            self.assertIn("no-store", client.get(path)["Cache-Control"])


class SetUpTests(AccountTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.new = make_staff("new", email="new@campaign.example")
        self.at = self.browser()

    def test_the_first_log_in_leads_to_setting_up_the_factor(self) -> None:
        self.assertRedirects(log_in(self.at, "new", "password"), f"{SET_UP}?next=/admin/")
        self.assertFalse(is_in(self.at))
        page = self.at.get(SET_UP)
        self.assertContains(page, "<svg")
        key = key_on(page)
        self.assertContains(page, " ".join(key[start : start + 4] for start in range(0, 32, 4)))

    def test_its_first_code_opens_the_desk_and_shows_ten_recovery_codes(self) -> None:
        log_in(self.at, "new", "password")
        code = factors.current_code(key_on(self.at.get(SET_UP)))
        page = self.at.post(SET_UP, {"otp_token": code})
        self.assertEqual(len(page.context["codes"]), 10)
        self.assertContains(page, page.context["codes"][0])
        self.assertTrue(is_in(self.at))
        [message] = send_emails()
        self.assertEqual(message.to, ["new@campaign.example"])
        self.assertIn("second factor was added", message.subject)
        again = self.browser()
        log_in(again, "new", "password", code)
        self.assertFalse(is_in(again))

    def test_a_wrong_code_sets_up_nothing(self) -> None:
        log_in(self.at, "new", "password")
        self.at.get(SET_UP)
        self.assertContains(self.at.post(SET_UP, {"otp_token": "000000"}), "not the current code")
        self.assertFalse(factors.has_factor(self.new))
        self.assertFalse(is_in(self.at))

    def test_opening_the_page_again_shows_the_same_key(self) -> None:
        log_in(self.at, "new", "password")
        key = key_on(self.at.get(SET_UP))
        self.assertEqual(key_on(self.at.post(SET_UP, {"otp_token": "000000"})), key)
        self.assertEqual(key_on(self.at.get(SET_UP)), key)

    def test_no_other_session_sees_or_confirms_that_key(self) -> None:
        elsewhere = self.browser()
        for client in (self.at, elsewhere):
            log_in(client, "new", "password")
        theirs, ours = (key_on(client.get(SET_UP)) for client in (elsewhere, self.at))
        self.assertNotEqual(theirs, ours)
        self.at.post(SET_UP, {"otp_token": factors.current_code(theirs)})
        self.assertFalse(factors.has_factor(self.new))
        self.at.post(SET_UP, {"otp_token": factors.current_code(ours)})
        self.assertTrue(is_in(self.at))
        self.assertEqual(AuthenticatorApp.objects.get(user=self.new).key, ours)
        elsewhere.post(SET_UP, {"otp_token": factors.current_code(theirs)})
        self.assertFalse(is_in(elsewhere))

    def test_a_factor_cannot_be_set_up_over_one_that_is_there(self) -> None:
        client = self.browser()
        log_in(client, "reyhan", "password")
        for answer in (client.get(SET_UP), client.post(SET_UP, {"otp_token": "000000"})):
            self.assertEqual(answer.status_code, 302)
        self.assertEqual(AuthenticatorApp.objects.get(user=self.staff).key, self.app.key)

    def test_no_one_sees_it_without_the_password(self) -> None:
        self.assertEqual(self.browser().get(SET_UP).status_code, 302)
        self.assertEqual(self.browser().get(CODE).status_code, 302)

    def test_the_key_is_encrypted_in_the_database(self) -> None:
        stored = AuthenticatorApp.objects.values_list("key", flat=True).get(pk=self.app.pk)
        self.assertTrue(stored.startswith("encrypted:"))
        log_in(self.at, "new", "password")
        key = key_on(self.at.get(SET_UP))
        self.assertNotIn(key, str(dict(self.at.session)))


class RecoveryCodeTests(AccountTestCase):
    def test_one_opens_the_desk_once_and_its_owner_is_told(self) -> None:
        code = factors.new_recovery_codes(self.staff)[3]
        first, second = self.browser(), self.browser()
        log_in(first, "reyhan", "password", code.lower().replace("-", " "))
        log_in(second, "reyhan", "password", code)
        self.assertTrue(is_in(first))
        self.assertFalse(is_in(second))
        self.assertEqual(factors.recovery_codes_left(self.staff), 9)
        self.assertIn("A recovery code was used", [each.subject for each in send_emails()])

    def test_new_ones_replace_the_old(self) -> None:
        [old, *_] = factors.new_recovery_codes(self.staff)
        factors.new_recovery_codes(self.staff)
        client = self.browser()
        log_in(client, "reyhan", "password", old)
        self.assertFalse(is_in(client))


class NewBrowserTests(AccountTestCase):
    def test_the_first_log_in_with_a_browser_is_emailed_to_its_owner(self) -> None:
        self.enter()
        [message] = send_emails()
        self.assertEqual(message.to, ["reyhan@campaign.example"])
        self.assertIn("Firefox on Linux", message.body)
        self.assertTrue(AccountEvent.objects.filter(kind="new", user=self.staff).exists())

    def test_the_second_is_not(self) -> None:
        client = self.enter()
        client.post("/admin/logout/")
        send_emails()
        self.enter(client)
        self.assertEqual(send_emails(), [])

    def test_the_cookie_of_one_account_does_not_make_a_browser_known_to_another(self) -> None:
        client = self.enter()
        other = make_staff("other", email="other@campaign.example")
        key = factors.set_app(other, factors.new_key()).key
        send_emails()
        log_in(client, "other", "password", factors.current_code(key))
        self.assertEqual([each.to for each in send_emails()], [["other@campaign.example"]])
        self.assertEqual(KnownBrowser.objects.values("digest").distinct().count(), 1)

    def test_an_invented_cookie_becomes_one_of_ours(self) -> None:
        client = self.browser()
        client.cookies["browser"] = "invented"
        self.enter(client)
        self.assertNotEqual(client.cookies["browser"].value, "invented")

    def test_the_cookie_is_for_this_site_alone(self) -> None:
        cookie = self.enter().cookies["browser"]
        self.assertTrue(cookie["httponly"])
        self.assertEqual((cookie["samesite"], cookie["secure"]), ("Strict", ""))
        with override_settings(HTTPS=True, BROWSER_COOKIE_NAME="__Host-browser"):
            cookie = self.enter().cookies["__Host-browser"]
        self.assertEqual((cookie["secure"], cookie["path"], cookie["domain"]), (True, "/", ""))

    def test_neither_a_code_nor_a_password_is_in_what_is_recorded(self) -> None:
        log_in(self.browser(), "reyhan", "canary-password")
        log_in(self.browser(), "canary-name", "password")
        for row in AccountEvent.objects.values():
            self.assertNotIn("canary", str(row))
