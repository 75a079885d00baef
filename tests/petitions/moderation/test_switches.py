"""The emergency switches: staff pause signing or counting without a deployment, and nothing is lost."""

from datetime import datetime
from threading import Event, Thread
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from campaign.run.in_process import InProcess
from campaign.web import page_cache
from petitions.counting import pause, tallies
from petitions.models import LedgerEntry, Signature, Switches, Tally
from petitions.moderation import switches
from petitions.signers import erasure
from petitions.transparency import count_audit
from tests.campaign.test_roles import make_member
from tests.desk import DeskTestCase
from tests.factories import make_detainee, make_signature, make_staff, make_tally
from tests.petitions.testcases import (
    FORM,
    CommittingSigningTestCase,
    SigningTestCase,
    given_for,
    link_in,
    press,
    sign,
    sign_and_get_mail,
)

PAGE = "/petitions/free-the-teachers/"
DESK = "/admin/petitions/switches/"
NOTICE = "Signing is paused. Please come back soon."


class SwitchedTestCase(SigningTestCase):
    staff: User

    @classmethod
    def setUpTestData(cls) -> None:
        super().setUpTestData()
        cls.staff = make_staff()

    def turn(self, act: Any) -> None:
        with self.captureOnCommitCallbacks(execute=True):
            act(author=self.staff)


