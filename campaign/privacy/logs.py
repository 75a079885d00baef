"""Redacts log lines: no email address, no emailed token and no database row reaches a log."""

import logging
import re

# The patterns match too much on purpose: a line masked too often does no harm, a leak can harm a family.
_MASKS = [
    (
        re.compile(
            r"((?:/petitions/(?:confirm|mine/stop|mine)|/follow/(?:confirm|mine)|/preview|/admin/password)/)[^/\s\"']+",
            re.IGNORECASE,
        ),
        r"\1[token]",
    ),
    # Encrypted values: someone who reads the log may get hold of a key later.
    (re.compile(r"\bencrypted:[\w-]{20,}=*"), "[encrypted]"),
    (re.compile(r"(\bseed=)'\w+'"), r"\1[seed]"),
    # Email addresses. Matching starts at a word and never backtracks, since a visitor can make a line very long.
    (
        re.compile(
            r"(?<![^\s<>\"'(),:;=&?/])(?:(?!%40)[^\s<>\"'(),:;=&?/@])++(?:@|%40)[^\s<>\"'(),:;&]+",
            re.IGNORECASE,
        ),
        "[address]",
    ),
    # Postgres quotes the offending row: `DETAIL:  Failing row contains (…)`.
    (re.compile(r"DETAIL:.*", re.DOTALL), "DETAIL: [left out]"),
]


_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def redact(text: str) -> str:
    """The text with everything masked that the patterns above match."""
    for pattern, replacement in _MASKS:
        text = pattern.sub(replacement, text)
    return text


class RedactingFormatter(logging.Formatter):
    """Redacts the finished record, so that arguments and tracebacks are covered.

    Line breaks and other control characters are escaped, and the lines of a traceback are indented. So text
    from a visitor can neither forge a record nor control a terminal.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:
        return super().formatMessage(record).replace("\n", "\\n")

    def format(self, record: logging.LogRecord) -> str:
        text = _CONTROL.sub(
            lambda found: found[0].encode("unicode_escape").decode(), redact(super().format(record))
        )
        return text.replace("\n", "\n    ")


class NotAboutThreads(logging.Filter):
    """For granian (granian-log.json): drops its warning that there are more threads than cores.

    There are, and it is intended (decision 0004). Every other warning stays.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.getMessage().startswith("Configuration allows spawning up to")
