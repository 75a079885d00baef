"""What may reach a log: never an address, a mailed token, or a row of the database."""

import logging
import re

# The rules are wide on purpose: a log line too many masked is nothing, one too few can be a family.
_MASKS = [
    (re.compile(r"(/petitions/(?:confirm|mine)/)[^/\s\"']+", re.IGNORECASE), r"\1[token]"),
    # What is sealed is for the database alone: a log may be read by who gets hold of a key later.
    (re.compile(r"\bgAAAA[\w-]{20,}=*"), "[sealed]"),
    (re.compile(r"(\bseed=)'\w+'"), r"\1[seed]"),
    (re.compile(r"[^\s<>\"'(),:;=]+@[^\s<>\"'(),:;]+"), "[address]"),
    # Postgres quotes the offending row: `DETAIL:  Failing row contains (…)`.
    (re.compile(r"DETAIL:.*", re.DOTALL), "DETAIL: [left out]"),
]


def redact(text: str) -> str:
    for pattern, replacement in _MASKS:
        text = pattern.sub(replacement, text)
    return text


class RedactingFormatter(logging.Formatter):
    """Masks the finished line, so that arguments and tracebacks are covered; one record, one line."""

    def format(self, record: logging.LogRecord) -> str:
        head, *trace = super().format(record).split("\n")
        if not record.exc_info:
            # A line break in the message would let a visitor forge a record of its own.
            return redact("\\n".join([head, *trace])).replace("\r", "\\r")
        return redact("\n".join([head, *trace])).replace("\r", "\\r")
