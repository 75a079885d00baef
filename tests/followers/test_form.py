"""The form to follow someone or something: the same answer for everyone, and few emails to anyone."""

import re
from typing import Any
from unittest import TestCase
from unittest.mock import patch
from urllib.parse import urlencode

from django.core import mail
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from campaign.web import page_cache
from campaign.web.models import Use
from followers.following import requests
from followers.forms import FollowForm
from followers.models import Follower, FollowRequest
from petitions.addresses import mailboxes
from petitions.models import Mailbox, Petition, Switches
from tests.campaign.web.test_rate_limits import set_limit
from tests.followers.testcases import (
    HER,
    WEDNESDAY,
    WEEK,
    FollowerTestCase,
    ask,
    at,
    deliver,
    follow,
    links_in,
)
from tests.petitions.testcases import deliver as deliver_signings
from tests.petitions.testcases import sign


class FormTests(FollowerTestCase):
    def test_the_pages_have_the_form_and_stay_the_same_for_everyone(self) -> None:
        for page in (self.of_person, self.of_petition):
            response = Client().get(page)
            self.assertContains(response, f'action="{page}follow/"')
            self.assertFalse(response.cookies)
            self.assertIn("public", response.headers["Cache-Control"])

    def test_the_answer_and_the_work_are_the_same_whether_or_not_an_address_follows(self) -> None:
        follow(self.of_person)
        ask(self.of_person, "warm-up@example.org")
        answers: list[Any] = []
        for address in (HER, "no-one@example.org"):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                response = ask(self.of_person, address)
            statements = [re.sub(r"[0-9]", "", each["sql"])[:60] for each in queries]
            self.assertRedirects(response, "/follow/check-your-email/", status_code=303)
            answers.append((response.content, response.headers["Location"], statements))
        self.assertEqual(*answers)

    def test_the_answer_to_a_form_waits_for_the_next_tick(self) -> None:
        with patch("campaign.web.responses.time.sleep") as sleep:
            ask(self.of_person)
        sleep.assert_called_once()

    def test_a_mistake_is_shown_beside_what_was_typed(self) -> None:
        for typed in ("", "gulnar@", "<b>@example.org"):
            response = ask(self.of_petition, typed)
            self.assertContains(response, "There is a problem", status_code=422)
            self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertContains(ask(self.of_person, "gulnar@"), 'value="gulnar@"', status_code=422)
        self.assertFalse(ProcrastinateJob.objects.exists())

    def test_it_is_taken_from_our_own_pages_alone(self) -> None:
        response = ask(self.of_person, Origin="https://elsewhere.example")
        self.assertEqual(response.status_code, 403)
        self.assertFalse(ProcrastinateJob.objects.exists())

    def test_no_one_can_follow_what_is_not_public(self) -> None:
        for row, page in ((self.person, self.of_person), (self.petition, self.of_petition)):
            type(row).objects.update(state="draft")
            self.assertEqual(ask(page).status_code, 404)
            type(row).objects.update(state="withdrawn")
            gone = ask(page)
            self.assertEqual(gone.status_code, 410)
            self.assertNotIn(str(row), gone.text)

    def test_someone_who_comes_back_to_the_address_of_the_form_gets_the_page(self) -> None:
        response = Client().get(f"{self.of_person}follow/")
        self.assertEqual(response.headers["Location"], f"{self.of_person}#follow")

    def test_in_a_flood_the_form_is_closed_and_loses_nothing_typed(self) -> None:
        Petition.objects.update(asks_proof=True)
        self.assertNotContains(Client().get(self.of_petition), "/follow/")
        response = ask(self.of_petition)
        self.assertContains(response, HER, status_code=503)
        self.assertIn("Retry-After", response.headers)
        Switches.objects.update_or_create(pk=1, defaults={"signing_paused": True})
        page_cache.invalidate()
        self.assertContains(ask(self.of_person), HER, status_code=503)
        self.assertFalse(ProcrastinateJob.objects.exists())


