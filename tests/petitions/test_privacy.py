"""No one learns from the site who has signed, nor from the database or the logs."""

import io
import logging
import re
import smtplib
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaign.privacy.encryption import PREFIX
from campaign.privacy.logs import RedactingFormatter
from petitions.models import Domain, Intake, Signature
from petitions.signing.sign import SignatureInput
from petitions.signing.tokens import MailSecret
from tests.petitions.testcases import (
    FORM,
    SigningTestCase,
    code_in,
    deliver,
    let_ten_minutes_pass,
    link_in,
    own_page,
    path_of,
    post_form,
    press,
    sign,
    sign_and_confirm,
    sign_and_get_mail,
    store,
)

CANARY = "canary.7Q3x@example.org"


class NobodyLearnsWhoSigned(SigningTestCase):
    """Every answer is the same, byte for byte, whatever happened to the address before."""

    def addresses(self) -> dict[str, str]:
        """Addresses by what happened to them; all of one length."""
        found = {
            kind: f"{number}@example.org"
            for number, kind in enumerate(
                ("new", "pending", "confirmed", "updates", "blocked", "full"), start=1
            )
        }
        sign_and_get_mail(self.petition, email=found["pending"])
        sign_and_confirm(self.petition, email=found["confirmed"])
        sign_and_confirm(self.petition, email=found["updates"], updates="on")
        refused = link_in(sign_and_get_mail(self.petition, email=found["blocked"]))
        self.client.post(path_of(refused) + "not-me/")
        for _ in range(3):
            sign_and_get_mail(self.petition, email=found["full"])
            let_ten_minutes_pass()
        return found

    def assert_all_alike(self, answers: dict[str, Any]) -> None:
        plain = {
            kind: (
                answer.status_code,
                {name: value for name, value in answer.items() if name != "Expires"},  # the time
                re.sub(rb"\d@", b"N@", answer.content),
            )
            for kind, answer in answers.items()
        }
        for kind, answer in plain.items():
            with self.subTest(kind):
                self.assertEqual(answer, plain["new"])

    def test_signing(self) -> None:
        self.assert_all_alike(
            {kind: sign(self.petition, email=email) for kind, email in self.addresses().items()}
        )

    def test_signing_with_a_mistake(self) -> None:
        addresses = self.addresses()
        # The page shows when it counted, and the minute may end between two answers.
        with patch("django.utils.timezone.now", return_value=timezone.now()):
            answers = {
                kind: sign(self.petition, email=email, name="") for kind, email in addresses.items()
            }
        self.assert_all_alike(answers)

    def test_typing_a_code(self) -> None:
        path = "/petitions/free-the-teachers/check-your-email/"
        self.assert_all_alike(
            {
                kind: self.client.post(path, {"email": email, "code": "0000-0000"})
                for kind, email in self.addresses().items()
            }
        )

    def test_signing_asks_the_database_the_same(self) -> None:
        asked = {}
        addresses = self.addresses()
        post_form(self.petition, email="first@example.org")  # what each process asks once
        for kind, email in addresses.items():
            with CaptureQueriesContext(connection) as queries:
                post_form(self.petition, email=email)
            # Without the values: text, times and the numbers of savepoints.
            asked[kind] = [
                re.sub(r"'[^']*'|\\x[0-9a-f]+|\d+", "", query["sql"]) for query in queries
            ]
        for kind, statements in asked.items():
            with self.subTest(kind):
                self.assertEqual(statements, asked["new"])

    def test_only_a_confirmation_moves_the_count(self) -> None:
        path = "/petitions/free-the-teachers/count.json"
        before = self.client.get(path).json()["count"]
        for email in ("new@example.org", "new@example.org", "other@example.org"):
            sign(self.petition, email=email)
        self.assertEqual(self.client.get(path).json()["count"], before)