class SigningPaused(SwitchedTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.link = link_in(sign_and_get_mail(self.petition))
        self.turn(switches.pause_signing)

    def test_a_notice_stands_in_place_of_the_form_and_the_page_is_there(self) -> None:
        page = self.client.get(PAGE)
        self.assertContains(page, NOTICE)
        self.assertContains(page, "We ask you to speak for them.")
        self.assertNotContains(page, '<form method="post"')
        self.assertNotContains(page, 'sign-jump"')
        self.assertNotContains(page, 'class="sign-bar"')

    def test_the_page_of_a_person_shows_the_notice_and_no_form_either(self) -> None:
        address = make_detainee().get_absolute_url()
        page = self.client.get(address)
        self.assertContains(page, NOTICE)
        self.assertContains(page, "We ask you to speak for them.")
        for part in ('<form method="post"', 'href="#to-sign"', "sign for their release"):
            self.assertNotContains(page, part)
        self.turn(switches.resume_signing)
        self.assertContains(self.client.get(address), '<form method="post"')

    def test_the_notice_is_the_one_that_staff_wrote(self) -> None:
        Switches.objects.update(notice="Back at noon. <b>Sorry.</b>")
        page_cache.invalidate()
        self.assertContains(self.client.get(PAGE), "Back at noon. &lt;b&gt;Sorry.&lt;/b&gt;")

    def test_a_cached_page_is_rendered_again_at_once(self) -> None:
        self.assertContains(self.client.get(PAGE), NOTICE)
        self.turn(switches.resume_signing)
        self.assertNotContains(self.client.get(PAGE), NOTICE)

    def test_a_visitor_who_signs_from_an_open_page_sees_the_notice_and_keeps_what_they_wrote(
        self,
    ) -> None:
        answer = sign(
            self.petition, email="other@example.org", comment="Every <day>.", visibility="initials"
        )
        self.assertEqual(answer.status_code, 503)
        self.assertIn("Retry-After", answer)
        self.assertIn("no-store", answer["Cache-Control"])
        self.assertContains(answer, NOTICE, status_code=503)
        self.assertContains(answer, "We could not accept your signature.", status_code=503)
        for kept in ("Gülnar Ablet", "other@example.org", "Every &lt;day&gt;.", '"NL" selected'):
            self.assertContains(answer, kept, status_code=503)
        self.assertRegex(answer.text, r'value="initials"[^>]* checked')
        self.assertEqual(Signature.objects.count(), 1)

    def test_the_log_is_not_filled_with_it(self) -> None:
        with self.assertNoLogs("django.request"):
            sign(self.petition)

    def test_whatever_is_sent_is_answered_alike(self) -> None:
        for typed in ({}, {"email": "no address"}, {"country": ""}, {"also": "no such"}):
            with self.subTest(typed):
                self.assertEqual(sign(self.petition, **typed).status_code, 503)

    def test_links_that_were_mailed_go_on_working(self) -> None:
        self.assertEqual(press(self.link).status_code, 303)
        self.assertEqual(tallies.count(self.petition.pk), 1)

    def test_afterwards_everyone_can_sign(self) -> None:
        self.turn(switches.resume_signing)
        self.assertContains(self.client.get(PAGE), '<form method="post"')
        self.assertEqual(sign(self.petition, email="other@example.org").status_code, 303)

    def test_a_petition_that_is_closed_says_that_and_nothing_of_a_pause(self) -> None:
        self.petition.closes_at = self.petition.opens_at.replace(microsecond=999_999)
        self.petition.save()
        page_cache.invalidate()
        self.assertNotContains(self.client.get(PAGE), NOTICE)
        self.assertEqual(sign(self.petition).status_code, 422)


class CountingPaused(SwitchedTestCase):
    def setUp(self) -> None:
        super().setUp()
        make_tally(self.petition, {"NL": 11})
        self.person = make_detainee()
        make_signature(self.petition, signed_for=self.person)
        self.turn(switches.pause_counting)

    def confirm_more(self) -> None:
        for country in ("NL", "DE"):
            make_signature(self.petition, country=country, signed_for=self.person)

    def shown(self) -> dict[str, Any]:
        page_cache.cached_pages.clear()
        answer: dict[str, Any] = self.client.get(f"{PAGE}count.json").json()
        return answer

    def test_what_was_confirmed_before_is_folded_first(self) -> None:
        self.assertFalse(LedgerEntry.objects.exists())
        self.assertEqual(tallies.count(self.petition.pk), 12)

    def test_every_number_stands_still(self) -> None:
        self.confirm_more()
        self.assertEqual(self.shown()["count"], 12)
        self.assertEqual(tallies.counts([self.petition.pk]), {self.petition.pk: 12})
        self.assertEqual(tallies.country_counts(self.petition.pk).by_country, {"NL": 12})
        self.assertEqual(tallies.country_counts(self.petition.pk).countries, 1)
        self.assertEqual(given_for(self.person.pk), 1)
        self.client.force_login(self.staff)
        self.assertContains(
            self.client.get("/admin/petitions/petition/"),
            ' class="field-confirmed">12</td>',
        )

    def test_its_moment_is_that_of_the_pause(self) -> None:
        paused_at = Switches.objects.get().counting_paused_at
        assert paused_at
        as_of = datetime.fromisoformat(self.shown()["as_of"])
        self.assertEqual(as_of, paused_at.replace(microsecond=0))
        self.assertContains(self.client.get(PAGE), "Counting is paused. This is the number at")

    def test_a_withdrawal_waits_like_a_confirmation(self) -> None:
        erasure.withdraw(Signature.objects.all()[0])
        self.assertEqual(self.shown()["count"], 12)
        self.turn(switches.resume_counting)
        self.assertEqual(self.shown()["count"], 11)

    def test_nothing_is_folded_and_nothing_lost(self) -> None:
        self.confirm_more()
        self.assertEqual(tallies.fold(), 0)
        self.assertEqual(LedgerEntry.objects.count(), 2)
        self.assertEqual(count_audit.differences(), [])

    def test_pausing_twice_is_pausing_once(self) -> None:
        before = Switches.objects.get().counting_paused_at
        self.confirm_more()
        self.turn(switches.pause_counting)
        self.assertEqual(Switches.objects.get().counting_paused_at, before)
        self.assertEqual(self.shown()["count"], 12)

    def test_afterwards_it_goes_on_with_all_that_came_meanwhile(self) -> None:
        self.confirm_more()
        self.turn(switches.resume_counting)
        self.assertEqual(self.shown()["count"], 14)
        self.assertEqual(tallies.fold(), 2)
        self.assertEqual(tallies.count(self.petition.pk), 14)
        self.assertNotContains(self.client.get(PAGE), "Counting is paused")


class Folding(CommittingSigningTestCase):
    def test_folding_that_began_before_a_pause_folds_nothing(self) -> None:
        """Folding that began before the pause was committed still sees the pause."""
        staff = make_staff()
        make_signature(self.petition)
        moved: list[int] = []
        turned, fold = Event(), Event()

        def pause() -> None:
            with transaction.atomic():
                switches.pause_counting(author=staff)
                turned.set()
                fold.wait(60)
            connection.close()

        pausing = Thread(target=pause)
        pausing.start()
        turned.wait(60)
        make_signature(self.petition)
        moved.append(tallies.fold())  # another transaction has the lock
        fold.set()
        pausing.join(60)
        moved.append(tallies.fold())
        self.assertEqual(moved, [0, 0])
        self.assertEqual(Tally.objects.get().count, 1)
        self.assertEqual(tallies.count(self.petition.pk), 1)
        switches.resume_counting(author=staff)
        self.assertEqual(tallies.count(self.petition.pk), 2)


class Reading(SwitchedTestCase):
    def test_it_costs_nothing_until_a_switch_is_turned(self) -> None:
        pause.current()
        with self.assertNumQueries(0):
            self.assertFalse(pause.current().signing_paused)
        self.turn(switches.pause_signing)
        self.assertTrue(pause.current().signing_paused)

    def test_without_its_row_nothing_is_paused(self) -> None:
        Switches.objects.all().delete()
        InProcess.forget_all()
        self.assertEqual(pause.current(), pause.PauseState())
        make_signature(self.petition)
        self.assertEqual((tallies.count(self.petition.pk), tallies.fold()), (1, 1))
        self.turn(switches.pause_counting)
        self.assertIsNotNone(pause.current().counting_paused_at)

    def test_a_change_needs_a_name(self) -> None:
        with self.assertRaises(PermissionDenied):
            switches.pause_signing(author=AnonymousUser())
        self.assertFalse(switches.switches_row().signing_paused)


class Desk(DeskTestCase):
    def test_publishers_find_the_switches_on_the_first_page_and_editors_do_not(self) -> None:
        for group, status in (("Petition managers", 200), ("Editors", 403)):
            with self.subTest(group):
                self.client.force_login(make_member(group))
                self.assertEqual(f'href="{DESK}"' in self.client.get("/admin/").text, status == 200)
                self.assertEqual(self.client.get(DESK, follow=True).status_code, status)
                for turn in (
                    "pause-signing",
                    "resume-signing",
                    "pause-counting",
                    "resume-counting",
                ):
                    self.assertEqual(self.client.get(f"{DESK}{turn}/").status_code, status)
        self.client.post(f"{DESK}pause-signing/")
        self.assertFalse(Switches.objects.get().signing_paused)

    def test_each_button_says_first_what_will_happen(self) -> None:
        for turn, said, done in (
            ("pause-signing", "No one can sign any petition.", "Signing is paused"),
            ("pause-counting", "nothing of that is lost", "Counting is paused"),
            ("resume-counting", "at once what was confirmed", "Counting is resumed."),
            ("resume-signing", "can be signed again at once", "Petitions can be signed again."),
        ):
            with self.subTest(turn):
                self.assertContains(self.client.get(DESK, follow=True), f'href="{DESK}{turn}/"')
                before = Switches.objects.values().get()
                self.assertContains(self.client.get(f"{DESK}{turn}/"), said)
                self.assertEqual(Switches.objects.values().get(), before)
                self.assertContains(self.client.post(f"{DESK}{turn}/", follow=True), done)
                self.assertNotEqual(Switches.objects.values().get(), before)

    def test_the_history_says_who_turned_which_switch(self) -> None:
        self.client.post(f"{DESK}pause-signing/")
        self.assertEqual(LogEntry.objects.get().user, self.staff)
        self.assertContains(self.client.get(f"{DESK}1/history/"), "Signing paused.")

    def test_the_notice_is_written_ahead(self) -> None:
        self.fill_in(f"{DESK}1/change/", {"notice": "Back at noon."})
        row = Switches.objects.get()
        self.assertEqual((row.notice, row.signing_paused), ("Back at noon.", False))

    def test_there_is_one_and_it_stays(self) -> None:
        self.assertEqual(self.client.get(f"{DESK}add/").status_code, 403)
        self.assertEqual(self.client.get(f"{DESK}1/delete/").status_code, 403)

    def test_a_switch_that_is_on_is_shown_to_everyone_at_the_desk(self) -> None:
        self.assertNotContains(self.client.get("/admin/"), "is paused")
        self.client.post(f"{DESK}pause-counting/")
        self.client.force_login(make_member("Editors"))
        self.assertContains(self.client.get("/admin/"), "Counting is paused")


class Elsewhere(SwitchedTestCase):
    def test_the_first_page_counts_no_further_either(self) -> None:
        self.turn(switches.pause_counting)
        make_signature(self.petition)
        self.assertContains(self.client.get("/"), "Counting is paused")
        self.assertContains(self.client.get("/"), '<strong class="progress-count" data-count>0<')

    def test_the_form_is_the_one_that_is_sent_by_browsers(self) -> None:
        """Guards the other tests here: the form that `sign` posts is valid when nothing is paused."""
        self.assertEqual(sign(self.petition, **FORM).status_code, 303)
