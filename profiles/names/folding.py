"""One key for all spellings of a name, in any script.

Uyghur and Kazakh names are written in Arabic, Latin and Cyrillic letters and in several romanisations:
ئايگۈل, Aygül, Aigul, Айгүл. Folding maps the letters to Latin, drops marks, joins the letters that
romanisations exchange (gh/g, q/k, kh/x/h, f/p, w/v, zh/j, y/i), halves doubled letters, turns a final d into
t and b into p, and keeps only two classes of vowels. Trigrams of the folded keys then find what trigrams of
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
# Turkish, Azerbaijani and former Uyghur Latin letters whose sound changes without the mark.
_LATIN = dict(
    zip(
        "ışçžščəɵƣⱪⱨⱬøłß",
        ["i", "sh", "ch", "zh", "sh", "ch", "e", "o", "gh", "q", "h", "zh", "o", "l", "ss"],
        strict=True,
    )
)  # fmt: skip
_LETTERS = {ord(letter): latin for letter, latin in (_ARABIC | _CYRILLIC | _LATIN).items()}
# Apostrophes, and signs that only join, stretch or soften letters: Qur’an, Quran.
DROPPED = dict.fromkeys(map(ord, "'’‘ʼʻ`´ʹʺʾʿˈ\u00ad\u200b\u200c\u200d\u0640\u0674"))
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
# Only for whole words: “Ahmad” sounds like Ahmet, but at the beginning of Ahmadjan it keeps its d.
_AT_THE_END = [
    (re.compile(r"(?<=\w)h\b"), ""),
    (re.compile(r"(?<=\w)d\b"), "t"),
    (re.compile(r"(?<=\w)b\b"), "p"),
]


def latin_letters(name: str) -> str:
    """The words of a name in plain Latin letters; Chinese characters stay as they are."""
    text = unicodedata.normalize("NFKC", name).translate(DROPPED).casefold().translate(_LETTERS)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[^\w]+", " ", text.translate(_LETTERS).replace("_", " ")).strip()


def fold(name: str) -> str:
    """The key of a name."""
    return _apply(latin_letters(name), _JOINED + _AT_THE_END)


def fold_prefix(word: str) -> str:
    """The beginning of the keys of all words that begin with this one."""
    return _apply(latin_letters(word), _JOINED)


def _apply(text: str, rules: list[tuple[re.Pattern[str], str]]) -> str:
    key = None
    while key != text:  # until no rule changes it any more, so that a key folds to itself
        key = text
        for pattern, replacement in rules:
            text = pattern.sub(replacement, text)
    return text


class FoldedField(models.CharField):  # type: ignore[type-arg]
    """The folded key of another field of the row, computed whenever the row is saved.

    source: the name of the other field.
    """

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        super().__init__(
            *args, **dict[str, Any](max_length=400, editable=False, default="") | kwargs
        )

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"source": self.source}

    def compute(self, text: str) -> str:
        return fold(text)[: self.max_length]

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = self.compute(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, key)
        return key
