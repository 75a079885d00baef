"""The mail server that the benchmarks use, and what they read from emails and pages."""

import smtplib
from email.message import EmailMessage

from django.test import SimpleTestCase

from bench import signers
from bench.mail_sink import MailSink, free_port

LINK = "/petitions/confirm/Ab-12_x/"


class Sink(SimpleTestCase):
    def setUp(self) -> None:
        port = free_port()
        self.sink = MailSink(port)
        self.sink.start()
        self.addCleanup(self.sink.stop)
        self.client_of_sink = smtplib.SMTP("127.0.0.1", port, timeout=20)
        self.addCleanup(self.client_of_sink.quit)

    def send(self, to: str, text: str) -> None:
        message = EmailMessage()
        message["To"], message["From"], message["Subject"] = to, "us@example.org", "Confirm"
        message.set_content(text)
        self.client_of_sink.send_message(message)

    def test_emails_are_found_by_address_over_one_connection(self) -> None:
        for number in range(3):
            self.send(f"{number}@example.org", f"“Confirm”: http://127.0.0.1:8000{LINK}\n")
        addresses = {f"{number}@example.org" for number in range(3)}
        self.assertEqual(self.sink.wait(addresses, 20), 3)
        self.assertEqual({self.sink.by_address[each].link() for each in addresses}, {LINK})

    def test_the_first_email_to_an_address_is_the_one_that_counts(self) -> None:
        for text in ("first", "second"):
            self.send("one@example.org", f"http://127.0.0.1:8000/petitions/confirm/{text}/")
        self.assertEqual(
            self.sink.by_address["one@example.org"].link(), "/petitions/confirm/first/"
        )
        self.assertEqual(self.sink.total, 2)

    def test_an_email_without_a_link_has_none(self) -> None:
        self.send("one@example.org", "You have already signed.")
        self.assertIsNone(self.sink.by_address["one@example.org"].link())

    def test_waiting_for_an_email_that_does_not_come_ends(self) -> None:
        self.assertEqual(self.sink.wait({"none@example.org"}, 0.01), 0)


class Pages(SimpleTestCase):
    def test_a_button_posts_the_hidden_fields_of_its_own_form(self) -> None:
        page = f"""
            <form action="/search/"><input name="q" value="x"></form>
            <form method="post" action="{LINK}">
              <input type="hidden" name="seen" value="2026-11-30T02:00:00+00:00"><button>Yes</button>
            </form>
            <form action="{LINK}not-me/"><input name="other" value="y"></form>
        """
        self.assertEqual(signers.button(page, LINK), "seen=2026-11-30T02%3A00%3A00%2B00%3A00")

    def test_a_page_without_the_form_has_no_button(self) -> None:
        self.assertIsNone(signers.button("<p>This link has ended.</p>", LINK))

    def test_no_two_signers_share_an_address(self) -> None:
        addresses = signers.new_addresses(50) + signers.new_addresses(50)
        self.assertEqual(len(set(addresses)), 100)
