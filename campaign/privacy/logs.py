"""What may reach a log: never an address, a mailed token, or a row of the database."""

import logging
import re

# The rules are wide on purpose: a log line too many masked is nothing, one too few can be a family.
_MASKS = [
    (
        re.compile(r"(/petitions/(?:confirm|mine/stop|mine)/)[^/\s\"']+", re.IGNORECASE),
        r"\1[token]",
    ),
    # What is sealed is for the database alone: a log may be read by who gets hold of a key later.
    (re.compile(r"\bgAAAA[\w-]{20,}=*"), "[sealed]"),
    (re.compile(r"(\bseed=)'\w+'"), r"\1[seed]"),
    # Looked for from where a word begins, and never backwards: a visitor can make a line very long.
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
    for pattern, replacement in _MASKS:
        text = pattern.sub(replacement, text)
    return text


class RedactingFormatter(logging.Formatter):
    """Masks the finished text, so that arguments and tracebacks are covered.

    Line breaks and other control characters come out as escapes, and the lines of a traceback are
    indented: what a visitor sends can neither forge a record nor steer a terminal.
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
