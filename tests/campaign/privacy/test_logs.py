"""Logs contain no email address, no emailed token and no database row, and one record for each event."""

import inspect
import logging
from unittest import TestCase

import granian.server.mp
from hypothesis import given
from hypothesis import strategies as st

from campaign.privacy.encryption import encrypt
from campaign.privacy.logs import NotAboutThreads, RedactingFormatter, redact

TOKEN = "q7Zk2mXw9Rt4Bv6Ny8Hd3A"


def logged(message: str, *args: object, error: BaseException | None = None) -> str:
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, exc_info)
    return RedactingFormatter("{levelname} {message}", style="{").format(record)


class MaskingTests(TestCase):
    def test_addresses_are_masked_wherever_they_stand(self) -> None:
        for text in (
            "a@b.example", "<a.b+c@mail.b.example>", "to=a@b.example, cc", "email=a%40b.example&x=1",
            "{'email': 'a@b.example'}", "/x?a@b.example", "smtp; a@b.example; 550", "a@b@c.example",
            "aygül@misal.example", "A%40B.EXAMPLE", "(a@b.example)", "mailto:a@b.example",
        ):  # fmt: skip
            with self.subTest(text):
                masked = redact(text)
                self.assertIn("[address]", masked)
                self.assertNotRegex(masked, r"(?i)@|%40|b\.example|misal")

    def test_the_words_around_an_address_stay(self) -> None:
        self.assertEqual(
            redact("Mail to a@b.example (try 2) failed"), "Mail to [address] (try 2) failed"
        )

    def test_tokens_of_mailed_links_are_masked(self) -> None:
        for path in ("confirm", "mine", "mine/stop"):
            for line in (
                f"Not Found: /petitions/{path}/{TOKEN}/",
                f'"GET /petitions/{path}/{TOKEN}/not-me/ HTTP/1.1" 200',
                f"Not Found: /PETITIONS/{path.upper()}/{TOKEN}",
            ):
                with self.subTest(line):
                    self.assertNotIn(TOKEN, logged("%s", line))
        for path in ("confirm", "mine"):
            self.assertNotIn(TOKEN, logged("%s", f"Not Found: /follow/{path}/{TOKEN}/"))
        self.assertNotIn(TOKEN, logged("%s", f"Not Found: /preview/{TOKEN}/12:pass/"))

    def test_what_is_encrypted_is_masked(self) -> None:
        sealed = encrypt("a", "for a test")
        self.assertNotIn(sealed[15:30], logged("job args %s", {"email": sealed}))

    def test_rows_that_the_database_quotes_are_left_out(self) -> None:
        error = ValueError(
            'duplicate key\nDETAIL:  Failing row contains (7, Aygül Misal,\nof Kashgar, "NL").'
        )
        text = logged("Internal Server Error: %s", "/petitions/a/sign/", error=error)
        self.assertIn("duplicate key", text)
        self.assertNotIn("Aygül", text)
        self.assertNotIn("Kashgar", text)

    def test_endless_lines_are_masked_in_one_pass(self) -> None:
        """A quadratic pattern would take minutes here, so the test needs no clock."""
        for one in ("a", "@", "a@", "%", "%4", "/", "DETAIL", "encrypted:", "seed='", "&a=", "é"):
            with self.subTest(one):
                redact(one * (1_000_000 // len(one)))


class ForgeryTests(TestCase):
    def test_a_line_break_in_a_message_begins_no_record(self) -> None:
        for line_break in ("\n", "\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"):
            with self.subTest(line_break):
                text = logged("Not Found: %s", f"/x{line_break}WARNING Forged: login ok")
                self.assertEqual(len(text.splitlines()), 1)

    def test_nor_does_one_in_an_exception(self) -> None:
        text = logged("Error: %s", "/\nWARNING a", error=ValueError("x\nWARNING b\rWARNING c"))
        records = [line for line in text.splitlines() if line.startswith("WARNING")]
        self.assertEqual(len(records), 1)

    def test_no_control_character_reaches_the_terminal(self) -> None:
        text = logged("%s", "\x1b[31mred\x1b[0m \x07 \x00 \u202eabc", error=ValueError("\x1b[2J"))
        self.assertNotRegex(text, r"[\x00-\x09\x0b-\x1f\u202e]")
        self.assertIn("\\x1b[31mred", text)

    def test_a_traceback_is_still_there_to_read(self) -> None:
        try:
            int("not a number")
        except ValueError as error:
            text = logged("Internal Server Error: %s", "/", error=error)
        self.assertIn("test_logs.py", text)
        self.assertIn("invalid literal for int()", text)

    @given(st.text(), st.text())
    def test_any_text_is_one_record_that_can_be_written(self, message: str, error: str) -> None:
        text = logged("%s", message, error=RuntimeError(error))
        text.encode()
        self.assertEqual(sum(not line.startswith("    ") for line in text.split("\n")), 1)


class GranianTests(TestCase):
    """What `make run`'s web server writes (campaign/run/granian-log.json)."""

    def passes(self, message: str) -> bool:
        record = logging.LogRecord("_granian", logging.WARNING, "", 0, message, (), None)
        return NotAboutThreads().filter(record)

    def test_that_there_are_more_threads_than_cores_is_intended(self) -> None:
        text = "Configuration allows spawning up to"
        self.assertIn(text, inspect.getsource(granian.server.mp))
        self.assertFalse(self.passes(f"{text} 8 Python threads, which seems quite high"))

    def test_every_other_warning_is_written(self) -> None:
        self.assertTrue(self.passes("Killing worker-1 after it refused to gracefully stop"))
