"""The script of a name, and the languages that its letters can be.

A name that is tagged with the wrong script is read out wrong, and runs in the wrong direction on the page. So nobody
has to tag it: the letters say the script for certain, and often the language.
"""

import re
import unicodedata
from typing import Any

from django.db import models

# The letters of each script, as a character class that Python and Postgres understand.
LETTERS = {
    "Latn": r"A-Za-z\u00c0-\u02af\u1e00-\u1eff",
    "Cyrl": r"\u0400-\u052f",
    "Arab": r"\u0620-\u064a\u066e-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\ufb50-\ufdfb\ufe70-\ufefc",
    "Hans": r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
}
_SCRIPTS = {script: re.compile(f"[{letters}]") for script, letters in LETTERS.items()}
# The languages of each script, the likeliest first.
LANGUAGES = {
    "Latn": ("ug-Latn", "zh-Latn-pinyin", "kk-Latn", "uz-Latn", "en"),
    "Cyrl": ("kk-Cyrl", "ug-Cyrl", "ky-Cyrl", "tt-Cyrl"),
    "Arab": ("ug-Arab", "kk-Arab"),
    "Hans": ("zh-Hans",),
}
# Marks such as the apostrophe of Qur’an are letters of no script.
_LETTER = {"Lu", "Ll", "Lt", "Lo"}
# Letters that only some languages of their script have.
_ONLY_IN = {
    "āēīōǎěǐǒǔǖǘǚǜ": {"zh-Latn-pinyin"},
    "ұі": {"kk-Cyrl"},
    "җ": {"ug-Cyrl", "tt-Cyrl"},
    "әһ": {"kk-Cyrl", "ug-Cyrl", "tt-Cyrl"},
    "ғқ": {"kk-Cyrl", "ug-Cyrl"},
    "ئېۈ": {"ug-Arab"},
    "ٵٶٷٸٴ": {"kk-Arab"},
}


def scripts_of(name: str) -> list[str]:
    """The scripts of its letters, in the order of the name; "" for one that no language of ours is written in."""
    letters = (c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c) in _LETTER)
    return list(dict.fromkeys(map(_script_of, letters)))


def languages_of(name: str) -> tuple[str, ...]:
    """The languages that the name can be, the likeliest first; by its first letter if it mixes scripts."""
    script = next(filter(None, scripts_of(name)), "")
    possible = LANGUAGES.get(script, ())
    letters = set(unicodedata.normalize("NFC", name).casefold())
    limits = [only for rare, only in _ONLY_IN.items() if letters & set(rare)]
    fitting = tuple(each for each in possible if all(each in only for only in limits))
    return fitting or possible


def _script_of(letter: str) -> str:
    return next((script for script, pattern in _SCRIPTS.items() if pattern.match(letter)), "")


class NameLanguageField(models.CharField):  # type: ignore[type-arg]
    """The language and script of the name in another field of the row; found from its letters if left empty.

    source: the name of the other field.
    """

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        given = getattr(model_instance, self.attname)
        language = given or next(iter(languages_of(getattr(model_instance, self.source))), "")
        setattr(model_instance, self.attname, language)
        return language
