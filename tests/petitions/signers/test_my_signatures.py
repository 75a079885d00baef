"""A signer's own page: reached only by an emailed link, showing all they signed, and erasing it on request."""

import json
import re
from typing import Any
from unittest.mock import patch

from django.core import mail
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from campaign.web.models import Use
from petitions import periods
from petitions.addresses import mailboxes
from petitions.counting import tallies
from petitions.models import (
    ConsentText,
    Erasure,
    Intake,
    Mailbox,
    MailedToken,
    Petition,
    Signature,
)
from petitions.models.details import Details
from petitions.signers import my_signatures, unconfirmed
from petitions.transparency import count_audit
from tests.campaign.web.test_rate_limits import set_limit
from tests.factories import make_detainee, make_petition, make_signature
from tests.petitions.testcases import (
    SigningTestCase,
    deliver,
    link_in,
    path_of,
    post_form,
    sign,
    sign_and_confirm,
    sign_and_get_mail,
)

HER = "gulnar@example.org"


def ask(address: str = HER) -> Any:
    return Client().post("/petitions/mine/", {"email": address})


def own_page(address: str = HER) -> str:
    """The path of the link in the email."""
    ask(address)
    [message] = deliver()
    return path_of(link_in(message))


class Asking(SigningTestCase):
    def test_an_email_brings_the_link(self) -> None:
        sign_and_confirm(self.petition)
        self.assertRedirects(ask(), "/petitions/mine/sent/", status_code=303)
        [message] = deliver()
        self.assertEqual((message.to, message.subject), ([HER], "Link to your signatures"))
        self.assertRegex(link_in(message), r"/petitions/mine/[\w-]{24}/$")
        self.assertNotIn("Gülnar", message.body)

    def test_over_the_limit_the_answer_is_the_same_and_no_email_goes_out(self) -> None:
        sign_and_confirm(self.petition)
        set_limit(Use.LINKS, 1, 10)
        first, second, third = ask(), ask(), ask("nobody@example.org")
        self.assertEqual(len(deliver()), 1)
        for other in (second, third):
            self.assertEqual(other.status_code, first.status_code)
            self.assertEqual(other.headers["Location"], first.headers["Location"])
            self.assertEqual(other.content, first.content)

    def test_an_address_that_signed_nothing_gets_no_email_and_no_turn(self) -> None:
        ask()
        self.assertEqual(deliver(), [])
        self.assertFalse(Mailbox.objects.exists())
        self.assertFalse(MailedToken.objects.exists())

    def test_another_spelling_of_the_mailbox_is_the_same_person(self) -> None:
        sign_and_confirm(self.petition)
        self.assertContains(self.client.get(own_page("Gulnar+x@EXAMPLE.org")), self.petition.title)

    def test_it_counts_among_the_emails_that_a_mailbox_may_get(self) -> None:
        sign_and_confirm(self.petition)
        for _ in range(2):
            ask()
        self.assertEqual(len(deliver()), 2)
        ask()
        with self.assertRaisesMessage(Exception, "not before"):
            deliver()

    def test_a_mailbox_that_wants_no_email_gets_none(self) -> None:
        sign_and_confirm(self.petition)
        mailboxes.block(HER)
        ask()
        self.assertEqual(deliver(), [])

    def test_the_address_waits_encrypted(self) -> None:
        ask()
        job = ProcrastinateJob.objects.get()
        self.assertNotIn("gulnar", json.dumps(job.args))

    def test_an_email_that_is_sent_again_holds_the_same_link(self) -> None:
        sign_and_confirm(self.petition)
        ask()
        args = ProcrastinateJob.objects.get().args
        for _ in range(2):
            my_signatures.send_link(args["encrypted_address"], args["seed"], args["language"])
        first, second = mail.outbox[-2:]
        self.assertEqual(first.body, second.body)
        self.assertEqual(Mailbox.objects.get().sent_on_day, 2)  # the signing email, and this one

    def test_an_invalid_address_is_an_error(self) -> None:
        self.assertContains(ask("nothing"), "Enter an email address in full", status_code=422)
        self.assertEqual(ask("").status_code, 422)


