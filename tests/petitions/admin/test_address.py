"""The page on which staff stop writing to someone: who may, what it says, and that it leaks no address."""

import sys
from typing import Any
from unittest.mock import patch

from django.contrib.admin.models import LogEntry
from django.core.signals import got_request_exception
from django.http import HttpRequest
from django.views.debug import ExceptionReporter

from campaign.accounts.models import StaffSession
from campaign.accounts.sessions import SessionStore
from campaign.roles import ROLES
from petitions.addresses import mailboxes
from petitions.models import Petition, Signature, SignerAccess
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase, FormReader
from tests.factories import make_petition, make_signature
from tests.petitions.admin.test_signer_access import everything_logged

PAGE = "/admin/petitions/signature/address/"
ADDRESS = "canary@small.example"
ASKED = {"address": ADDRESS, "purpose": "letter", "details": "Letter of 3 May"}


class AddressTestCase(DeskTestCase):
    petition: Petition

    def setUp(self) -> None:
        super().setUp()
        self.petition = make_petition(title="Free the bakers of Hotan")
        make_signature(self.petition, ADDRESS)

    def ask(self, *actions: str, **typed: str) -> Any:
        return self.client.post(PAGE, ASKED | {"actions": list(actions)} | typed)

    def is_blocked(self) -> bool:
        return bool(mailboxes.blocked_among([ADDRESS]))


class PageTests(AddressTestCase):
    def test_it_says_what_was_done_and_what_was_found(self) -> None:
        page = self.ask("block", "stop")
        self.assertContains(page, "We never write to this address again.")
        self.assertContains(page, "They get no more updates.")
        self.assertContains(page, "Free the bakers of Hotan")
        self.assertContains(page, "1 signature")
        self.assertTrue(self.is_blocked())
        self.assertContains(self.ask("block"), "It was blocked already")

    def test_an_address_that_signed_nothing_may_be_misspelt(self) -> None:
        self.assertContains(self.ask("stop", address="canari@small.example"), "Check the spelling")

    def test_before_it_erases_it_shows_what_it_found_and_asks_once_more(self) -> None:
        asked = self.ask("erase", "block")
        self.assertContains(asked, "erased for good")
        self.assertContains(asked, "1 signature")
        self.assertTrue(Signature.objects.exists())
        self.assertFalse(self.is_blocked())
        self.assertContains(asked, ADDRESS)  # so that staff see a slip
        self.assertIn("no-store", asked["Cache-Control"])
        form = FormReader(asked.text).values | {"actions": ["block", "erase"]}
        self.assertNotIn(ADDRESS, str(form))
        done = self.client.post(PAGE, form)
        self.assertContains(done, "Their signatures are erased.")
        self.assertContains(done, ADDRESS)
        self.assertNotContains(done, "What we found")
        self.assertFalse(Signature.objects.exists())
        self.assertTrue(self.is_blocked())
        self.assertEqual(
            list(SignerAccess.objects.order_by("pk").values_list("kind", "reason")),
            [(kind, "By letter: Letter of 3 May") for kind in ("address", "block", "erase")],
        )

    def test_the_second_page_of_another_session_asks_for_the_address_again(self) -> None:
        form = FormReader(self.ask("erase").text).values
        self.client.logout()
        self.client.force_login(self.staff)
        for concealed in (form["concealed"], "x", "é"):
            answer = self.client.post(PAGE, form | {"actions": ["erase"], "concealed": concealed})
            self.assertContains(answer, "Enter their email address")
        self.assertTrue(Signature.objects.exists())

    def test_it_is_undone_with_a_reason(self) -> None:
        self.ask("block")
        self.ask("unblock", purpose="")
        self.assertTrue(self.is_blocked())
        self.assertContains(self.ask("unblock"), "may go out again")
        self.assertFalse(self.is_blocked())

    def test_a_mistake_keeps_what_was_typed_and_does_nothing(self) -> None:
        for typed, said in (
            ({"address": ""}, "Enter their email address"),
            ({"address": "canary"}, "Enter an email address in full"),
            ({"address": "a@b"}, "Enter an email address in full"),
            ({"address": "a\0b@small.example"}, "Null characters"),
            ({"address": "a" * 400 + "@b.example"}, "at most 320"),
            ({"actions": []}, "Choose what they ask for."),
            ({"actions": ["publish"]}, "not one of the available choices"),
            ({"actions": ["block", "unblock"]}, "Choose one"),
            ({"purpose": ""}, "Choose how they asked."),
            ({"purpose": "other", "details": ""}, "Write the reason in a few words."),
        ):
            with self.subTest(said, typed=typed):
                page = self.client.post(PAGE, ASKED | {"actions": ["block"]} | typed)
                self.assertContains(page, said)
                self.assertContains(page, str((ASKED | typed)["details"]))
        self.assertFalse(SignerAccess.objects.exists())
        self.assertFalse(self.is_blocked())

    def test_no_address_gets_into_the_log_with_the_reason(self) -> None:
        for details in (f"Letter of {ADDRESS}", "canary＠small.example", "<canary@small>"):
            with self.subTest(details):
                page = self.ask("stop", details=details)
                self.assertContains(page, "Leave email addresses out")
        self.assertFalse(SignerAccess.objects.exists())


