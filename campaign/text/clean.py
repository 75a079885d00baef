"""Names and other short texts that visitors type: what is accepted, and in which form.

Any name a person may really have is accepted, in any script, one word or many. What is refused cannot
be seen or makes other text unreadable: control characters, overrides of the writing direction,
invisible letters, towers of accents, and what was broken on its way.
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MOST_MARKS = 4  # non-spacing marks on one letter; Burmese and Tibetan need them
_JOINERS = {
    "\u200c",
    "\u200d",
}  # Persian, Kurdish and Indic names and emoji need them, inside a word
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_BLANK_LETTERS = set("\u115f\u1160\u2800\u3164\uffa0")  # letters by class, nothing on the screen
# U+FFFD stands where bytes were no text: what the visitor wrote is not there any more.
_NO_TEXT = _BLANK_LETTERS | {"\ufffd"}


def clean_line(typed: str) -> str:
    """One line in NFC with single spaces. Raises ValidationError for what cannot be shown safely."""
    text = re.sub(
        r"[^\S\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+", " ", unicodedata.normalize("NFC", typed).strip()
    )
    _refuse_unseen(text)
    return text


def clean_paragraph(typed: str) -> str:
    """The same for text that may have line breaks."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(clean_line(line) for line in lines)).strip()


def clean_name(typed: str) -> str:
    """A person's name: a line with at least one letter."""
    name = clean_line(typed)
    if not any(c.isalpha() and c not in _BLANK_LETTERS for c in name):
        raise ValidationError(_("Enter a name with at least one letter."), code="no_letter")
    return name


def turns_round(text: str) -> bool:
    """Whether some of it is shown in another order than it is written in."""
    return _OVERRIDES.search(text) is not None


def _refuse_unseen(text: str) -> None:
    marks = 0
    around = zip(f" {text}", text, f"{text} "[1:], strict=False)
    for number, (before, character, after) in enumerate(around):
        category = unicodedata.category(character)
        if character in _JOINERS and not {before, after} & {*_JOINERS, " "}:
            continue
        if character in _NO_TEXT or category in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
            raise _unseen(text[:number])
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks > MOST_MARKS:
            raise ValidationError(
                _("One letter has too many accents. Remove some of them."), code="too_many_marks"
            )


def _unseen(before: str) -> ValidationError:
    """It cannot be seen, so it is told behind what."""
    if not before:
        told = _("This begins with a character that cannot be shown. Type it again.")
        return ValidationError(told, code="unseen")
    return ValidationError(
        _("After “%(before)s” there is a character that cannot be shown. Type that part again."),
        code="unseen",
        params={"before": before[-20:]},
    )
