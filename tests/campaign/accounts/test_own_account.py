"""“Your account”: every change of a factor is emailed to the owner. What asks for a factor first: test_step_up.py."""

from campaign.accounts import factors
from campaign.accounts.models import AuthenticatorApp, Passkey
from tests.campaign.accounts.staff import AccountTestCase, is_in, key_on, log_in, send_emails


class RecoveryCodesTests(AccountTestCase):
    def test_new_ones_are_shown_once_and_kept_as_digests(self) -> None:
        client = self.enter()
        page = client.post("/admin/account/recovery-codes/")
        codes = page.context["codes"]
        self.assertEqual(len(set(codes)), 10)
        for code in codes:
            self.assertRegex(code, r"^(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}$")
        self.assertIn("no-store", page["Cache-Control"])
        self.assertContains(client.get("/admin/account/"), "10 recovery codes are left")
        self.assertNotContains(client.get("/admin/account/"), codes[0])

    def test_the_first_page_says_when_few_are_left(self) -> None:
        client = self.enter()
        self.assertContains(client.get("/admin/"), "You have 0 recovery codes left")
        factors.new_recovery_codes(self.staff)
        self.assertNotContains(client.get("/admin/"), "recovery codes left")


class AppTests(AccountTestCase):
    def test_someone_with_a_passkey_adds_an_app(self) -> None:
        AuthenticatorApp.objects.filter(user=self.staff).delete()
        passkey = Passkey.objects.create(
            user=self.staff, name="Firefox on Linux", credential_id=b"x", credential=b"x"
        )
        self.client.force_login(self.staff)
        session = self.client.session
        session["otp_device_id"] = passkey.persistent_id
        session.save()
        AuthenticatorApp.objects.filter(user=self.staff).delete()
        page = self.client.get("/admin/account/app/")
        self.assertContains(page, "<svg")
        self.assertFalse(AuthenticatorApp.objects.filter(user=self.staff).exists())
        key = key_on(page)
        wrong = self.client.post("/admin/account/app/", {"otp_token": "000000"})
        self.assertContains(wrong, "not the current code")
        self.client.post("/admin/account/app/", {"otp_token": factors.current_code(key)})
        self.assertEqual(AuthenticatorApp.objects.get(user=self.staff).key, key)
        self.assertIn("second factor was added", send_emails()[0].subject)

    def test_an_app_that_is_there_is_not_replaced(self) -> None:
        client = self.enter()
        self.assertEqual(client.get("/admin/account/app/").status_code, 303)
        self.assertEqual(AuthenticatorApp.objects.get(user=self.staff).key, self.app.key)

    def test_removing_the_factor_of_this_session_ends_it(self) -> None:
        client = self.enter()
        Passkey.objects.create(user=self.staff, name="x", credential_id=b"x", credential=b"x")
        client.post(f"/admin/account/app/{self.app.pk}/remove/")
        self.assertFalse(is_in(client))
        self.assertIn("second factor was removed", send_emails()[-1].subject)
        self.assertIn("/code/", log_in(client, "reyhan", "password")["Location"])
