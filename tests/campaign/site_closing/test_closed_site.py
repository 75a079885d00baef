"""While the site is closed no public address answers with anything of it, in any process, with or without a database."""

import base64
import subprocess
import sys
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.db import OperationalError
from django.test import Client, RequestFactory, override_settings

from campaign.activity.models import Activity
from campaign.run.in_process import InProcess
from campaign.site_closing import password, state_file
from campaign.site_closing.models import SiteState
from campaign.site_closing.state_file import State
from campaign.site_closing.switch import switch
from campaign.web.models import Limit
from tests.campaign.addresses import Site
from tests.desk import DeskTestCase
from tests.factories import make_staff
from tests.testcases import SiteTestCase

STAYS_OPEN = {"healthz", "readyz", ".well-known/security.txt"}
PASSWORD = "the river is wide"
METHODS = ("GET", "HEAD", "POST", "OPTIONS")
REFUSED_METHODS = ("PUT", "DELETE", "PATCH", "TRACE", "BREW")


def basic(typed: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"friend:{typed}".encode()).decode()}


class ClosingTestCase(SiteTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.site = Site()
        self.staff = make_staff()

    def close(self, mode: str = "closed", **fields: Any) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            switch(mode, notice=fields.pop("notice", ""), by=self.staff, **fields)

    def closed_addresses(self) -> dict[str, str]:
        found = self.site.addresses()
        return {route: path for route, path in found.items() if route not in STAYS_OPEN}


class ClosedTests(ClosingTestCase):
    def test_every_public_address_is_closed_to_every_method(self) -> None:
        for path in self.site.addresses().values():
            self.client.get(path)  # so that it is in the page cache
        self.close(notice="Back on Monday.")
        names = (self.site.person.slug, self.site.petition.title, self.site.news.headline)
        for route, path in {**self.closed_addresses(), "none": "/nothing/", "ug": "/ug/"}.items():
            for method in (*METHODS, *REFUSED_METHODS):
                with self.subTest(route, method=method):
                    answer = self.client.generic(method, path)
                    self.assertEqual(answer.status_code, 503)
                    self.assertEqual(answer["Cache-Control"], "no-store")
                    self.assertEqual(answer["Retry-After"], "3600")
                    self.assertNotIn("ETag", answer.headers)
                    self.assertIn("default-src 'none'", answer["Content-Security-Policy"])
                    self.assertFalse(answer.cookies)
                    if method != "HEAD":
                        self.assertContains(answer, "Back on Monday.", status_code=503)
                    for name in names:
                        self.assertNotIn(str(name), answer.text)

    def test_what_is_refused_on_an_open_site_is_closed_too(self) -> None:
        self.close()
        page = {"Accept": "text/html"}
        for answer in (
            self.client.get("/?q=%00", headers=page),
            self.client.post("/", headers=page | {"Sec-Fetch-Site": "cross-site"}),
            self.client.post("/", b"x" * 3_000_000, content_type="text/plain", headers=page),
            self.client.get("/", headers=page | {"Host": "elsewhere.example"}),
        ):
            self.assertContains(answer, "We’ll be back", status_code=503)
            self.assertEqual(answer["Cache-Control"], "no-store")
            self.assertIn("default-src 'none'", answer["Content-Security-Policy"])
            self.assertNotIn("<nav", answer.text)

    def test_of_its_own_files_only_those_that_exist_are_answered(self) -> None:
        before = self.client.get("/static/css/tokens.css")
        text = before.getvalue()  # which closes the file, too
        self.close()
        answer = self.client.get("/static/css/tokens.css")
        self.assertEqual((answer.status_code, answer.getvalue()), (200, text))
        self.assertEqual(answer.headers, before.headers)
        for path in ("/static/nope.css", "/static/", "/static/../petitions/", "/static/%00"):
            with self.subTest(path):
                answer = self.client.get(path, headers={"Accept": "text/html"})
                self.assertContains(answer, "We’ll be back", status_code=503)
                self.assertNotIn("<nav", answer.text)

    def test_what_has_to_stay_open_stays_open(self) -> None:
        self.close()
        for path in ("/healthz", "/readyz", "/.well-known/security.txt", "/admin/login/"):
            self.assertEqual(self.client.get(path).status_code, 200, path)
        self.client.force_login(self.staff)
        self.assertContains(self.client.get("/admin/"), "The site is closed")

    def test_it_opens_with_the_next_request(self) -> None:
        self.close()
        self.assertEqual(self.client.get("/").status_code, 503)
        self.close("open")
        self.assertEqual(self.client.get("/").status_code, 200)
        self.assertIn("public", self.client.get("/")["Cache-Control"])

    def test_a_program_gets_a_problem_document(self) -> None:
        self.close()
        headers = {"Accept": "application/problem+json"}
        answer = self.client.get("/data/profiles.json", headers=headers)
        self.assertEqual(answer.json()["status"], 503)

    def test_a_page_that_a_browser_has_already_is_not_confirmed(self) -> None:
        etag = self.client.get("/")["ETag"]
        self.close()
        answer = self.client.get("/", headers={"If-None-Match": etag})
        self.assertEqual(answer.status_code, 503)

    def test_another_process_closes_it_in_this_one(self) -> None:
        self.assertEqual(self.client.get("/").status_code, 200)
        write = (
            "import sys, os; new = sys.argv[1] + '.new'; "
            'open(new, \'w\').write(\'{"mode": "closed", "notice": "", "password": ""}\'); '
            "os.replace(new, sys.argv[1])"
        )
        subprocess.run([sys.executable, "-c", write, settings.SITE_STATE_FILE], check=True)
        self.assertEqual(self.client.get("/").status_code, 503)

    def test_it_is_recorded(self) -> None:
        self.close()
        entry = Activity.objects.get(kind="switched")
        self.assertEqual((entry.actor, entry.detail), (self.staff, "site closed"))


class WithoutTheDatabaseTests(SiteTestCase):
    def down(self) -> Any:
        return patch.object(SiteState.objects, "filter", side_effect=OperationalError("down"))

    def test_the_last_known_state_holds_also_in_a_process_that_has_just_started(self) -> None:
        for mode, status in (("closed", 503), ("open", 200)):
            state_file.write(State(mode))
            InProcess.forget_all()
            with self.down():
                self.assertEqual(self.client.get("/robots.txt").status_code, status)

    def test_a_closed_page_asks_the_database_nothing(self) -> None:
        state_file.write(State("closed"))
        with self.assertNumQueries(0):
            self.assertEqual(self.client.get("/petitions/").status_code, 503)

    def test_without_a_file_and_a_database_it_counts_as_closed(self) -> None:
        settings.SITE_STATE_FILE.unlink()
        with self.down():
            self.assertEqual(self.client.get("/robots.txt").status_code, 503)
        InProcess.forget_all()
        self.assertEqual(state_file.current().mode, "open")
        self.assertTrue(settings.SITE_STATE_FILE.exists())

    def test_a_broken_file_is_made_anew(self) -> None:
        SiteState.objects.create(pk=1, mode="closed")
        for broken in ("", "{", "[]", '{"mood": "sad"}'):
            settings.SITE_STATE_FILE.write_text(broken)
            InProcess.forget_all()
            self.assertEqual(self.client.get("/robots.txt").status_code, 503)

    def test_another_machine_learns_of_it_from_its_own_check(self) -> None:
        SiteState.objects.create(pk=1, mode="closed")  # written there, with a file there
        self.assertEqual(self.client.get("/robots.txt").status_code, 200)
        self.client.get("/readyz")
        self.assertEqual(self.client.get("/robots.txt").status_code, 503)

    def test_only_the_site_reads_the_file(self) -> None:
        state_file.write(State("closed"))
        self.assertEqual(settings.SITE_STATE_FILE.stat().st_mode & 0o077, 0)


class PasswordTests(ClosingTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.close("password", password=PASSWORD)

    def test_it_asks_for_the_password_and_shows_nothing(self) -> None:
        for route, path in self.closed_addresses().items():
            with self.subTest(route):
                answer = self.client.get(path)
                self.assertEqual(answer.status_code, 401)
                self.assertTrue(answer["WWW-Authenticate"].startswith("Basic realm="))
                self.assertEqual(answer["Cache-Control"], "no-store")
                self.assertNotIn(self.site.petition.title, answer.text)

    def test_the_password_opens_every_page_and_no_cache_stores_it(self) -> None:
        for _again in range(2):
            answer = self.client.get("/", headers=basic(PASSWORD))
            self.assertContains(answer, self.site.petition.title)
            self.assertEqual(answer["Cache-Control"], "no-store")
            self.assertFalse(answer.cookies)
        self.assertEqual(self.client.get("/").status_code, 401)

    def test_what_is_no_password_does_not_open_it(self) -> None:
        Limit.objects.filter(use="site").update(is_on=False)
        for header in (
            basic("the river is wild"), basic(""), {"Authorization": "Basic ***"}, {"Authorization": "Basic"},
            {"Authorization": f"Bearer {PASSWORD}"}, {"Authorization": "Basic " + "A" * 5_000},
            {"Authorization": "Basic //79"},
        ):  # fmt: skip
            with self.subTest(header):
                self.assertEqual(self.client.get("/", headers=header).status_code, 401)

    def test_wrong_guesses_are_slowed_down(self) -> None:
        Limit.objects.filter(use="site").update(burst=3)
        InProcess.forget_all()
        for _number in range(3):
            self.assertEqual(self.client.get("/", headers=basic("wrong")).status_code, 401)
        answer = self.client.get("/", headers=basic("wrong"))
        self.assertEqual(answer.status_code, 429)
        self.assertIn("Retry-After", answer.headers)

    def test_the_right_one_opens_whatever_others_of_the_network_guess(self) -> None:
        Limit.objects.filter(use="site").update(burst=1)
        InProcess.forget_all()
        for _number in range(3):
            self.client.get("/", headers=basic("wrong"))
            self.assertEqual(self.client.get("/", headers=basic(PASSWORD)).status_code, 200)
        self.assertEqual(self.client.get("/", headers=basic("wrong")).status_code, 429)

    def test_the_right_one_needs_no_query_in_a_process_that_has_just_started(self) -> None:
        state = state_file.current()
        InProcess.forget_all()
        with self.assertNumQueries(0):
            self.assertTrue(password.is_right(self.knock(), state))

    def test_what_is_stored_does_not_tell_it_without_the_key(self) -> None:
        self.assertTrue(password.is_right(self.knock(), state_file.current()))
        with override_settings(PEPPER="another-key-of-the-digests-0123456789"):
            self.assertFalse(password.is_right(self.knock(), state_file.current()))

    def test_the_same_password_is_never_stored_the_same(self) -> None:
        self.assertNotEqual(password.make_hash(PASSWORD), password.make_hash(PASSWORD))

    def test_what_is_stored_in_another_form_opens_nothing(self) -> None:
        for stored in ("", "$", PASSWORD, f"${PASSWORD}"):
            with self.subTest(stored):
                self.assertFalse(password.is_right(self.knock(), State("password", "", stored)))

    def knock(self) -> Any:
        return RequestFactory().get("/", headers=basic(PASSWORD))

    def test_a_new_password_ends_the_old_one_at_once(self) -> None:
        self.assertEqual(self.client.get("/", headers=basic(PASSWORD)).status_code, 200)
        self.close("password", password="another river is deep")
        self.assertEqual(self.client.get("/", headers=basic(PASSWORD)).status_code, 401)

    def test_every_public_address_is_closed_to_every_method(self) -> None:
        for route, path in self.closed_addresses().items():
            for method in METHODS:
                with self.subTest(route, method=method):
                    self.assertEqual(self.client.generic(method, path).status_code, 401)


class SwitchPageTests(DeskTestCase):
    url = "/admin/site/"

    def switch(self, **fields: str) -> Any:
        return self.client.post(self.url, {"notice": "", "password": ""} | fields, follow=True)

    def visit(self) -> int:
        return Client().get("/robots.txt").status_code

    def test_staff_close_and_open_the_site(self) -> None:
        page = self.switch(mode="closed", notice="Back on Monday.")
        self.assertContains(page, "closed for everyone but the desk")
        self.assertContains(page, "Open it again")
        self.assertEqual(self.visit(), 503)
        self.assertContains(self.switch(mode="open"), "The site is open.")
        self.assertEqual(self.visit(), 200)

    def test_a_password_is_needed_once_and_is_long(self) -> None:
        self.assertContains(self.switch(mode="password"), "Choose a password for visitors.")
        page = self.switch(mode="password", password="short", notice="Soon.")
        self.assertContains(page, "Choose at least 12 characters.")
        self.assertContains(page, "Soon.")  # nothing typed is lost
        page = self.switch(mode="password", password="password12345")
        self.assertContains(page, "This password is easy to guess")
        self.assertEqual(self.visit(), 200)
        self.switch(mode="password", password=PASSWORD)
        self.assertEqual(self.visit(), 401)
        self.switch(mode="open")
        self.switch(mode="password")
        self.assertEqual(self.visit(), 401)
        self.assertNotIn(PASSWORD, SiteState.objects.get().password)

    def test_nothing_changes_if_the_file_cannot_be_written(self) -> None:
        with patch.object(state_file, "write", side_effect=OSError("full")):
            page = self.switch(mode="closed")
        self.assertContains(page, "could not write this down")
        self.assertFalse(SiteState.objects.exists())
        self.assertEqual(self.visit(), 200)

    def test_it_needs_the_right(self) -> None:
        self.sign_in_as("news.view_newsitem")
        self.assertEqual(self.client.get(self.url).status_code, 403)
        self.assertEqual(self.switch(mode="closed").status_code, 403)
        self.assertEqual(self.visit(), 200)

    def test_a_bad_mode_is_refused(self) -> None:
        page = self.switch(mode="gone")
        self.assertContains(page, "Select a valid choice")
        self.assertEqual(self.visit(), 200)
