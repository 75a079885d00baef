"""The initials of a name: one letter for each of its words, in any script.

Titles, and what stands in brackets or in quotation marks, are no part of it. A word begins with its first letter, not
with a mark in front of it, and not with the Arabic article: `’Abd al-Rahman` gives "A. R.".
"""

import re
import unicodedata
from collections.abc import Iterator

from campaign.text import clean

# In lower case, without dots. At the beginning of a name:
_BEFORE = {
    "dr", "drmed", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "lord", "lady", "rev",
    "reverend", "herr", "frau", "mme", "mlle", "monsieur", "madame", "señor", "señora", "sr", "sra", "srta", "dott",
    "sayın", "doç", "г-н", "г-жа", "д-р", "проф", "господин", "госпожа", "د", "دكتور", "الدكتور", "الدكتورة", "دکتر",
    "السيد", "السيدة", "آقای", "خانم", "دوكتور", "پروفېسسور",
}  # fmt: skip
# At its end:
_AFTER = {
    "phd", "md", "dds", "msc", "bsc", "mba", "llm", "jr", "sr", "esq", "ii", "iii", "iv", "先生", "女士", "教授", "博士",
}  # fmt: skip
# Anywhere:
_ANYWHERE = {
    "haji", "hajji", "hajim", "hajj", "hadji", "hajja", "hajjah", "hacı", "haci", "alhaji", "al-haj", "al-hajj",
    "el-hadj", "el-hajj", "sheikh", "sheik", "shaikh", "shaykh", "imam", "mullah", "mulla", "molla", "mawlana",
    "maulana", "ustad", "ustaz", "ustadh", "хаджи", "қажы", "ажы", "ھاجى", "ھاجىم", "حاجى", "حاجي", "حاجی", "الحاج",
    "الشيخ", "شيخ", "إمام", "الإمام",
}  # fmt: skip
_ASIDE = re.compile(
    r"""\([^()]*\)|\[[^][]*\]|\{[^{}]*\}|（[^（）]*）|【[^【】]*】|「[^「」]*」|『[^『』]*』|《[^《》]*》|〈[^〈〉]*〉"""
    r"""|"[^"]*"|“[^“”]*”|„[^“”„]*[“”]|«[^«»]*»|‹[^‹›]*›|(?<!\S)['‘’][^'‘’\s]+['’](?!\S)"""
)
_BETWEEN = re.compile(r"[\s·•・‧/,،、&+_|]+")
# The Arabic article, also as it is spoken before some letters: al-, el-, ul-, ar-R…, ash-Sh…
_ARTICLE = re.compile(
    r"""[^\w]*(?:[aeu]l|[ae](?:r(?=.r)|sh(?=.sh)|s(?=.s)|t(?=.t)|n(?=.n)|d(?=.d)|z(?=.z)))[-‐‑–](?=\W*\w)""",
    re.IGNORECASE,
)
_ARTICLE_ALONE = {"al", "el", "ul"}  # in small letters: Al Gore has two initials


def initials(name: str) -> str:
    """Like "G. A."; empty if the name has no letter. A name of 100 characters gives at most 249."""
    name = name[:100]
    words = list(_words(_ASIDE.sub(" ", name))) or list(_words(name))
    letters = [found for word in _without_titles(words) if (found := _first_letter(word))]
    if not letters:  # nothing but a title, such as “Hajji”
        letters = list(filter(None, map(_first_letter, words)))[:1]
    return " ".join(f"{letter}." for letter in letters)


def _words(name: str) -> Iterator[str]:
    """The words with a letter. “Dr.Li” and “J.R.R.” are several, titles with dots (Ph.D.) are one."""
    for word in _BETWEEN.split(name):
        if _title(word) in _BEFORE | _AFTER | _ANYWHERE:
            yield word
        else:
            yield from (part for part in word.split(".") if _first_letter(part))


def _without_titles(words: list[str]) -> list[str]:
    words = [each for each in words if _title(each) not in _ANYWHERE and each not in _ARTICLE_ALONE]
    while words and _title(words[0]) in _BEFORE:
        words = words[1:]
    while words[1:] and _title(words[-1]) in _AFTER:
        words = words[:-1]
    return words


def _title(word: str) -> str:
    return word.replace(".", "").strip(" -–'’\"“”").lower()


def _first_letter(word: str) -> str:
    """Its first letter as a capital, with the marks on it; empty without a letter."""
    word = _ARTICLE.sub("", word, count=1) if _ARTICLE.match(word) else word
    for number, character in enumerate(word):
        # Modifier letters are apostrophes to the reader, as in ʻAbd.
        if not clean.is_letter(character) or unicodedata.category(character) == "Lm":
            continue
        end = number + 1
        while end < len(word) and unicodedata.category(word[end]) in {"Mn", "Mc"}:
            end += 1
        # In title case: Georgian has capitals for whole words only.
        return word[number].title() + word[number + 1 : end]
    return ""
