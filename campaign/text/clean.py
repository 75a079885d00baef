"""Cleans and checks names and other short texts that visitors type.

Every real name is accepted, in any script, with one word or many. Text is refused if it is invisible or makes
other text unreadable: control characters, overrides of the writing direction, invisible letters, stacks of
accents, and characters that were lost in transit.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_MARKS = 4  # non-spacing marks on one letter; Burmese and Tibetan need four
# Persian, Kurdish and Indic names need these inside a word, and so do emoji.
_JOINERS = {"\u200c", "\u200d"}
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BLANK_LETTERS = set("\u115f\u1160\u2800\u3164\uffa0")  # letters to Unicode, blank on the screen
# U+FFFD replaces bytes that were no text: what the visitor wrote is lost.
_NO_TEXT = _BLANK_LETTERS | {"\ufffd"}


def clean_line(typed: str) -> str:
    """One line in NFC with single spaces. Raises ValidationError if it cannot be shown safely."""
    text = re.sub(
        r"[^\S\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+", " ", unicodedata.normalize("NFC", typed).strip()
    )
    _refuse_unseen(text)
    return text


def clean_paragraph(typed: str) -> str:
    """Like `clean_line`, for text that may have line breaks; at most one empty line in a row."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(clean_line(line) for line in lines)).strip()


def clean_name(typed: str) -> str:
    """A line with at least one letter. Raises ValidationError."""
    name = clean_line(typed)
    if not any(c.isalpha() and c not in _BLANK_LETTERS for c in name):
        raise ValidationError(_("Enter a name with at least one letter."), code="no_letter")
    return name


def has_direction_override(text: str) -> bool:
    """Whether the text has a character that overrides the writing direction."""
    return _OVERRIDES.search(text) is not None


def _refuse_unseen(text: str) -> None:
    if text.isascii() and text.isprintable():
        return  # most texts, so this is quick
    marks = 0
    around = zip(f" {text}", text, f"{text} "[1:], strict=False)
    for number, (before, character, after) in enumerate(around):
        category = unicodedata.category(character)
        if character in _JOINERS and not {before, after} & {*_JOINERS, " "}:
            continue
        if character in _NO_TEXT or category in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
            raise _unseen(text[:number])
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks > MAX_MARKS:
            raise ValidationError(
                _("One letter has too many accents. Remove some of them."), code="too_many_marks"
            )


def _unseen(before: str) -> ValidationError:
    """The message quotes the text before the invisible character, so that the visitor finds the place."""
    if not before:
        message = _("This begins with a character that cannot be shown. Type it again.")
        return ValidationError(message, code="unseen")
    return ValidationError(
        _("After “%(before)s” there is a character that cannot be shown. Type that part again."),
        code="unseen",
        params={"before": before[-20:]},
    )
