"""One key for all the spellings of a name, in whatever script.

Uyghur and Kazakh names are written in Arabic, Latin and Cyrillic letters and in several romanisations:
ئايگۈل, Aygül, Aigul, Айгүл. Folding maps the letters to Latin, drops marks, joins the letters that
romanisations exchange (gh/g, q/k, kh/x/h, f/p, w/v, zh/j, y/i), halves doubled letters, hears a final d as
t and b as p, and keeps only two classes of vowels. Trigrams of the folded keys then find what trigrams of
the names miss.
"""

import re
import unicodedata
from typing import Any

from django.db import models

_ARABIC = dict(
    zip(
        "ابپتجچخدرزژسشغفقكگڭلمنھوۇۆۈۋېىيەئحصضطظعكةىیےکہهۋڤءثذ",
        [
            "a", "b", "p", "t", "j", "ch", "x", "d", "r", "z", "zh", "s", "sh", "gh", "f", "q", "k",
            "g", "ng", "l", "m", "n", "h", "o", "u", "o", "u", "w", "e", "i", "y", "e", "", "h", "s",
            "z", "t", "z", "", "k", "e", "i", "i", "e", "k", "h", "h", "w", "w", "", "s", "z",
        ],
        strict=True,
    )
)  # fmt: skip
_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяәғқңөұүһіҗҳҷҝ",
        [
            "a", "b", "v", "g", "d", "e", "yo", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p",
            "r", "s", "t", "u", "f", "x", "ts", "ch", "sh", "sh", "", "i", "", "e", "yu", "ya", "e",
            "gh", "q", "ng", "o", "u", "u", "h", "i", "j", "h", "j", "g",
        ],
        strict=True,
    )
)  # fmt: skip
# Turkish, Azerbaijani and the former Uyghur Latin letters, where dropping the mark gives another sound.
_LATIN = dict(
    zip(
        "ışçžščəɵƣⱪⱨⱬøłß",
        ["i", "sh", "ch", "zh", "sh", "ch", "e", "o", "gh", "q", "h", "zh", "o", "l", "ss"],
        strict=True,
    )
)  # fmt: skip
_LETTERS = {ord(letter): latin for letter, latin in (_ARABIC | _CYRILLIC | _LATIN).items()}
# Apostrophes, and what only joins, stretches or softens letters: Qur’an, Quran.
_DROPPED = dict.fromkeys(map(ord, "'’‘ʼʻ`\u00ad\u200b\u200c\u200d\u0640\u0674"))
_JOINED = [
    (re.compile("kh|x"), "h"),
    (re.compile("gh"), "g"),
    (re.compile("ng"), "n"),
    (re.compile("zh|dj"), "j"),
    (re.compile("q"), "k"),
    (re.compile("f"), "p"),
    (re.compile("w"), "v"),
    (re.compile("y"), "i"),
    (re.compile("[aei]+"), "a"),
    (re.compile("[ou]+"), "u"),
    (re.compile(r"(.)\1+"), r"\1"),
]
# Of whole words alone: “Ahmad” is heard as Ahmet, but as the beginning of Ahmadjan it keeps its d.
_AT_THE_END = [
    (re.compile(r"(?<=\w)h\b"), ""),
    (re.compile(r"(?<=\w)d\b"), "t"),
    (re.compile(r"(?<=\w)b\b"), "p"),
]


def letters(name: str) -> str:
    """The words of a name in plain Latin letters; Chinese characters stay as they are."""
    text = unicodedata.normalize("NFKC", name).translate(_DROPPED).casefold().translate(_LETTERS)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^\w]+", " ", text.translate(_LETTERS).replace("_", " ")).strip()


def fold(name: str) -> str:
    """The key of a name."""
    return _join(letters(name), _JOINED + _AT_THE_END)


def fold_beginning(word: str) -> str:
    """What the keys begin with of words that begin so."""
    return _join(letters(word), _JOINED)


def _join(text: str, rules: list[tuple[re.Pattern[str], str]]) -> str:
    key = None
    while key != text:  # one rule makes work for another: what is folded folds to itself
        key = text
        for pattern, replacement in rules:
            text = pattern.sub(replacement, text)
    return text


class FoldedField(models.CharField[Any, Any]):
    """The folded key of another field of the row, kept in step whenever the row is saved."""

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        super().__init__(
            *args, **dict[str, Any](max_length=400, editable=False, default="") | kwargs
        )

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"source": self.source}

    def make(self, text: str) -> str:
        return fold(text)[: self.max_length]

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        made = self.make(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, made)
        return made
