"""Words beside a name that say little about who is meant: titles, honorifics, and words for “son” and “daughter”.

They are compared by their sound, so one spelling each is enough. A speaker of the language should look them over.
"""

import re

from profiles.names.folding import latin_letters
from profiles.names.readings import readings

_WORDS = [
    "dr",
    "doktor",
    "prof",
    "profesör",
    "mr",
    "mrs",
    "ms",
    "miss",
    "herr",
    "frau",
    "monsieur",
    "madame",
    "bey",
    "hanim",
    "sayin",
    "ustaz",
    "haji",
    "hajim",
    "hajji",
    "hacı",
    "haj",
    "aji",
    "qari",
    "qarim",
    "akhun",
    "akhund",
    "axunum",
    "ahun",
    "molla",
    "mulla",
    "damolla",
    "imam",
    "hoja",
    "hojam",
    "khoja",
    "beg",
    "bek",
    "jan",
    "khan",
    "khanim",
    "aka",
    "ana",
    "acha",
    "ata",
    "bay",
    "qizi",
    "qyzy",
    "kyzy",
    "oghli",
    "oghul",
    "ogli",
    "oğlu",
    "uly",
    "uulu",
    "bint",
    "binti",
    "ibn",
    "bin",
    "доктор",
    "проф",
    "профессор",
    "господин",
    "госпожа",
    "хаджи",
    "кари",
    "кызы",
    "оглы",
    "улы",
    "қызы",
    "ұлы",
    "ھاجى",
    "قارى",
    "ئاخۇن",
    "موللا",
    "ئىمام",
    "قىزى",
    "ئوغلى",
    "دوكتور",
]
_CHINESE = frozenset(
    ["先生", "女士", "小姐", "博士", "教授", "医生", "老师", "哈吉", "阿吉", "阿訇", "同志"]
)
_ENDINGS = re.compile(
    r"(?<=...)(qizi|qyzy|kizi|kyzy|kysy|oghli|oghul|ogli|oglu|ughli|uly|uli|uulu|ovich|evich|ovna|evna|ova|eva|ov|ev"
    r"|jan|zhan|can|dzhan|djan|khan|xan|han|akhun|axun|ahun|hajim|haji|qarim|qari|kari|bek|beg|bay|bai)$"
)
_SOUNDS = frozenset(readings(word)[0] for word in _WORDS)


def is_light(word: str) -> bool:
    """word: in lower case."""
    return word in _CHINESE or not _SOUNDS.isdisjoint(readings(word)[:3])


def stem(word: str) -> str:
    """The word without an ending such as -jan or -qizi; empty if it has none."""
    letters = latin_letters(word).replace(" ", "")
    found = _ENDINGS.search(letters)
    return letters[: found.start()] if found else ""