class TheDatabase(SigningTestCase):
    """What a stolen copy of it would contain."""

    def dump(self) -> str:
        """Every column of every table, the queue's included."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name FROM information_schema.tables"
                " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            )
            tables = [name for (name,) in cursor.fetchall()]
            self.assertIn("petitions_signature", tables)
            self.assertIn("procrastinate_jobs", tables)
            rows = []
            for table in tables:
                cursor.execute(f'SELECT t::text FROM "{table}" AS t')  # noqa: S608
                rows += [row for (row,) in cursor.fetchall()]
        return "\n".join(rows).lower()

    def assert_holds_nothing(self) -> None:
        dump = self.dump()
        for form in (CANARY, CANARY.partition("@")[0], CANARY.encode().hex()):
            self.assertNotIn(form.lower(), dump)

    def test_the_address_is_nowhere_to_be_read(self) -> None:
        post_form(self.petition, email=CANARY, updates="on")
        self.assertTrue(Intake.objects.exists())
        self.assert_holds_nothing()
        store()
        self.assert_holds_nothing()
        [message] = deliver()
        self.assert_holds_nothing()
        self.client.post(
            "/petitions/free-the-teachers/check-your-email/", {"email": CANARY, "code": "0000-0000"}
        )
        press(link_in(message))
        self.assert_holds_nothing()
        sign(self.petition, email=CANARY)
        self.assert_holds_nothing()

    def test_the_mailed_secrets_are_nowhere_to_be_read(self) -> None:
        message = sign_and_get_mail(self.petition)
        dump = self.dump()
        for secret in (
            link_in(message).split("/")[-2],
            code_in(message),
            code_in(message).replace("-", ""),
        ):
            self.assertNotIn(secret.lower(), dump)

    def test_even_the_encrypted_address_is_gone_once_it_is_not_needed(self) -> None:
        sign_and_confirm(self.petition, email=CANARY)
        self.assertEqual(Domain.objects.get().name, "example.org")  # encrypted, for staff to read
        Domain.objects.all().delete()
        self.assertNotIn("gaaaa", self.dump())

    def test_encrypting_the_same_address_twice_gives_no_match(self) -> None:
        sign(self.petition, email=CANARY)
        first = self.encrypted_address()
        sign(self.petition, email=CANARY)
        self.assertNotEqual(self.encrypted_address(), first)
        self.assertEqual(Signature.objects.get().email, CANARY)

    def encrypted_address(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT email FROM petitions_signature")
            [(encrypted,)] = cursor.fetchall()
        return str(encrypted)


class TheLogs(SigningTestCase):
    def setUp(self) -> None:
        """Everything that is logged in operation, with procrastinate at its most verbose."""
        super().setUp()
        self.log = io.StringIO()
        handler = logging.StreamHandler(self.log)
        handler.setFormatter(RedactingFormatter("{name} {message}", style="{"))
        for name, level in {"": "DEBUG", "django": "INFO"}.items():
            logger = logging.getLogger(name)
            self.enterContext(patch.object(logger, "handlers", [handler]))
            self.addCleanup(logger.setLevel, logger.level)
            logger.setLevel(level)

    def test_no_address_and_no_secret_gets_into_them(self) -> None:
        message = sign_and_get_mail(self.petition, email=CANARY)
        sign(self.petition, email=CANARY, name="")
        self.client.get(path_of(link_in(message)) + "x/")
        press(link_in(message)[:-2] + "/")
        sign(self.petition, email=CANARY)
        log = self.log.getvalue()
        self.assertIn("/petitions/confirm/[token]/", log)
        self.assertNotIn("canary", log.lower())
        self.assertNotIn(link_in(message).split("/")[-2][:-1], log)
        self.assertNotIn(PREFIX, log)
        self.assertNotRegex(log, r"seed='[0-9a-f]")

    def test_nor_a_signer_whose_email_is_refused_or_who_withdraws(self) -> None:
        person = {
            "name": "Canary Ablet",
            "city": "Canaryville",
            "comment": "A canary",
            "email": CANARY,
        }
        refused = smtplib.SMTPRecipientsRefused(
            {CANARY: (550, f"5.2.2 <{CANARY}> is full".encode())}
        )
        sign(self.petition, **person)
        with patch(
            "django.core.mail.backends.locmem.EmailBackend.send_messages", side_effect=refused
        ):
            self.assertEqual(deliver(), [])
        logging.getLogger("procrastinate").error(
            "Job failed", exc_info=refused
        )  # as a job's worker does
        sign(self.petition, **person)
        [message] = deliver()
        link = path_of(link_in(message))
        self.client.post(link)
        mine = own_page(person["email"], *Signature.objects.all())
        self.client.post(mine, {"signature": "x", "visibility": "name"})
        self.client.post(f"{mine}erase/")
        self.client.get(f"{mine}unknown/")
        self.assertFalse(Signature.objects.exists())
        log = self.log.getvalue()
        self.assertIn("SMTPRecipientsRefused", log)
        self.assertIn("/petitions/mine/[token]/unknown/", log)
        self.assertNotIn("canary", log.lower())
        self.assertNotIn(mine.split("/")[-2], log)

    def test_not_even_when_something_breaks_with_the_address_in_its_message(self) -> None:
        address = CANARY
        try:
            raise ValueError(f"Invalid address {address!r}")
        except ValueError:
            logging.getLogger("procrastinate").exception(
                "Job mine-mail[1](encrypted_address='%s')", PREFIX + "b" * 90
            )
        log = self.log.getvalue()
        self.assertIn("Invalid address", log)
        self.assertNotIn("canary", log.lower())
        self.assertNotIn(PREFIX, log)

    def test_the_repr_of_what_was_typed_names_no_one(self) -> None:
        given = SignatureInput(
            name="Canary", address=CANARY, country="NL", city="Canaryville", comment="canary",
            consent_version="test",
        )  # fmt: skip
        self.assertNotIn("canary", repr(given).lower())
        sign(self.petition, email=CANARY)
        self.assertNotIn("canary", repr(Signature.objects.get()).lower())
        mailed = MailSecret.from_seed("seed")
        self.assertNotIn(mailed.token, repr(mailed))
        self.assertNotIn(mailed.code, repr(mailed))


class TheForm(SigningTestCase):
    def test_the_address_is_in_no_url(self) -> None:
        page = self.client.get("/petitions/free-the-teachers/").content.decode()
        for form in re.findall(r"<form[^>]*/sign/[^>]*>", page):
            self.assertIn('method="post"', form)
        self.assertEqual(
            sign(self.petition)["Location"], "/petitions/free-the-teachers/check-your-email/"
        )
        [message] = deliver()
        self.assertNotIn("gulnar", link_in(message).lower())

    def test_no_page_on_the_way_sets_a_cookie_but_the_button_for_the_receipt(self) -> None:
        link = path_of(link_in(sign_and_get_mail(self.petition)))
        for response in (
            self.client.get("/petitions/free-the-teachers/"),
            self.client.post("/petitions/free-the-teachers/sign/", FORM),
            self.client.get("/petitions/free-the-teachers/check-your-email/"),
            self.client.get(link),
            self.client.get("/petitions/free-the-teachers/thank-you/"),
        ):
            self.assertFalse(response.cookies)
        self.assertEqual(list(self.client.post(link).cookies), ["receipt"])
