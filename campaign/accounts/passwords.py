"""Rules for passwords and user names: what someone would guess who knows the person, or has a list of common words.

Django's validators compare the whole password with the list, and so accept `passwordpassword`. These look at what is
left of a password without the easy parts.
"""

import re
import unicodedata
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from campaign.text.scripts import scripts

HARD = 8  # letters that have to be left
SHORTEST_WORD = 3
# What people write for letters. “1” may be either of two.
DIGITS_AS_LETTERS = (
    {},
    str.maketrans("013457@$", "oieastas"),
    str.maketrans("013457@$", "oleastas"),
)
ENDS = "0123456789!?.,-_ *#$&+"  # what people add to a word that they are told is too easy


class NameValidator:
    """Refuses a password of which little is left without the names of the person, the campaign and the site.

    Only letters are looked at. So spaces, digits and signs do not make a name harder to guess, nor does “4” for “a”.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        for digits in DIGITS_AS_LETTERS:
            letters = _letters(password.translate(digits))
            left = letters
            for name in sorted(_names(user), key=len, reverse=True):
                left = left.replace(name, "")
            if len(left) < HARD and left != letters:
                raise ValidationError(
                    _(
                        "Your name and the name of the campaign are easy to guess. "
                        "Choose words that have nothing to do with you or the campaign."
                    ),
                    code="password_is_a_name",
                )

    def get_help_text(self) -> str:
        return _("Do not use your name, your email address or the name of the campaign.")


class CommonWordValidator:
    """Refuses a common password, also if it is repeated or has digits or signs at its ends."""

    def validate(self, password: str, user: User | None = None) -> None:
        text = password.casefold()
        core = _without_repetition(text.strip(ENDS))
        is_short_word = not core or (core.isalpha() and len(core) < HARD)
        if len(_without_repetition(text)) < HARD or is_short_word or _is_common(text, core):
            raise ValidationError(
                _(
                    "This password is easy to guess: it is a common one, or repeats a short word. "
                    "Four words that do not belong together make a good one."
                ),
                code="password_is_common",
            )

    def get_help_text(self) -> str:
        return _("Four words that do not belong together make a good one.")


def check_username(name: str) -> None:
    """Raise ValidationError if letters of several scripts are in it: аmina and amina look the same."""
    if len(scripts(name)) > 1:
        raise ValidationError(
            _("Use letters of one script. Letters of two scripts may look the same."),
            code="several_scripts",
        )


def _names(user: User | None) -> set[str]:
    """Each word of the names that someone would try first, and each name as one word."""
    texts = [settings.CAMPAIGN_NAME, urlsplit(settings.SITE_URL).hostname or ""]
    if user:
        texts += [user.get_username(), user.get_full_name(), user.email]
    words = {_letters(word) for text in texts for word in [text, *re.split(r"[\W\d_]+", text)]}
    return {word for word in words if len(word) >= SHORTEST_WORD}


def _letters(text: str) -> str:
    """The letters alone, without case and accents."""
    return "".join(filter(str.isalpha, unicodedata.normalize("NFKD", text.casefold())))


def _without_repetition(text: str) -> str:
    """The shortest part that gives the text when it is repeated: “amina” of “aminaaminaamina”."""
    end = (text + text).find(text, 1) if text else 0
    return text[:end]


def _is_common(*texts: str) -> bool:
    return any(text in _common_passwords() for text in texts)


@cache
def _common_passwords() -> set[str]:
    """20,000 passwords from leaks, which Django ships."""
    return CommonPasswordValidator().passwords
