"""Passkeys as a second factor. tests/browser/test_log_in.py has the same in a real browser."""

import json
from typing import Any

from django.test import Client

from campaign.accounts import factors
from campaign.accounts.models import AuthenticatorApp, Passkey
from tests.campaign.accounts.authenticator import Authenticator
from tests.campaign.accounts.staff import AccountTestCase, is_in, log_in, next_code
from tests.factories import make_staff

CODE, SET_UP, ADD = "/admin/login/code/", "/admin/login/set-up/", "/admin/account/passkey/"


class PasskeyTestCase(AccountTestCase):
    def at(self, host: str = "localhost") -> Client:
        return self.browser(HTTP_HOST=host)

    def asked(self, client: Client, path: str) -> Any:
        return json.loads(client.get(path).context["passkey"])

    def add(self, client: Client, key: Authenticator) -> Any:
        answer = key.create(self.asked(client, ADD))
        return client.post(ADD, {"passkey": answer})


class LogInTests(PasskeyTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.key = Authenticator()
        self.assertEqual(self.add(self.enter(self.at()), self.key).status_code, 303)
        self.client_ = self.at()
        log_in(self.client_, "reyhan", "password")

    def test_password_and_passkey_open_the_desk(self) -> None:
        answer = self.key.get(self.asked(self.client_, CODE))
        self.client_.post(CODE, {"passkey": answer})
        self.assertTrue(is_in(self.client_))

    def assert_refused(self, answer: str, client: Client | None = None) -> None:
        client = client or self.client_
        client.post(CODE, {"passkey": answer})
        self.assertFalse(is_in(client))

    def test_an_answer_to_an_earlier_question_is_refused(self) -> None:
        earlier = self.key.get(self.asked(self.client_, CODE))
        self.asked(self.client_, CODE)
        self.assert_refused(earlier)

    def test_an_answer_works_once(self) -> None:
        answer = self.key.get(self.asked(self.client_, CODE))
        self.client_.post(CODE, {"passkey": answer})
        self.client_.post("/admin/logout/")
        log_in(self.client_, "reyhan", "password")
        self.assert_refused(answer)

    def test_an_answer_that_a_false_copy_of_the_site_got_is_refused(self) -> None:
        self.key.origin = "http://localhost.evil.example"
        self.assert_refused(self.key.get(self.asked(self.client_, CODE)))

    def test_another_key_is_refused(self) -> None:
        other = Authenticator()
        other.id = self.key.id
        self.assert_refused(other.get(self.asked(self.client_, CODE)))

    def test_the_passkey_of_someone_else_is_refused(self) -> None:
        make_staff("other")
        factors.set_app(make_staff("third"), factors.new_key())
        client = self.at()
        log_in(client, "third", "password")
        options = self.asked_of_reyhan()
        self.assert_refused(self.key.get(options), client)

    def asked_of_reyhan(self) -> Any:
        return self.asked(self.client_, CODE)

    def test_nonsense_is_refused(self) -> None:
        nested = '{"id": "eA", "rawId": "eA", "type": "public-key", "response": null}'
        for nonsense in (
            nested,
            "",
            "{}",
            "[]",
            "null",
            "1",
            '{"id": "x", "rawId": "x"}',
            "no json",
        ):
            with self.subTest(nonsense):
                self.assert_refused(nonsense)

    def test_it_needs_the_password_first(self) -> None:
        options = self.asked(self.client_, CODE)
        self.assert_refused(self.key.get(options), self.at())

    def test_an_account_has_the_same_passkey_once(self) -> None:
        self.add(self.enter(self.at()), self.key)
        self.assertEqual(Passkey.objects.count(), 1)


class SetUpTests(PasskeyTestCase):
    def test_a_passkey_alone_is_a_factor(self) -> None:
        make_staff("new", email="new@campaign.example")
        client, key = self.at(), Authenticator()
        log_in(client, "new", "password")
        page = client.post(SET_UP, {"passkey": key.create(self.asked(client, SET_UP))})
        self.assertEqual(len(page.context["codes"]), 10)
        self.assertTrue(is_in(client))
        client.post("/admin/logout/")
        self.assertIn(CODE, log_in(client, "new", "password")["Location"])
        client.post(CODE, {"passkey": key.get(self.asked(client, CODE))})
        self.assertTrue(is_in(client))

    def test_it_is_offered_only_where_browsers_allow_it(self) -> None:
        make_staff("new")
        for host, secure, offered in (
            ("localhost", False, True), ("localhost:8000", False, True), ("testserver", False, False),
            ("127.0.0.1:8000", False, False), ("[::1]:8000", False, False), ("127.0.0.1", True, False),
            ("testserver", True, True),
        ):  # fmt: skip
            with self.subTest(host, secure=secure), self.settings(ALLOWED_HOSTS=["*"]):
                client = self.at(host)
                client.post(
                    "/admin/login/", {"username": "new", "password": "password"}, secure=secure
                )
                page = client.get(SET_UP, secure=secure)
                self.assertEqual("data-passkey" in page.text, offered)


class RemoveTests(PasskeyTestCase):
    def test_the_last_factor_stays(self) -> None:
        client = self.enter(self.at())
        remove_app = f"/admin/account/app/{self.app.pk}/remove/"
        self.assertContains(client.post(remove_app, follow=True), "Add another factor first")
        self.assertTrue(AuthenticatorApp.objects.filter(pk=self.app.pk).exists())
        self.add(client, Authenticator())
        client.post(remove_app)
        self.assertFalse(AuthenticatorApp.objects.filter(pk=self.app.pk).exists())

    def test_no_one_removes_the_factor_of_someone_else(self) -> None:
        client = self.enter(self.at())
        self.add(client, Authenticator())
        theirs = factors.set_app(make_staff("other"), factors.new_key())
        client.post(f"/admin/account/app/{theirs.pk}/remove/")
        self.assertTrue(AuthenticatorApp.objects.filter(pk=theirs.pk).exists())

    def test_a_code_of_the_app_still_works_beside_a_passkey(self) -> None:
        client = self.enter(self.at())
        self.add(client, Authenticator())
        client.post("/admin/logout/")
        log_in(client, "reyhan", "password", next_code(self.app))
        self.assertTrue(is_in(client))
