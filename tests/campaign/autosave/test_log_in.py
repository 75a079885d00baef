"""Save after the session has ended, or after a log-in in another tab, loses nothing and shows nothing to others."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from campaign.accounts.models import AuthenticatorApp, StaffSession
from campaign.autosave.models import UnsavedWork
from campaign.autosave.typed import MAX_BYTES
from tests.campaign.accounts.staff import LOGIN, next_code
from tests.campaign.autosave.works import ADD, KEEP, SECRET, WorkTestCase
from tests.desk import FormReader
from tests.testcases import make_app

SAME = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
ELSEWHERE = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
PROMISE = "Your session ended. Log in and your work will be here."


class BrowserTestCase(WorkTestCase):
    """A browser that is as strict as a real one: with tokens and cookies."""

    def setUp(self) -> None:
        super().setUp()
        self.browser = Client(enforce_csrf_checks=True, headers=SAME)
        self.enter()

    def enter(self, name: str = "staff", page: Any = None) -> Any:
        """Log in. page: the log-in page that is open; else it is opened."""
        form = FormReader((page or self.browser.get(LOGIN)).text)
        account = {"staff": self.staff, "other": self.other}[name]
        given = {
            "username": name,
            "password": "password",
            "otp_token": next_code(make_app(account)),
        }
        return self.browser.post(LOGIN, form.values | given, follow=True)

    def opened(self, url: str = "") -> FormReader:
        return FormReader(self.browser.get(url or self.form).text)

    def save(self, form: FormReader, url: str = "", **typed: str) -> Any:
        typed = typed or {"body": SECRET}
        return self.browser.post(
            url or self.form, form.values | typed | {"_save": "Save"}, follow=True
        )

    def end_session(self) -> None:
        StaffSession.objects.all().delete()

    def assertUnchanged(self) -> None:
        self.item.refresh_from_db()
        self.assertEqual(self.item.body, "As it was.")


class LoggedOutTests(WorkTestCase):
    def test_the_page_says_what_to_do_on_a_shared_computer(self) -> None:
        page = self.client.post("/admin/logout/")
        self.assertContains(page, "<h1>You are logged out</h1>", html=True)
        self.assertContains(page, "If others use this computer")
        self.assertNotContains(page, "unsaved work")

    def test_it_says_that_unsaved_work_waits_and_not_what(self) -> None:
        self.kept()
        page = self.client.post("/admin/logout/")
        self.assertContains(page, "You have unsaved work. It is kept for 7 days")
        self.assertNotContains(page, SECRET)


class EndedSessionTests(BrowserTestCase):
    def test_the_log_in_page_says_that_a_chosen_file_is_not_kept(self) -> None:
        form = self.opened()
        self.end_session()
        page = self.save(form, body=SECRET, _file="yes")
        for _try in range(2):
            self.assertContains(page, "Only the file that you chose is not kept")
            self.assertNotContains(page, "Nothing is lost")
            wrong = {"username": "staff", "password": "wrong"}
            page = self.browser.post(LOGIN, FormReader(page.text).values | wrong)

    def test_the_form_is_back_after_the_log_in(self) -> None:
        form = self.opened()
        self.end_session()
        page = self.save(form)
        self.assertContains(page, PROMISE)
        self.assertNotContains(page, SECRET)
        self.assertFalse(UnsavedWork.objects.exists())
        back = self.enter(page=page)
        self.assertContains(back, "Nothing is saved yet.")
        restored = self.assertTyped(back, body=SECRET)
        self.assertUnchanged()
        self.save(restored)
        self.item.refresh_from_db()
        self.assertEqual(self.item.body, SECRET)

    def test_however_the_session_has_ended(self) -> None:
        def idle() -> None:
            half_an_hour_ago = timezone.now() - timedelta(minutes=31)
            StaffSession.objects.update(used_at=half_an_hour_ago)

        def new_password() -> None:
            self.staff.set_password("password")
            self.staff.save()

        def factor_is_gone() -> None:
            AuthenticatorApp.objects.all().delete()
            make_app(self.staff)

        def log_out() -> None:
            self.browser.post("/admin/logout/", self.opened().values)

        for end in (idle, new_password, factor_is_gone, log_out):
            with self.subTest(end.__name__):
                form = self.opened()
                end()
                page = self.save(form, body=end.__name__)
                self.assertContains(page, PROMISE)
                self.assertTyped(self.enter(page=page), body=end.__name__)
                self.assertUnchanged()

    def test_so_is_that_of_a_new_item(self) -> None:
        form = self.opened(ADD)
        self.end_session()
        back = self.enter(page=self.save(form, ADD, headline="New one"))
        self.assertTyped(back, headline="New one")

    def test_the_small_window_of_a_form_stays_one(self) -> None:
        url = f"{ADD}?_popup=1"
        form = self.opened(url)
        self.end_session()
        back = self.enter(page=self.save(form, url, headline="New one"))
        self.assertEqual(self.assertTyped(back, headline="New one").values["_popup"], "1")

    def test_a_wrong_password_does_not_lose_it(self) -> None:
        form = self.opened()
        self.end_session()
        page = self.save(form)
        for _ in range(2):
            wrong = FormReader(page.text).values | {"username": "staff", "password": "wrong"}
            page = self.browser.post(LOGIN, wrong)
        self.assertTyped(self.enter(page=page), body=SECRET)

    def test_too_many_tries_do_not_lose_it(self) -> None:
        form = self.opened()
        self.end_session()
        page = self.save(form)
        typed = {"username": "nobody", "password": "wrong"}
        for _ in range(10):
            page = self.browser.post(LOGIN, FormReader(page.text).values | typed)
        self.assertEqual(page.status_code, 429)
        again = self.browser.post(LOGIN, FormReader(page.text).values)
        self.assertContains(again, PROMISE)
        self.assertTyped(self.enter(page=again), body=SECRET)

    def test_the_code_on_a_page_of_its_own_does_not_lose_it(self) -> None:
        form = self.opened()
        self.end_session()
        values = FormReader(self.save(form).text).values
        given = {"username": "staff", "password": "password", "otp_token": ""}
        page = self.browser.post(LOGIN, values | given, follow=True)
        self.assertEqual(page.request["PATH_INFO"], "/admin/login/code/")
        self.assertFalse(UnsavedWork.objects.exists())  # the password alone keeps nothing
        code = {"otp_token": next_code(make_app(self.staff))}
        back = self.browser.post(
            "/admin/login/code/", FormReader(page.text).values | code, follow=True
        )
        self.assertTyped(back, body=SECRET)

    def test_another_account_that_logs_in_sees_nothing_and_the_owner_has_it(self) -> None:
        form = self.opened()
        self.end_session()
        back = self.enter("other", page=self.save(form))
        self.assertContains(back, "another account had opened this form")
        self.assertNotContains(back, SECRET)
        self.assertNotContains(self.browser.get(self.form), SECRET)
        work = UnsavedWork.objects.get()
        self.assertEqual(work.owner, self.staff)
        self.assertUnchanged()
        self.client.force_login(self.staff)
        self.assertTyped(self.restore(work), body=SECRET)

    def test_it_does_not_come_back_twice(self) -> None:
        form = self.opened()
        self.end_session()
        self.enter(page=self.save(form))
        UnsavedWork.objects.all().delete()
        self.browser.get("/admin/")
        self.assertFalse(UnsavedWork.objects.exists())

    def test_what_was_sealed_elsewhere_is_refused_with_a_word(self) -> None:
        self.end_session()
        page = self.browser.get(LOGIN)
        values = FormReader(page.text).values | {"carried": "c2VjcmV0 ü"}
        given = {"username": "staff", "password": "password"}
        code = {"otp_token": next_code(make_app(self.staff))}
        back = self.browser.post(LOGIN, values | given | code, follow=True)
        self.assertContains(back, "could not be kept")
        self.assertFalse(UnsavedWork.objects.exists())

    def test_a_form_without_our_mark_leads_to_the_log_in_as_before(self) -> None:
        form = self.opened()
        self.end_session()
        for mark in ("", "encrypted:AAAA", form.values["_work"][:-8] + "AAAAAAA="):
            page = self.save(form, _work=mark, body=SECRET)
            self.assertNotContains(page, PROMISE)
            self.assertNotContains(page, "carried")

    def test_the_mark_of_another_form_does_not_count(self) -> None:
        form = self.opened()
        self.end_session()
        self.assertNotContains(self.save(form, ADD), PROMISE)

    def test_a_stranger_fills_no_table(self) -> None:
        form = self.opened()
        self.end_session()
        before = StaffSession.objects.count()
        self.save(form)
        self.assertEqual((StaffSession.objects.count(), UnsavedWork.objects.count()), (before, 0))

    def test_too_much_is_said_and_the_browser_still_has_it(self) -> None:
        form = self.opened()
        self.end_session()
        page = self.save(form, body="a" * MAX_BYTES)
        self.assertContains(page, "Go back in your browser")


class TokenTests(BrowserTestCase):
    def test_a_log_in_in_another_tab_makes_save_show_the_form_again(self) -> None:
        form = self.opened()
        self.end_session()
        self.enter()  # in the other tab
        page = self.save(form)
        self.assertContains(page, "press Save again")
        restored = self.assertTyped(page, body=SECRET)
        self.assertUnchanged()
        self.save(restored)
        self.item.refresh_from_db()
        self.assertEqual(self.item.body, SECRET)

    def test_the_log_in_of_another_account_saves_nothing_under_its_name(self) -> None:
        form = self.opened()
        self.end_session()
        self.enter("other")
        page = self.save(form)
        self.assertContains(page, "another account had opened this form")
        self.assertNotContains(page, SECRET)
        self.assertUnchanged()
        self.assertEqual(UnsavedWork.objects.get().owner, self.staff)

    def test_not_even_with_the_right_token(self) -> None:
        form = self.opened()
        self.end_session()
        self.enter("other")
        token = self.opened().values["csrfmiddlewaretoken"]
        page = self.save(form, csrfmiddlewaretoken=token, body=SECRET)
        self.assertContains(page, "another account had opened this form")
        self.assertUnchanged()

    def test_another_log_out_after_that_loses_nothing_either(self) -> None:
        form = self.opened()
        self.end_session()
        self.enter()
        self.end_session()
        page = self.save(form)
        self.assertContains(page, PROMISE)
        self.assertTyped(self.enter(page=page), body=SECRET)

    def test_the_log_in_page_itself_survives_a_log_in_in_another_tab(self) -> None:
        form = self.opened()
        self.end_session()
        page = self.save(form)
        self.enter()  # in the other tab
        self.assertTyped(self.enter(page=page), body=SECRET)

    def test_the_script_gets_the_new_token_and_goes_on(self) -> None:
        form = self.opened()
        self.end_session()
        stale = form.values | {"body": SECRET}
        self.assertRedirects(
            self.browser.post(KEEP, stale), f"{LOGIN}?next={KEEP}", fetch_redirect_response=False
        )
        self.enter()
        answer = self.browser.post(KEEP, stale).json()
        self.assertEqual(answer["state"], "token")
        answer = self.browser.post(KEEP, stale | {"csrfmiddlewaretoken": answer["token"]}).json()
        self.assertEqual(answer["state"], "kept")
        self.assertEqual(UnsavedWork.objects.get().owner, self.staff)

    def test_a_form_that_holds_nothing_typed_is_refused_as_before(self) -> None:
        form = self.opened()
        self.end_session()
        for _ in range(2):
            answer = self.browser.post("/admin/logout/", form.values | {"csrfmiddlewaretoken": ""})
            self.assertContains(answer, "We did not accept this form", status_code=403)
            self.enter()

    def test_a_token_that_was_cut_off_shows_the_form_again_too(self) -> None:
        form = self.opened()
        page = self.save(form, csrfmiddlewaretoken="x", body=SECRET)
        self.assertTyped(page, body=SECRET)
        self.assertUnchanged()


class CrossOriginTests(BrowserTestCase):
    def test_another_site_can_plant_nothing(self) -> None:
        form = self.opened()
        values = form.values | {"body": "planted", "_save": "Save"}
        for is_in in (True, False):
            for headers in (
                ELSEWHERE,
                {"Origin": "https://evil.example"},
                {"Sec-Fetch-Site": "same-site"},
            ):
                for url in (self.form, KEEP):
                    with self.subTest(url, is_in=is_in, **headers):
                        stranger = Client(enforce_csrf_checks=True)
                        stranger.cookies = self.browser.cookies
                        answer = stranger.post(
                            url, values | {"csrfmiddlewaretoken": "x" * 64}, headers=headers
                        )
                        self.assertEqual(answer.status_code, 403)
                        self.assertNotIn("token", answer.headers.get("Content-Type", ""))
                        self.assertNotContains(answer, "planted", status_code=403)
            self.end_session()
        self.assertFalse(UnsavedWork.objects.exists())
        self.assertUnchanged()

    def test_a_program_without_these_headers_and_without_a_token_is_refused(self) -> None:
        form = self.opened()
        program = Client(enforce_csrf_checks=True)
        program.cookies = self.browser.cookies
        answer = program.post(self.form, form.values | {"csrfmiddlewaretoken": ""})
        self.assertEqual(answer.status_code, 403)
        self.assertFalse(UnsavedWork.objects.exists())
