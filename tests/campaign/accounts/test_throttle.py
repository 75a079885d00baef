"""Guesses are slowed down, one after another and all at once, and no one is locked out of their account."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from unittest import mock

from django.conf import settings
from django.db import connection
from django.test import Client

from campaign.accounts import events, factors
from campaign.accounts.models import AccountEvent
from campaign.web import rate_limits
from campaign.web.models import Bucket, Limit
from tests.campaign.accounts.staff import (
    AccountTestCase,
    is_in,
    log_in,
    next_code,
    send_emails,
)
from tests.campaign.test_roles import make_member
from tests.factories import make_staff
from tests.testcases import CommittingTestCase, make_app


def guess(client: Client, times: int, username: str = "reyhan") -> list[int]:
    return [log_in(client, username, f"guess {n}").status_code for n in range(times)]


class PasswordTests(AccountTestCase):
    def test_the_tenth_wrong_password_in_a_minute_is_answered_with_429(self) -> None:
        client = self.browser()
        self.assertEqual(guess(client, 9), [200] * 9)
        answer = log_in(client, "reyhan", "guess")
        self.assertEqual(answer.status_code, 429)
        self.assertTrue(1 <= int(answer["Retry-After"]) <= 66, answer["Retry-After"])
        self.assertContains(answer, f"Wait {answer['Retry-After']} seconds", status_code=429)

    def test_after_thirty_wrong_ones_the_right_one_does_not_get_in(self) -> None:
        client = self.browser()
        self.assertEqual(guess(client, 30)[9:], [429] * 21)
        answer = log_in(client, "reyhan", "password", next_code(self.app))
        self.assertEqual(answer.status_code, 429)
        self.assertFalse(is_in(client))

    def test_after_the_time_that_retry_after_names_it_gets_in(self) -> None:
        client = self.browser()
        guess(client, 9)
        seconds = int(log_in(client, "reyhan", "guess")["Retry-After"])
        self.let_pass(seconds)
        self.enter(client)

    def let_pass(self, seconds: int) -> None:
        """Move the times of all buckets back."""
        for bucket in Bucket.objects.all():
            for name in ("short", "long"):
                pairs = getattr(bucket, name)
                pairs[::2] = [begins - seconds for begins in pairs[::2]]
            bucket.save()

    def test_networks_and_accounts_are_slowed_down_each_by_themselves(self) -> None:
        guess(self.browser(REMOTE_ADDR="192.0.2.1"), 9)
        make_staff("other")
        elsewhere, here = (
            self.browser(REMOTE_ADDR="203.0.113.9"),
            self.browser(REMOTE_ADDR="192.0.2.1"),
        )
        self.assertEqual(guess(elsewhere, 1), [429])  # the account, from another network
        self.assertEqual(guess(here, 1, "other"), [429])  # the network, for another account
        self.assertEqual(guess(elsewhere, 1, "other"), [200])

    def test_a_name_without_an_account_is_slowed_down_like_any_other(self) -> None:
        self.assertEqual(guess(self.browser(), 11, "nobody"), [200] * 9 + [429] * 2)

    def test_spelling_the_name_in_another_way_is_the_same_account(self) -> None:
        guess(self.browser(REMOTE_ADDR="192.0.2.1"), 9)
        self.assertEqual(guess(self.browser(REMOTE_ADDR="203.0.113.9"), 1, "REYHAN"), [429])

    def test_right_passwords_use_up_nothing(self) -> None:
        client = self.browser()
        for _ in range(12):
            self.assertEqual(log_in(client, "reyhan", "password").status_code, 302)

    def test_a_known_browser_gets_in_while_others_guess(self) -> None:
        known = self.enter()
        known.post("/admin/logout/")
        self.assertEqual(guess(self.browser(), 10)[-1], 429)
        self.enter(known)
        self.assertTrue(is_in(known))

    def test_a_known_browser_cannot_guess_without_end_either(self) -> None:
        known = self.enter()
        known.post("/admin/logout/")
        self.assertEqual(guess(known, 11), [200] * 9 + [429] * 2)

    def test_it_is_known_for_its_own_account_only(self) -> None:
        known = self.enter()
        make_staff("other")
        guess(self.browser(REMOTE_ADDR="192.0.2.1"), 9, "other")
        self.assertEqual(guess(known, 1, "other"), [429])

    def test_a_recovery_code_gets_its_owner_in_while_others_guess_from_elsewhere(self) -> None:
        [code, *_] = factors.new_recovery_codes(self.staff)
        guess(self.browser(REMOTE_ADDR="192.0.2.1"), 10)
        client = self.browser(REMOTE_ADDR="203.0.113.9")
        log_in(client, "reyhan", "password", code)
        self.assertTrue(is_in(client))

    def test_the_old_password_is_guessed_no_faster_by_whoever_is_logged_in(self) -> None:
        client = self.enter()
        client.cookies.pop(settings.BROWSER_COOKIE_NAME)
        new = {"new_password1": "correct horse battery", "new_password2": "correct horse battery"}
        answers = [
            client.post("/admin/password_change/", {"old_password": f"guess {n}"} | new)
            for n in range(11)
        ]
        self.assertEqual([each.status_code for each in answers], [200] * 9 + [429] * 2)
        self.assertContains(answers[0], "Your old password was entered incorrectly")
        self.assertTrue(1 <= int(answers[-1]["Retry-After"]) <= 66)
        kinds = ("password", "refused")
        failed = AccountEvent.objects.filter(user=self.staff, kind__in=kinds).order_by("kind")
        self.assertEqual(list(failed.values_list("number", flat=True)), [9, 2])
        answer = client.post("/admin/password_change/", {"old_password": "password"} | new)
        self.assertEqual(answer.status_code, 429)
        self.assertEqual(guess(self.browser(REMOTE_ADDR="203.0.113.9"), 1), [429])

    def test_the_right_old_password_uses_up_nothing(self) -> None:
        client = self.enter()
        for _ in range(12):
            answer = client.post("/admin/password_change/", {"old_password": "password"})
            self.assertEqual(answer.status_code, 200)  # a new password is missing
        self.assertFalse(AccountEvent.objects.filter(kind="password").exists())

    def test_no_network_is_stored(self) -> None:
        guess(self.browser(REMOTE_ADDR="192.0.2.77"), 2)
        for row in [*AccountEvent.objects.values(), *Bucket.objects.values()]:
            self.assertNotIn("192.0.2", str(row))


class CodeTests(AccountTestCase):
    def guess_codes(self, client: Client, times: int) -> list[int]:
        log_in(client, "reyhan", "password")
        answers = [client.post("/admin/login/code/", {"otp_token": "abc"}) for _ in range(times)]
        return [answer.status_code for answer in answers]

    def test_the_tenth_wrong_code_in_a_minute_is_answered_with_429(self) -> None:
        self.assertEqual(self.guess_codes(self.browser(), 10), [200] * 9 + [429])

    def test_five_wrong_codes_after_the_right_password_are_emailed_to_the_owner_once(self) -> None:
        self.guess_codes(self.browser(), 9)
        [message] = send_emails()
        self.assertEqual(message.subject, "Someone may know your password")
        self.assertEqual(message.to, ["reyhan@campaign.example"])

    def test_then_the_right_code_does_not_get_in_from_there(self) -> None:
        client = self.browser()
        self.guess_codes(client, 9)
        answer = client.post("/admin/login/code/", {"otp_token": next_code(self.app)})
        self.assertEqual(answer.status_code, 429)
        self.assertFalse(is_in(client))

    def test_a_known_browser_and_a_recovery_code_get_in_all_the_same(self) -> None:
        known = self.enter()
        known.post("/admin/logout/")
        [code, *_] = factors.new_recovery_codes(self.staff)
        stranger = self.browser()
        self.guess_codes(stranger, 9)
        self.enter(known)
        stranger.post("/admin/login/code/", {"otp_token": code})
        self.assertTrue(is_in(stranger))


class FailuresAtTheDeskTests(AccountTestCase):
    def test_failures_are_shown_to_their_owner_and_counted_for_administrators(self) -> None:
        guess(self.browser(REMOTE_ADDR="192.0.2.1"), 12)
        guess(self.browser(REMOTE_ADDR="203.0.113.9"), 2, "nobody")
        client = self.enter(self.known())
        page = client.get("/admin/")
        self.assertContains(page, "12 failed tries to log in to your account in the last 24 hours")
        self.assertContains(page, "14 failed tries to log in to any account in the last 24 hours")
        self.assertContains(client.get("/admin/account/"), "Wrong password (9 times)")
        records = client.get("/admin/campaign/accountevent/")
        self.assertContains(records, "Refused: too many tries")

    def known(self) -> Client:
        with mock.patch.object(rate_limits, "_limits", mock.Mock(get=dict)):
            return self.enter()

    def test_staff_without_that_right_see_their_own_only(self) -> None:
        guess(self.browser(), 2)
        editor = make_member("Editors")
        self.client.force_login(editor)
        self.assertNotContains(self.client.get("/admin/"), "failed tries")
        self.assertEqual(self.client.get("/admin/campaign/accountevent/").status_code, 403)

    def test_failures_of_a_day_ago_are_not_counted(self) -> None:
        guess(self.browser(), 2)
        [failed] = events.failures()
        self.assertEqual((failed.user, failed.number), (self.staff, 2))
        self.assertFalse(events.failures(within=timedelta(0)).exists())


class AtOnceTests(CommittingTestCase):
    def test_of_a_hundred_guesses_at_once_nine_are_looked_at(self) -> None:
        staff = make_staff("reyhan")
        code = factors.current_code(make_app(staff).key)

        def post(number: int) -> int:
            try:
                client = self.client_class()
                if number == 99:
                    return int(log_in(client, "reyhan", "password", code).status_code)
                return int(log_in(client, "reyhan", f"guess {number}").status_code)
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as pool:
            answers: list[Any] = list(pool.map(post, range(100)))
        self.assertEqual(answers.count(200), 9)
        self.assertEqual(answers.count(429), 91)

    def test_a_code_that_comes_twice_at_once_opens_one_session(self) -> None:
        staff = make_staff("reyhan")
        code = factors.current_code(make_app(staff).key)

        def enter(_: int) -> bool:
            try:
                client = self.client_class()
                log_in(client, "reyhan", "password", code)
                return is_in(client)
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as pool:
            self.assertEqual(list(pool.map(enter, range(4))).count(True), 1)


class OffTests(AccountTestCase):
    def test_the_limits_are_rows_that_staff_edit(self) -> None:
        Limit.objects.filter(use="passwords").update(burst=2)
        rate_limits._limits.forget()
        self.assertEqual(guess(self.browser(), 3), [200, 200, 429])