class NobodyLearns(SigningTestCase):
    """What an outsider sees, for an address that signed and for one that did not."""

    def test_the_answers_are_the_same_byte_for_byte(self) -> None:
        for number in range(200):
            sign(self.petition, email=f"a{number:03}@example.org")
        seen = set()
        for number in range(200):
            for letter in "ab":
                answer = ask(f"{letter}{number:03}@example.org")
                seen.add((answer.status_code, answer.content, tuple(sorted(answer.items()))))
        self.assertEqual(len({(status, body) for status, body, _ in seen}), 1)
        headers = {tuple(item for item in items if item[0] != "Expires") for _, _, items in seen}
        self.assertEqual(len(headers), 1)

    def test_the_database_is_asked_the_same(self) -> None:
        sign_and_confirm(self.petition)
        asked = []
        for address in (HER, "nobody@example.org"):
            ask(address)  # fills the caches
            with CaptureQueriesContext(connection) as queries:
                ask(address)
            asked.append([re.sub(r"'[^']*'|\d+", "", query["sql"]) for query in queries])
        self.assertEqual(asked[0], asked[1])
        self.assertFalse([sql for sql in asked[0] if "petitions_signature" in sql])

    def test_every_answer_leaves_on_the_beat(self) -> None:
        """So that no one outside can measure what difference is left."""
        with patch("campaign.web.responses.time.sleep") as slept:
            ask()
        slept.assert_called_once()

    def test_a_wrong_link_tells_nothing(self) -> None:
        sign_and_confirm(self.petition)
        wrong = self.client.get("/petitions/mine/" + "A" * 24 + "/")
        link = own_page()
        MailedToken.objects.update(expires_at=F("expires_at") - periods.OWN_PAGE_LINK)
        late = self.client.get(link)
        self.assertEqual((wrong.status_code, late.status_code), (404, 404))
        self.assertEqual(wrong.content, late.content)


