"""Dates in the words of eight languages, rewritten in English: “5 марта 2018 г.”, “2018年3月5日”, “yaklaşık 2018”."""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from campaign.text.date_parser import in_sentence

_FILE = Path(__file__).parents[1] / "words" / "dates.toml"
_HAN = {digit: str(number) for number, digit in enumerate("〇一二三四五六七八九")} | {
    "零": "0",
    "○": "0",
}
_HAN_NUMBER = re.compile("[〇零○一二三四五六七八九十]+")
_UNITS = (
    (re.compile(r"(\d{4})\s*年"), r" \1 年 "),
    (re.compile(r"(?<!\d)(\d{1,2})\s*月份?"), r" month-\1 "),
    (re.compile(r"(?<!\d)(\d{1,2})\s*[日号號]"), r" \1 "),
    # In Uyghur, as `fold` leaves the letters: year, month and day.
    (re.compile(r"(\d{4})\s*-?\s*ييل\w*"), r" \1 "),
    (re.compile(r"(?<!\d)(\d{1,2})\s*-?\s*ياي\w*"), r" month-\1 "),
    (re.compile(r"(?<!\d)(\d{1,2})\s*-?\s*كۈن\w*"), r" \1 "),
    (re.compile(r"(?<!\d)(\d{1,2})\s*-?\s*(?:ай\w*)"), r" month-\1 "),
    (re.compile(r"(\d+)\s*-\s*(?=[^\W\d_])"), r"\1 "),
    (re.compile(r"(\d{4})['’][a-zığüşöç]+"), r"\1 "),  # 2018'de
)
_DIVIDERS = re.compile(r"\s+(?:to|по|до|та)\s+|\s*[–—-]\s*|\s*(?:至|到)\s*")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@cache
def load() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _words() -> dict[str, tuple[str, str]]:
    """The role and the English word, by the folded word. English itself is among them."""
    found: dict[str, tuple[str, str]] = {}
    for role in ("month", "sign", "part", "filler"):
        for english, by_language in load()[role].items():
            found[fold(english)] = (role, english)
            for known in by_language.values():
                for word in known:
                    found[fold(word)] = (role, english)
    for month in _MONTHS:
        found[fold(month)] = found[fold(month[:3])] = ("month", month)
    return found


@cache
def _longest() -> int:
    return max(len(word.split()) for word in _words())


@cache
def _han() -> re.Pattern[str]:
    """Chinese words, which stand without blanks."""
    known = [word for word in _words() if "\u4e00" <= word[0] <= "\u9fff"]
    return re.compile("|".join(map(re.escape, sorted(known, key=len, reverse=True))))


def fold(text: str) -> str:
    """Lower case, without marks: the same for İ and i, for أ and ا, for ё and е."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c for c in plain if unicodedata.category(c) not in {"Mn", "Cf"})
    return letters.replace("ى", "ي").replace("ی", "ي").replace("ک", "ك").replace("ı", "i")


def without_filler(text: str) -> str:
    return " ".join(
        word
        for word in fold(text).split()
        if _words().get(word.strip(".,"), ("", ""))[0] != "filler"
    )


def rewrite(text: str) -> str | None:
    """Return the English words; None if any word is none of a date."""
    text = fold(text)
    if (single := _single(text)) is not None:
        return single
    for divider in _DIVIDERS.finditer(text):
        left, right = _with_what_both_share(text[: divider.start()], text[divider.end() :])
        begin, end = _single(left), _single(right)
        if begin and end:
            return f"{begin} to {in_sentence(end)}"
    return None


def _with_what_both_share(left: str, right: str) -> tuple[str, str]:
    """“5-7 марта 2018” is 5 to 7 March 2018, “2018年3月至5月” is March to May 2018."""
    years = [re.search(r"\d{4}(?:\s*年)?", side) for side in (left, right)]
    if re.fullmatch(r"\s*\d{1,2}\s*", left):
        return left + re.sub(r"^\s*\d{1,2}", "", right), right
    if years[1] and not years[0]:
        return f"{left} {years[1][0]}", right
    if years[0] and not years[1]:
        return left, f"{years[0][0]} {right}"
    return left, right


def _single(text: str) -> str | None:
    words = _tokens(text)
    if words is None:
        return None
    found: dict[str, list[str]] = {"month": [], "sign": [], "part": [], "year": [], "day": []}
    for role, english in words:
        if role != "filler":
            found[role].append(english)
    if _is_winter_of_two_years(found):
        return f"Winter {found['year'][0]}-{found['year'][1]}"
    if len(found["year"]) != 1 or any(len(set(said)) > 1 for said in found.values()):
        return None
    year, month, day, part, sign = (
        next(iter(found[role]), "") for role in ("year", "month", "day", "part", "sign")
    )
    if (day and not month) or (part and day):
        return None
    whole = " ".join(filter(None, (sign, part, day, month, year)))
    return whole[:1].upper() + whole[1:]


def _is_winter_of_two_years(found: dict[str, list[str]]) -> bool:
    years = [int(year) for year in found["year"]]
    others = found["month"] + found["day"] + found["sign"]
    return (
        found["part"] == ["winter"] and not others and len(years) == 2 and years[1] == years[0] + 1
    )


def _tokens(text: str) -> list[tuple[str, str]] | None:
    text = _HAN_NUMBER.sub(_from_han, text)
    for pattern, plain in _UNITS:
        text = pattern.sub(plain, text)
    text = _han().sub(lambda match: f" {match[0]} ", text)
    words = re.findall(r"month-\d+|\d+|[^\W\d_]+(?:['’][^\W\d_]+)?", text)
    if re.sub(r"month-\d+|[\w\s.,'’()-]", "", text):
        return None
    tokens: list[tuple[str, str]] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word.startswith("month-"):
            number = int(word[6:])
            if not 1 <= number <= 12:
                return None
            tokens.append(("month", _MONTHS[number - 1]))
        elif word.isdigit():
            if len(word) not in {1, 2, 4}:
                return None
            tokens.append(
                ("year" if len(word) == 4 else "day", word if len(word) == 4 else str(int(word)))
            )
        else:
            for length in range(min(_longest(), len(words) - at), 0, -1):
                if known := _words().get(" ".join(words[at : at + length])):
                    tokens.append(known)
                    at += length - 1
                    break
            else:
                return None
        at += 1
    return tokens


def _from_han(match: re.Match[str]) -> str:
    """二〇一八 is 2018, 十二 is 12, 二十一 is 21. What stands in no date stays."""
    text = match[0]
    if "十" not in text:
        return "".join(_HAN[digit] for digit in text) if len(text) in {1, 4} else text
    tens, _ten, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return text
    return str(10 * int(_HAN.get(tens, "1")) + int(_HAN.get(ones, "0")))
