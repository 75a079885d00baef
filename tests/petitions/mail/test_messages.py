"""The emails to signers: plain, in our words alone, with one link; and how many of them one mailbox gets."""

import re
from collections import Counter
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any
from unittest.mock import patch

from django.core import mail
from django.db.models import F
from django.test import Client, override_settings
from django.utils import timezone, translation

from petitions import periods
from petitions.addresses import mailboxes
from petitions.addresses.canonical import Rule
from petitions.mail import signing_emails
from petitions.mail.html import to_html
from petitions.models import Intake, Mailbox, MailedToken, Petition, Signature
from tests.factories import edit_rule, make_petition
from tests.petitions.testcases import (
    SigningTestCase,
    code_in,
    deliver,
    hurry,
    let_ten_minutes_pass,
    link_in,
    post_form,
    press,
    sign,
    sign_and_confirm,
    sign_and_get_mail,
)

TYPED = {
    "name": "Canarybird Ablet",
    "email": "canary.bird@example.org",
    "city": "Canaryville",
    "comment": "Buy at canary.example now",
}


def as_sent(message: mail.EmailMessage) -> Parsed:
    content = message.message(policy=policy.SMTP).as_bytes()
    return message_from_bytes(content, policy=policy.default)


def part_of(message: Any, kind: str) -> str:
    """kind: "plain" or "html"."""
    return str(message.get_body((kind,)).get_content())