class AddressTests(TestCase):
    @given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
    def test_whatever_is_typed_is_an_address_or_a_mistake(self, typed: str) -> None:
        form = FollowForm(QueryDict(urlencode({"email": typed})))
        if form.is_valid():
            self.assertRegex(form.cleaned_data["email"], r"\A[!-~]+@[!-~]+\.[!-~]+\Z")
        else:
            self.assertTrue(form.errors["email"])


class EmailTests(FollowerTestCase):
    def test_the_email_names_what_is_followed_and_has_one_link(self) -> None:
        ask(self.of_person)
        [message] = deliver()
        self.assertEqual(message.to, [HER])
        self.assertIn("Aygül Misal", message.body)
        self.assertRegex(links_in(message)[0], r"^/follow/confirm/[\w-]{24}/$")
        self.assertEqual(len(links_in(message)), 1)

    def test_someone_who_follows_already_reads_so(self) -> None:
        follow(self.of_person)
        ask(self.of_person)
        [message] = deliver()
        self.assertEqual(message.subject, "You already get our news")
        self.assertRegex(links_in(message)[0], r"^/follow/mine/")

    def test_one_impatient_person_gets_one_email_a_day(self) -> None:
        with at(WEDNESDAY):
            for _time in range(3):
                ask(self.of_person)
            ask(self.of_person, "Gulnar@EXAMPLE.org")
            self.assertEqual(len(deliver()), 1)
        with at(WEDNESDAY + WEEK / 7):
            ask(self.of_person)
            self.assertEqual(len(deliver()), 1)

    def test_emails_about_signing_count_as_well(self) -> None:
        ask(self.of_person)
        ask(self.of_petition)
        self.assertEqual(len(deliver()), 2)
        sign(self.petition)
        self.assertEqual(len(deliver_signings()), 1)  # one of the three is kept for signing
        row = Mailbox.objects.get()
        self.assertEqual(row.sent_on_day, mailboxes.MAX_EMAILS_A_DAY)

    def test_what_is_too_much_for_today_waits_for_tomorrow(self) -> None:
        with patch.object(mailboxes, "MAX_EMAILS_A_DAY", 2):
            ask(self.of_person)
            ask(self.of_petition)
            self.assertEqual(len(deliver()), 1)
        self.assertEqual(ProcrastinateJob.objects.count(), 1)

    def test_no_more_emails_go_to_a_mailbox_that_never_answers(self) -> None:
        sent = 0
        for day in range(7):
            with at(WEDNESDAY + WEEK / 7 * day):
                ask(self.of_person)
                sent += len(deliver())
        self.assertEqual(sent, requests.MOST_UNANSWERED)

    def test_over_a_limit_of_networks_the_answer_is_the_same_and_no_email_goes_out(self) -> None:
        set_limit(Use.FOLLOWS, 1, 10)
        first, second = ask(self.of_person), ask(self.of_person, "other@example.org")
        self.assertEqual(len(deliver()), 1)
        self.assertEqual(second.headers["Location"], first.headers["Location"])

    def test_over_the_limit_of_one_person_emails_wait(self) -> None:
        set_limit(Use.FOLLOWED, 1, 10)
        ask(self.of_person)
        ask(self.of_person, "other@example.org")
        ask(self.of_petition, "other@example.org")
        self.assertEqual(len(deliver()), 2)
        self.assertEqual(ProcrastinateJob.objects.count(), 1)

    def test_a_blocked_mailbox_gets_none(self) -> None:
        mailboxes.block(HER)
        ask(self.of_person)
        self.assertEqual(deliver(), [])
        self.assertFalse(FollowRequest.objects.exists())

    def test_an_email_that_is_sent_again_has_the_same_link(self) -> None:
        ask(self.of_person)
        [job] = ProcrastinateJob.objects.filter(task_name="follow-mail")
        for _time in range(2):  # killed before the job was done
            requests.send(job.args["encrypted_address"], job.args["seed"])
        first, second = mail.outbox
        self.assertEqual(first.body, second.body)

    def test_nothing_goes_out_about_someone_who_was_withdrawn_meanwhile(self) -> None:
        ask(self.of_person)
        type(self.person).objects.update(state="withdrawn")
        self.assertEqual(deliver(), [])
        self.assertFalse(Follower.objects.exists())
