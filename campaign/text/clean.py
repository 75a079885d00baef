"""Cleans and checks names and other short texts that visitors type.

Every real name and every emoji is accepted, in any script, with one word or many, also letters that are newer than
Python's tables. Marks without a shape, which copying brings along, are removed: everywhere those that mean nothing
between letters, at the edges all of them. Text is refused if it is invisible or makes other text unreadable: control
characters, overrides of the writing direction, invisible letters, stacks of accents, and characters that were lost in
transit.
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
# Soft hyphens, zero-width spaces, marks of direction, byte order marks.
_MEANINGLESS = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u2060-\u2064\ufeff]")
_SPACES = "".join(filter(str.isspace, map(chr, range(0x3001))))
_EDGES = f"{_SPACES}{''.join(_BLANK_LETTERS)}\u180e\u200c\u200d\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# England, Scotland, Wales and other regions: a black flag, then tags, which are invisible without it.
_FLAGS = re.compile("\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{1,6}\U000e007f")
_VIRAMA = 9  # the combining class of the mark that ends Indic syllables; a joiner after it shapes the letter


def clean_line(typed: str) -> str:
    """One line in NFC with single spaces. Raises ValidationError if it cannot be shown safely."""
    text = re.sub(
        r"[^\S\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+",
        " ",
        trim(unicodedata.normalize("NFC", without_meaningless_marks(typed))),
    )
    _refuse_unseen(text)
    return text


def without_meaningless_marks(text: str) -> str:
    return text if text.isascii() else _MEANINGLESS.sub("", text)


def trim(text: str) -> str:
    """The text without spaces and invisible marks at its edges."""
    text = text.lstrip(_EDGES)
    end = len(text.rstrip(_EDGES))
    if text[end : end + 1] in _JOINERS and _ends_syllable(text[:end]):
        end += 1  # as in names in Malayalam
    return text[:end]


def _ends_syllable(text: str) -> bool:
    return bool(text) and unicodedata.combining(text[-1]) == _VIRAMA


def clean_paragraph(typed: str) -> str:
    """Like `clean_line`, for text that may have line breaks; at most one empty line in a row."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(clean_line(line) for line in lines)).strip()


def clean_name(typed: str) -> str:
    """A line with at least one letter. Raises ValidationError."""
    name = clean_line(typed)
    if not name and typed.strip():
        raise _unseen("")
    if not any(map(is_letter, name)):
        raise ValidationError(_("Enter a name with at least one letter."), code="no_letter")
    return name


def is_letter(character: str) -> bool:
    """Whether it is a letter that can be seen. The newest ones are not in Python's tables yet, nor are the newest emoji."""
    if character.isalpha():
        return character not in _BLANK_LETTERS
    return _may_be_new(character) and not "\U0001f000" <= character <= "\U0001ffff"


def _may_be_new(character: str) -> bool:
    """Whether a character that Python's tables lack can have been added to Unicode since, and has a shape."""
    code = ord(character)
    if unicodedata.category(character) != "Cn":
        return False
    is_noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    is_for_marks = code == 0x2065 or 0xFFF0 <= code <= 0xFFF8 or 0xE0000 <= code <= 0xE0FFF
    return not is_noncharacter and not is_for_marks


def has_direction_override(text: str) -> bool:
    """Whether the text has a character that overrides the writing direction."""
    return _OVERRIDES.search(text) is not None


def _refuse_unseen(text: str) -> None:
    if text.isascii() and text.isprintable():
        return  # most texts, so this is quick
    marks = 0
    text = _FLAGS.sub(lambda flag: "\U0001f3f4" * len(flag[0]), text)
    around = zip(f" {text}", text, f"{text} "[1:], strict=False)
    for number, (before, character, after) in enumerate(around):
        category = unicodedata.category(character)
        if character in _JOINERS and (
            not {before, after} & {*_JOINERS, " "} or _ends_syllable(before)
        ):
            continue
        if character in _NO_TEXT or category in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}:
            raise _unseen(text[:number])
        if category == "Cn" and not _may_be_new(character):
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