class OwnPage(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        person = make_detainee("Aygül Misal")
        sign_and_confirm(
            self.petition,
            city="Leiden",
            comment="For my aunt.",
            visibility="name",
            **{"for": person.reference},
        )
        self.second = make_petition(title="A second letter")
        sign_and_get_mail(self.second)
        self.theirs = sign_and_confirm(
            self.petition, email="other@example.org", name="Somebody Else"
        )
        self.page = own_page()
        self.first_signature, self.second_signature = (
            Signature.objects.exclude(pk=self.theirs.pk).get(petition=petition)
            for petition in (self.petition, self.second)
        )

    def post(self, signature: Signature | None = None, path: str = "", **typed: Any) -> Any:
        data = {"signature": signature.pk} if signature else {}
        return self.client.post(self.page + path, data | typed)

    def test_it_shows_all_they_signed_and_nothing_of_others(self) -> None:
        page = self.client.get(self.page)
        for words in (self.petition.title, "A second letter", "Leiden", "Aygül Misal", "You confirmed it",
                      "Not confirmed yet", "Your receipt"):  # fmt: skip
            self.assertContains(page, words)
        self.assertNotContains(page, "Somebody Else")
        self.assertIn("no-store", page["Cache-Control"])
        self.assertFalse(page.cookies)

    def test_looking_changes_nothing(self) -> None:
        before = list(Signature.objects.order_by("pk").values())
        for path in ("", "erase/", f"erase/{self.first_signature.pk}/", "download/"):
            for method in ("GET", "HEAD", "OPTIONS"):
                self.client.generic(method, self.page + path)
        self.assertEqual(list(Signature.objects.order_by("pk").values()), before)
        self.assertEqual(tallies.count(self.petition.pk), 2)

    def test_a_held_and_an_invalidated_signature_look_like_one_that_counts(self) -> None:
        pages = set()
        for state in ("confirmed", "quarantined", "invalidated"):
            Signature.objects.filter(pk=self.first_signature.pk).update(
                state=state, quarantine_reason="" if state == "confirmed" else "attack mode"
            )
            pages.add(self.client.get(self.page).content)
            downloaded = self.client.get(self.page + "download/").json()
            downloaded["made_at"] = ""
            pages.add(json.dumps(downloaded).encode())
        self.assertEqual(len(pages), 2)

    def test_how_it_is_shown_can_be_changed(self) -> None:
        answer = self.post(self.first_signature, visibility="initials")
        self.assertEqual(answer.status_code, 303)
        self.first_signature.refresh_from_db()
        self.assertEqual(self.first_signature.visibility, "initials")
        self.assertEqual(tallies.count(self.petition.pk), 2)

    def test_showing_less_deletes_the_rest_at_once(self) -> None:
        for visibility, kept in (
            ("initials", ("", "G. A.", "", "For my aunt.")),
            ("country", ("", "", "", "For my aunt.")),
            ("counted", ("", "", "", "")),
        ):
            self.post(self.first_signature, visibility=visibility)
            self.assert_kept(visibility, *kept)

    def test_showing_more_needs_the_name_again(self) -> None:
        self.post(self.first_signature, visibility="counted")
        for visibility in ("initials", "name"):
            answer = self.post(
                self.first_signature, visibility=visibility, name=" ", city="Delft", comment="Ask."
            )
            self.assertContains(answer, "Enter your name. We deleted it", status_code=422)
            self.assertContains(answer, "Delft", status_code=422)
            self.assertContains(answer, "Ask.", status_code=422)
            self.assert_kept("counted", "", "", "", "")
        typed = {"name": "Gülnar A.", "city": "Delft", "comment": "Ask."}
        self.post(self.first_signature, visibility="initials", **typed)
        self.assert_kept("initials", "", "G. A.", "", "Ask.")
        self.post(self.first_signature, visibility="name", **typed)
        self.assert_kept("name", "Gülnar A.", "", "Delft", "Ask.")

    def test_initials_stay_without_the_name_that_they_are_of(self) -> None:
        self.post(self.first_signature, visibility="initials")
        page = self.client.get(self.page)
        self.assertContains(page, "We hold only your initials, G. A.")
        self.assertContains(page, "Gülnar Ablet</bdi>", count=1)  # of the second, unconfirmed
        self.post(self.first_signature, visibility="initials", name="", comment="")
        self.assert_kept("initials", "", "G. A.", "", "")
        answer = self.post(self.first_signature, visibility="name", name="")
        self.assertContains(answer, "Enter your name.", status_code=422)

    def test_a_mistake_in_a_field_that_the_choice_hides_does_not_matter(self) -> None:
        link = self.post(self.first_signature, visibility="name", name="http://spam.example")
        self.assertContains(link, "without a link", status_code=422)
        wrong = {"name": "N" * 101, "city": "a\u202eb", "comment": "C" * 501}
        answer = self.post(self.first_signature, visibility="name", **wrong)
        self.assertContains(answer, "at most 100 characters", status_code=422)
        self.assertEqual(
            self.post(self.first_signature, visibility="counted", **wrong).status_code, 303
        )
        self.assert_kept("counted", "", "", "", "")

    def test_before_it_is_confirmed_the_choice_changes_and_all_stays_encrypted(self) -> None:
        for visibility in ("counted", "name", "initials"):
            self.post(self.second_signature, visibility=visibility, name="Somebody Else")
            self.assert_kept(visibility, "", "", "", "", of=self.second_signature)
            self.assertEqual(self.second_signature.known_details, Details("Gülnar Ablet"))
        self.assertContains(self.client.get(self.page), "When you confirm, we delete")

    def test_a_window_that_still_shows_a_deleted_name_brings_back_what_it_sends(self) -> None:
        found = my_signatures.find_page(self.page.split("/")[-2])
        assert found
        self.post(self.first_signature, visibility="counted")
        for details, kept in (
            (Details(), ("counted", "", "", "", "")),  # no name, so nothing is shown
            (Details("Gülnar Ablet"), ("initials", "", "G. A.", "", "")),
        ):
            my_signatures.change_preferences(
                found, self.first_signature, "initials", details,
                wants_updates=False, consent_version="test",
            )  # fmt: skip
            self.assert_kept(*kept)

    def assert_kept(self, visibility: str, *columns: str, of: Signature | None = None) -> None:
        """columns: name, initials, town, comment."""
        row = of or self.first_signature
        row.refresh_from_db()
        self.assertEqual(row.visibility, visibility)
        self.assertEqual((row.name, row.initials, row.city, row.comment), columns)

    def test_an_invalid_choice_is_an_error(self) -> None:
        answer = self.post(self.first_signature, visibility="nonsense")
        self.assertEqual(answer.status_code, 422)

    def test_updates_can_be_asked_for_and_stopped(self) -> None:
        self.post(self.first_signature, visibility="name", updates="on")
        self.first_signature.refresh_from_db()
        self.assertEqual(self.first_signature.email, HER)
        self.assertIsNotNone(self.first_signature.updates_agreed_at)
        words = ConsentText.objects.get(version=self.first_signature.updates_consent)
        self.assertIn("Email me updates", words.to_updates)
        self.post(self.first_signature, visibility="name")
        self.first_signature.refresh_from_db()
        self.assertIsNone(self.first_signature.email)
        self.assertFalse(self.first_signature.wants_updates)

    def test_the_signature_of_someone_else_cannot_be_changed(self) -> None:
        self.post(self.theirs, visibility="name", name="Gülnar Ablet")
        self.post(path=f"erase/{self.theirs.pk}/")
        again = Signature.objects.get(pk=self.theirs.pk)
        self.assertEqual((again.visibility, again.name), ("counted", ""))

    def test_withdrawing_asks_first_then_erases(self) -> None:
        path = f"erase/{self.first_signature.pk}/"
        self.assertContains(self.client.get(self.page + path), "Withdraw this signature?")
        for _ in range(2):
            self.assertRedirects(self.post(path=path), self.page, status_code=303)
        self.assertEqual(tallies.count(self.petition.pk), 1)
        self.assertFalse(Signature.objects.filter(pk=self.first_signature.pk).exists())
        page = self.client.get(self.page)
        self.assertContains(page, "A second letter")
        self.assertContains(page, "Erase everything …")
        self.assertNotContains(page, "confirmed with one link")

    def test_erasing_everything_leaves_nothing_and_says_so(self) -> None:
        for _ in range(2):
            self.assertRedirects(self.post(path="erase/"), self.page, status_code=303)
        self.assertContains(self.client.get(self.page), "Nothing is left here.")
        self.assertEqual(list(Signature.objects.all()), [self.theirs])
        self.assertFalse(MailedToken.objects.filter(address__isnull=False).exists())
        self.assertFalse(Mailbox.objects.filter(digest__in=mailboxes.digests(HER)).exists())
        self.assertTrue(Erasure.objects.exists())
        self.assertEqual(count_audit.differences(), [])

    def test_what_was_signed_after_the_link_stays_when_the_others_are_erased(self) -> None:
        make_signature(make_petition(title="A third letter"), HER)
        for signature in (self.first_signature, self.second_signature):
            self.post(path=f"erase/{signature.pk}/")
        self.assertContains(self.client.get(self.page), "A third letter")
        self.post(path="erase/")
        self.assertContains(self.client.get(self.page), "Nothing is left here.")
        self.assertEqual(list(Signature.objects.all()), [self.theirs])
        self.assertFalse(MailedToken.objects.filter(address__isnull=False).exists())

    def test_the_address_of_the_link_goes_too_if_some_signatures_had_lapsed(self) -> None:
        make_signature(make_petition(title="A third letter"), HER)
        Signature.objects.filter(confirmed_at=None).update(
            signed_at=F("signed_at") - periods.CONFIRMATION_LINK
        )
        MailedToken.objects.filter(purpose="confirm").delete()
        self.assertEqual(unconfirmed.erase_expired(), 1)
        self.post(path="erase/")
        self.assertFalse(MailedToken.objects.filter(address__isnull=False).exists())

    def test_the_download_holds_all_of_it_with_the_words_agreed_to(self) -> None:
        answer = self.client.get(self.page + "download/")
        self.assertIn("attachment", answer["Content-Disposition"])
        first = next(
            each for each in answer.json()["signatures"] if each["petition"] == self.petition.title
        )
        self.assertEqual((first["name"], first["town"]), ("Gülnar Ablet", "Leiden"))
        self.assertIn(
            "I agree that this campaign stores what I write", first["agreed_to"]["signing"]
        )
        self.assertEqual(first["receipt"]["format"], "signature-receipt/1")
        self.assertEqual(answer.json()["mails_to_your_address"]["wants_no_mail"], False)
        self.assertEqual(answer.json()["not_processed_yet"], [])

    def test_so_does_what_no_worker_has_seen_yet(self) -> None:
        post_form(make_petition(title="Another letter"), email="Gulnar+x@example.org", name="G. A.")
        post_form(self.petition, email="stranger@example.org")
        [waiting] = self.client.get(self.page + "download/").json()["not_processed_yet"]
        self.assertEqual((waiting["petitions"], waiting["name"]), (["Another letter"], "G. A."))

    def test_erasing_everything_erases_that_too(self) -> None:
        post_form(make_petition())
        self.post(path="erase/")
        self.assertFalse(Intake.objects.exists())
        self.assertEqual(deliver(), [])

    def test_a_petition_that_was_withdrawn_is_not_named_and_can_still_be_left(self) -> None:
        Petition.objects.filter(pk=self.petition.pk).update(state="withdrawn")
        page = self.client.get(self.page)
        self.assertNotContains(page, self.petition.title)
        self.assertContains(page, "no longer public")
        self.post(path=f"erase/{self.first_signature.pk}/")
        self.assertFalse(Signature.objects.filter(pk=self.first_signature.pk).exists())

    def test_no_scanner_that_posts_nothing_confirms_anybody(self) -> None:
        self.client.get(self.page)
        self.second_signature.refresh_from_db()
        self.assertIsNone(self.second_signature.confirmed_at)
