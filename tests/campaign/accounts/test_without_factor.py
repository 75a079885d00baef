"""Without the second factor nothing of the desk is reached: every URL is tried."""

from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from django_otp import DEVICE_ID_SESSION_KEY

from campaign.accounts import factors
from campaign.accounts.models import AuthenticatorApp
from tests.campaign.accounts.addresses import addresses
from tests.campaign.accounts.staff import AccountTestCase, is_in, log_in
from tests.factories import make_staff

# The pages for everyone: they lead to a session, or end it.
OPEN = {
    "/admin/login/", "/admin/logout/", "/admin/login/code/", "/admin/login/set-up/", "/admin/forgot/",
    "/admin/forgot/sent/", "/admin/password/word/",
}  # fmt: skip


class EveryAddressTests(AccountTestCase):
    def assert_closed(self, client: Client) -> None:
        tried = addresses() - OPEN
        self.assertGreater(len(tried), 150)
        self.assertTrue({"/admin/", "/admin/account/", "/admin/jsi18n/"} <= tried)
        for address in sorted(tried):
            self.assertNotIn("<", address)
            for method in (client.get, client.post):
                with self.subTest(address, method=method.__name__):
                    answer = method(address)
                    self.assertEqual(answer.status_code, 302)
                    self.assertTrue(
                        answer["Location"].startswith("/admin/login/?next="), answer["Location"]
                    )

    def test_nothing_opens_for_a_stranger(self) -> None:
        self.assert_closed(self.browser())

    def test_nothing_opens_after_the_password_alone(self) -> None:
        client = self.browser()
        log_in(client, "reyhan", "password")
        self.assertNotIn(SESSION_KEY, client.session)
        self.assert_closed(client)

    def test_nothing_opens_for_a_session_that_has_a_user_and_no_factor(self) -> None:
        client = Client()
        client.force_login(self.staff)
        self.assertIn(SESSION_KEY, client.session)
        self.assert_closed(client)

    def test_the_list_of_open_addresses_names_only_what_there_is(self) -> None:
        self.assertLessEqual(OPEN, addresses())


class FactorOfTheSessionTests(AccountTestCase):
    def test_a_session_is_over_when_its_factor_is_gone(self) -> None:
        client = self.enter()
        AuthenticatorApp.objects.filter(user=self.staff).delete()
        self.assertFalse(is_in(client))

    def test_the_factor_of_another_account_does_not_open_it(self) -> None:
        client = Client()
        client.force_login(self.staff)
        other = factors.set_app(make_staff("other"), factors.new_key())
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = other.persistent_id
        session.save()
        self.assertFalse(is_in(client))

    def test_neither_does_one_that_was_never_confirmed(self) -> None:
        client = Client()
        client.force_login(self.staff)
        AuthenticatorApp.objects.filter(pk=self.app.pk).update(confirmed=False)
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = self.app.persistent_id
        session.save()
        self.assertFalse(is_in(client))

    def test_recovery_codes_alone_are_no_factor(self) -> None:
        other = make_staff("other")
        factors.new_recovery_codes(other)
        client = self.browser()
        answer = log_in(client, "other", "password")
        self.assertIn(reverse("admin:set_up"), answer["Location"])