@override_settings(
    SITE_URL="https://campaign.example",
    DEFAULT_FROM_EMAIL="The Campaign <petitions@campaign.example>",
    CAMPAIGN_NAME="The Campaign",
)
class TheMail(SigningTestCase):
    def test_its_text_has_one_link_and_the_code(self) -> None:
        message = as_sent(sign_and_get_mail(self.petition))
        self.assertEqual(
            [part.get_content_type() for part in message.walk()],
            ["multipart/alternative", "text/plain", "text/html"],
        )
        body = part_of(message, "plain")
        links = re.findall(r"\S*://\S+", body)
        self.assertEqual(len(links), 1)
        self.assertRegex(links[0], r"^https://campaign\.example/petitions/confirm/[\w-]{24}/$")
        self.assertEqual(len(re.findall(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", body)), 1)
        body = " ".join(body.split())
        self.assertIn(self.petition.title, body)
        self.assertIn("UN High Commissioner for Human Rights", body)
        self.assertIn("The Campaign", body)

    def test_it_can_be_read_as_it_is_sent(self) -> None:
        """No encoding breaks the link in two: some people see the source of the email."""
        petition = make_petition(
            title="A “title” of one hundred and twenty letters " + "and more " * 8
        )
        content = sign_and_get_mail(petition).message(policy=policy.SMTP).as_bytes()
        self.assertRegex(content, rb"\r\nhttps://campaign.example/petitions/confirm/[\w-]{24}/\r\n")
        self.assertNotIn(b"quoted-printable", content)
        self.assertNotIn(b"base64", content)
        self.assertLessEqual(max(map(len, content.split(b"\r\n"))), 78)

    def test_the_mail_server_gets_the_bytes_that_django_would_build(self) -> None:
        """Most of them are those of the emails before (petitions/mail/frames.py)."""
        long = "a" * 50 + "@" + ("b" * 60 + ".") * 3 + "example.org"
        for address in ("gulnar@example.org", "o'neil+x.y/z=1@sub.example.org", long):
            with self.subTest(address):
                message = sign_and_get_mail(
                    make_petition(title="“Übung” für 艾古丽"), email=address
                )
                sent = as_sent(message)
                built = message_from_bytes(
                    mail.EmailMultiAlternatives.message(message, policy=policy.SMTP).as_bytes(),
                    policy=policy.default,
                )
                for part in ("plain", "html"):
                    self.assertEqual(part_of(sent, part), part_of(built, part))
                for each in (sent, built):
                    self.assertIsNotNone(parsedate_to_datetime(each["Date"]))
                    del each["Date"], each["Content-Type"]  # it has a random boundary
                found = [
                    [(name, "".join(value.split())) for name, value in each.items()]
                    for each in (sent, built)
                ]
                self.assertCountEqual(*found)

    def test_its_headers_are_those_it_needs(self) -> None:
        message = as_sent(sign_and_get_mail(self.petition))
        self.assertEqual(message["From"], "The Campaign <petitions@campaign.example>")
        self.assertEqual(message["To"], "gulnar@example.org")
        self.assertEqual(message["Subject"], "Please confirm your signature")
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        self.assertRegex(message["Message-ID"], r"^<[a-z2-7]{40}@campaign\.example>$")
        self.assertIsNotNone(message["Date"].datetime)
        self.assertEqual(
            {name.lower() for name in message},
            {
                "from", "to", "subject", "date", "message-id", "auto-submitted",
                "mime-version", "content-type",
            },
        )  # fmt: skip

    def test_nothing_that_was_typed_is_in_it(self) -> None:
        """No one may use the form to send words of their own to a stranger."""
        message = sign_and_get_mail(self.petition, **TYPED)
        message.to = []
        content = message.message().as_bytes().lower()
        self.assertNotIn(b"canary", content)

    def test_its_html_says_the_same_with_a_button_and_loads_nothing(self) -> None:
        message = as_sent(sign_and_get_mail(make_petition(title="Free “O'Neil” & <b>all</b>")))
        text, html = part_of(message, "plain"), part_of(message, "html")
        [link] = re.findall(r"https://\S+", text)
        self.assertEqual(re.findall(r'href=\s+"([^"]+)"', html), [link, link])
        self.assertRegex(html, r">\s*Confirm my signature\s*</a>")
        shown = unescape(re.sub(r"<title>.*</title>|<[^>]+>", "", html)).split()
        self.assertEqual(Counter(text.split()) - Counter(shown), Counter())
        self.assertNotIn("<b>", html)
        for outside in ("src=", "url(", "<img", "<link", "<script", "<style", "@import", "//fonts"):
            self.assertNotIn(outside, html)

    def test_its_html_has_language_and_direction(self) -> None:
        with translation.override("ar"):
            html = to_html("Subject", "سالام\n\nhttps://campaign.example/x/", "Open")
        self.assertIn('<html lang="ar" dir="rtl">', html)

    @override_settings(
        SITE_URL="https://www.the-campaign-with-a-name-that-is-long-for-a-domain.example"
    )
    def test_a_site_with_a_long_name_sends_emails_too(self) -> None:
        message = as_sent(sign_and_get_mail(self.petition))
        [link] = re.findall(r"https://\S+", part_of(message, "plain"))
        self.assertEqual(part_of(message, "html").count(link), 3)

    def test_letters_of_the_title_are_not_turned_into_markup(self) -> None:
        message = sign_and_get_mail(make_petition(title="Free “O'Neil” & <all>"))
        self.assertIn("Free “O'Neil” & <all>", message.body)

    def test_each_email_has_a_secret_of_its_own(self) -> None:
        first = sign_and_get_mail(self.petition)
        let_ten_minutes_pass()
        second = sign_and_get_mail(self.petition)
        self.assertNotEqual(link_in(first), link_in(second))
        self.assertNotEqual(code_in(first), code_in(second))
        self.assertNotEqual(first.extra_headers["Message-ID"], second.extra_headers["Message-ID"])

    def test_odd_dots_are_quoted_so_that_mail_servers_take_them(self) -> None:
        for address, to in (
            ("a..b@docomo.ne.jp", '"a..b"@docomo.ne.jp'),
            (".a@ezweb.ne.jp", '".a"@ezweb.ne.jp'),
            ("o'brien@example.org", "o'brien@example.org"),
        ):
            with self.subTest(address):
                message = sign_and_get_mail(self.petition, email=address)
                self.assertEqual(message.to, [to])
                content = message.message(policy=policy.SMTP).as_bytes().decode()
                self.assertIn(f"To: {to}\r\n", content)

    def test_secrets_are_stored_only_as_digests(self) -> None:
        message = sign_and_get_mail(self.petition)
        token, code = link_in(message).split("/")[-2], code_in(message)
        stored = repr(list(MailedToken.objects.values())) + repr(list(Signature.objects.values()))
        self.assertNotIn(token, stored)
        self.assertNotIn(code, stored)
        self.assertFalse(Intake.objects.exists())

    def send_again(self) -> mail.EmailMessage:
        """As after a worker was killed that had sent the email, and not deleted its row."""
        with patch.object(signing_emails, "_record"):
            [message] = deliver()
        Intake.objects.update(due_at=timezone.now())
        return message

    def test_an_email_that_is_sent_again_is_the_same_email_and_takes_no_second_turn(self) -> None:
        sign(self.petition)
        first, *others = [self.send_again() for _ in range(3)]
        for other in others:
            self.assertEqual(other.body, first.body)
            self.assertEqual(other.extra_headers, first.extra_headers)
        self.assertEqual(Mailbox.objects.get().sent_on_day, 1)
        self.assertEqual(MailedToken.objects.count(), 1)

    def test_a_link_is_valid_from_the_last_attempt_to_send_its_email(self) -> None:
        sign(self.petition)
        self.send_again()
        MailedToken.objects.update(expires_at=F("expires_at") - periods.CONFIRMATION_LINK)
        self.assertEqual(press(link_in(self.send_again())).status_code, 303)


class AlreadySigned(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        sign_and_confirm(self.petition)

    def test_the_email_says_so_and_has_nothing_to_confirm(self) -> None:
        message = sign_and_get_mail(self.petition, **TYPED | {"email": "gulnar@example.org"})
        self.assertEqual(message.subject, "You have already signed")
        self.assertIn("counts once", message.body)
        self.assertNotIn("/confirm/", message.body)
        self.assertTrue(link_in(message).endswith("/petitions/free-the-teachers/"))
        self.assertNotIn("canary", message.body.lower())

    def test_it_tells_the_other_person_of_a_shared_mailbox_how_to_sign(self) -> None:
        sign_and_confirm(make_petition(slug="other"))
        for also in ([], ["other"]):
            with self.subTest(also=also):
                let_ten_minutes_pass()
                Mailbox.objects.all().delete()
                message = sign_and_get_mail(self.petition, name="Alim Ablet", also=also)
                body = " ".join(str(message.body).split())
                self.assertIn("one signature for each email address", body)
                self.assertIn("own, or on paper", body)
                self.assertIn("a sheet to print", body)
        page = self.client.get("/petitions/free-the-teachers/")
        self.assertContains(page, "One signature for each email address")
        self.assertContains(page, "/sheet-a4.pdf")

    def test_it_goes_to_the_spelling_that_was_typed_now(self) -> None:
        message = sign_and_get_mail(self.petition, email="GULNAR+x@example.org")
        self.assertEqual(message.to, ["GULNAR+x@example.org"])

    def test_another_petition_is_not_signed_yet(self) -> None:
        message = sign_and_get_mail(make_petition())
        self.assertEqual(message.subject, "Please confirm your signature")


class NoMail(SigningTestCase):
    """Something changes between the signing and its email."""

    def test_a_signature_that_was_erased_gets_none(self) -> None:
        sign(self.petition)
        Signature.objects.all().delete()
        self.assertEqual(deliver(), [])

    def test_of_a_petition_that_closed_more_than_a_day_ago_there_is_none(self) -> None:
        sign(self.petition)
        Petition.objects.update(
            opens_at=F("opens_at") - timedelta(days=9), closes_at=F("opens_at") - timedelta(days=1)
        )
        self.assertEqual(deliver(), [])

    def test_of_a_petition_that_was_withdrawn_it_waits_until_it_is_back(self) -> None:
        sign(self.petition)
        Petition.objects.update(state="withdrawn")
        self.assertEqual(deliver(), [])
        Petition.objects.update(state="published")
        self.assertEqual(deliver(), [])  # it looks again after an hour
        hurry()
        self.assertEqual(len(deliver()), 1)

    def test_an_email_about_earlier_signatures_does_not_wait(self) -> None:
        sign_and_confirm(self.petition)
        sign(self.petition)
        Petition.objects.update(state="withdrawn")
        self.assertEqual(deliver(), [])


class HowMany(SigningTestCase):
    def sign_anew(self, **typed: Any) -> None:
        sign(make_petition(), **typed)

    def next_day(self, days: int = 1) -> None:
        ago = timedelta(days=days)
        Mailbox.objects.update(day=F("day") - ago, mailed_on=F("mailed_on") - ago)

    def test_three_a_day_over_all_petitions_and_spellings(self) -> None:
        for email in ("gulnar@example.org", "Gulnar@example.org", "gulnar+x@example.org"):
            self.sign_anew(email=email)
        self.assertEqual(len(deliver()), 3)
        self.sign_anew()
        self.assertEqual(deliver(), [])

    def test_the_fourth_is_sent_the_next_day(self) -> None:
        for _ in range(3):
            self.sign_anew()
        press(link_in(deliver()[0]))
        self.sign_anew()
        self.assertEqual(deliver(), [])
        due_at = Intake.objects.get().due_at
        self.assertEqual(due_at.time().isoformat(), "00:05:00")
        self.assertGreater(due_at.date(), timezone.now().date())
        self.next_day()
        hurry()
        self.assertEqual(len(deliver()), 1)

    def test_until_then_the_newest_link_confirms_it_too(self) -> None:
        """Someone may have used up the three emails of the day. Their owner can still confirm on the same day."""
        for _ in range(3):
            self.sign_anew()
        [*_, newest] = deliver()
        mine = make_petition(slug="mine-alone")
        sign(mine)
        self.assertEqual(deliver(), [])
        press(link_in(newest))
        self.assertEqual(Signature.objects.get(petition=mine).state, "confirmed")
        self.next_day()
        hurry()
        self.assertEqual(deliver(), [])  # there is nothing left to say
        self.assertFalse(Intake.objects.exists())

    def test_so_does_its_code(self) -> None:
        for _ in range(3):
            self.sign_anew()
        [*_, newest] = deliver()
        mine = make_petition(slug="mine-alone")
        sign(mine)
        deliver()
        typed = {"email": "gulnar@example.org", "code": code_in(newest)}
        answer = Client().post("/petitions/mine-alone/check-your-email/", typed)
        self.assertIn("/petitions/confirm/", answer["Location"])

    def test_the_link_of_someone_else_does_not(self) -> None:
        """Here dots count, so these are two people's."""
        for _ in range(3):
            self.sign_anew(email="gulnar@small.net")
        [*_, of_another] = deliver()
        mine = make_petition(slug="mine-alone")
        sign(mine, email="gul.nar@small.net")
        self.assertEqual([each.to for each in deliver()], [["gul.nar@small.net"]])
        press(link_in(of_another))
        self.assertEqual(Signature.objects.get(petition=mine).state, "pending")

    def test_nor_does_it_after_a_wrong_rule_was_put_right(self) -> None:
        edit_rule("small.net", Rule(ignores_dots=True))
        for _ in range(3):
            self.sign_anew(email="gulnar@small.net")
        [*_, of_another] = deliver()
        edit_rule("small.net", Rule(ignores_dots=False))
        mine = make_petition(slug="mine-alone")
        sign(mine, email="gul.nar@small.net")
        self.assertEqual(deliver(), [])
        press(link_in(of_another))
        self.assertEqual(Signature.objects.get(petition=mine).state, "pending")

    def test_emails_that_someone_else_leaves_unanswered_keep_none_back(self) -> None:
        for _ in range(5):
            self.sign_anew(email="gulnar@small.net")
            self.assertEqual(len(deliver()), 1)
            self.next_day()
        self.sign_anew(email="gul.nar@small.net")
        self.assertEqual([each.to for each in deliver()], [["gul.nar@small.net"]])

    def test_other_mailboxes_get_theirs(self) -> None:
        for _ in range(3):
            self.sign_anew()
        deliver()
        self.sign_anew(email="other@example.org")
        self.assertEqual(len(deliver()), 1)

    def test_five_unanswered_emails_are_the_last(self) -> None:
        for _ in range(5):
            self.sign_anew()
            self.assertEqual(len(deliver()), 1)
            self.next_day()
        mine = make_petition(slug="mine-alone")
        sign(mine)
        self.assertEqual(deliver(), [])
        press(link_in(mail.outbox[-1]))
        self.assertEqual(Signature.objects.get(petition=mine).state, "confirmed")

    def test_pressing_the_button_is_an_answer(self) -> None:
        for _ in range(5):
            self.sign_anew()
            [message] = deliver()
            self.next_day()
        press(link_in(message))
        self.sign_anew()
        self.assertEqual(len(deliver()), 1)

    def test_emails_about_earlier_signatures_leave_one_a_day_for_a_confirmation(self) -> None:
        sign_and_confirm(self.petition)
        self.next_day()
        emails = 0
        for _ in range(9):
            sign(self.petition)
            emails += len(deliver())
            let_ten_minutes_pass()
        self.assertEqual(emails, 2)
        self.assertFalse(Intake.objects.exists())  # the others are not worth another day
        self.sign_anew()
        self.assertEqual([each.subject for each in deliver()], ["Please confirm your signature"])

    def test_a_clock_that_is_put_back_brings_no_more_emails(self) -> None:
        for _ in range(3):
            self.sign_anew()
        deliver()
        Mailbox.objects.update(day=F("day") + timedelta(days=1))
        self.sign_anew()
        self.assertEqual(deliver(), [])

    def test_an_impatient_signer_gets_one(self) -> None:
        for _ in range(4):
            post_form(self.petition)
        self.assertEqual(len(deliver()), 1)

    def test_what_one_mailbox_was_sent_is_forgotten_after_a_month(self) -> None:
        self.sign_anew()
        deliver()
        mailboxes.erase_expired()
        self.assertTrue(Mailbox.objects.exists())
        self.next_day(31)
        mailboxes.erase_expired()
        self.assertFalse(Mailbox.objects.exists())

    def test_a_mailbox_that_owes_no_answer_is_forgotten_the_next_day(self) -> None:
        sign_and_confirm(self.petition)
        mailboxes.erase_expired()
        self.assertTrue(Mailbox.objects.exists())
        self.next_day()
        mailboxes.erase_expired()
        self.assertFalse(Mailbox.objects.exists())