class RoleTests(AddressTestCase):
    def test_it_is_for_data_protection_and_publishers_alone(self) -> None:
        for group in ROLES:
            with self.subTest(group):
                may = group in {"Data protection", "Petition managers", "Administrators"}
                self.client.force_login(make_member(group))
                self.assertEqual(self.client.get(PAGE).status_code, 200 if may else 403)
                answer = self.ask("block")
                self.assertEqual(answer.status_code, 200 if may else 403)
                self.assertEqual("1 signature" in answer.text, may)
                self.assertEqual(PAGE in self.client.get("/admin/").text, may)

    def test_an_erasure_needs_no_other_right(self) -> None:
        self.client.force_login(make_member("Data protection"))
        self.ask("erase", confirmed="yes")
        self.assertFalse(Signature.objects.exists())

    def test_a_stranger_is_sent_to_the_log_in(self) -> None:
        self.client.logout()
        self.assertIn("/login/", self.ask("block")["Location"])
        self.assertFalse(self.is_blocked())


class LeakTests(AddressTestCase):
    def test_the_address_is_in_no_url_session_history_or_cache(self) -> None:
        for answer in (self.ask("stop"), self.ask("block"), self.ask("erase", confirmed="yes")):
            self.assertEqual(answer.status_code, 200)  # no redirect, whose URL could have it
            self.assertIn("no-store", answer["Cache-Control"])
        for session in StaffSession.objects.all():
            self.assertNotIn("canary", str(SessionStore().decode(session.session_data)))
        for row in [*LogEntry.objects.values(), *SignerAccess.objects.values()]:
            self.assertNotIn("canary", str(row))

    def test_neither_a_log_line_nor_the_report_of_an_error_has_it(self) -> None:
        reports: list[str] = []

        def report(request: HttpRequest, **kwargs: Any) -> None:
            reports.append(ExceptionReporter(request, *sys.exc_info()).get_traceback_html())

        got_request_exception.connect(report)
        self.addCleanup(got_request_exception.disconnect, report)
        self.client.raise_request_exception = False
        with everything_logged() as lines:
            self.ask("stop")
            self.ask("stop", address="canary")
            for broken in (
                "campaign.privacy.erasure_log.append",
                "petitions.signers.access_log.record",
            ):
                with patch(broken, side_effect=OSError("The disk is full.")):
                    self.assertEqual(self.ask("block").status_code, 500)
        self.assertEqual(len(reports), 2)
        for text in (*lines, *reports):
            found = text.find("canary")
            self.assertEqual(found, -1, text[found - 300 : found + 50])
