"""A thousand spellings of forty invented people, to measure the search by.

`people.py` has the people, `schemes.py` the published transliteration tables and the habits of the press. What is
here applies the ones to the others. The search knows nothing of this: do not teach it single spellings.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.profiles.search.transliteration import schemes
from tests.profiles.search.transliteration.people import ARABIC_SPELLINGS, KAZAKHS, UYGHURS

# How the characters of the forty are read, apart from the data that the site uses.
_READINGS = """
a阿 ai艾 ba巴 bai拜 ban班 bi比 bie别 bo卜 bu不布 dai代 dao道 di迪地 du杜都 er尔 fu甫 gu古 ha哈 han汗 he合 ji吉 jia加 jiang江 ju居
ka卡 kai开凯 ke克 ken肯 ku库 kun坤 la拉 lai来 lan兰 li丽力 lie列 lun伦 ma马 mai麦买 man曼 mi米 ming明 mu木 na娜 ni尼 nong农
nu努 pa帕 pi皮 qi其 re热 rou肉 ru茹 sa萨 sai赛 sen森 sha沙 shan山 si斯司 su素 ta塔 ti提 tu吐 tuo托 wa瓦 wu吾 xi西 xia夏 xian先
xiao肖 xun逊 ya亚娅 ye叶 yi依义 you尤 yu玉 zai再 ze则 zha扎 zhu朱 zi孜 zu祖
"""
_SYLLABLES = {
    character: group.rstrip("".join(c for c in group if not c.isascii()))
    for group in _READINGS.split()
    for character in group
    if not character.isascii()
}
_TRADITIONAL = str.maketrans(
    "丽买麦尔杜卡伦库农马鲁义来开兰则热凯逊赛亚", "麗買麥爾杜卡倫庫農馬魯義來開蘭則熱凱遜賽亞"
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way in which someone may type the name of the person with this number."""

    person: int
    scheme: str
    text: str


@dataclass(frozen=True, slots=True)
class Person:
    """name: in ULY, or in Kazakh Cyrillic letters. official: as written in Chinese."""

    number: int
    name: str
    official: str
    is_kazakh: bool

    def written(self, scheme: str) -> str:
        if self.is_kazakh:
            return schemes.transliterate_kazakh(self.name, scheme)
        return schemes.transliterate_uyghur(self.name, scheme)

    @property
    def names(self) -> dict[str, str]:
        """The names on the person's page, by language: everyone has one in Latin letters, some have more."""
        latin = self.written("English press" if self.is_kazakh else "ULY")
        names = {"kk-Latn" if self.is_kazakh else "ug-Latn": latin}
        if self.number % 3:
            names |= (
                {"kk-Cyrl": self.name} if self.is_kazakh else {"ug-Arab": self.written("Arabic")}
            )
        if self.number % 2:
            names["zh-Hans"] = self.official
        return names

    def pinyin(self) -> list[list[str]]:
        """Its syllables, word by word."""
        return [[_SYLLABLES[c] for c in word] for word in self.official.split("·")]


def people() -> list[Person]:
    lines = [(line, False) for line in UYGHURS] + [(line, True) for line in KAZAKHS]
    return [
        Person(number, name, official, is_kazakh)
        for number, (line, is_kazakh) in enumerate(lines)
        for name, official in [line.split(" = ")]
    ]


def published() -> list[Spelling]:
    """A thousand spellings by the tables; each once for a person."""
    return _once(spelling for person in people() for spelling in _by_tables(person))


def as_typed() -> list[Spelling]:
    """The names with titles, initials and additions, split, joined, and with slips."""
    return _once(spelling for person in people() for spelling in _by_hand(person))


def _once(spellings: Iterator[Spelling]) -> list[Spelling]:
    found: dict[tuple[int, str], Spelling] = {}
    for spelling in spellings:
        found.setdefault((spelling.person, spelling.text), spelling)
    return list(found.values())


def _by_tables(person: Person) -> Iterator[Spelling]:
    for scheme in schemes.KAZAKH if person.is_kazakh else schemes.UYGHUR:
        yield Spelling(person.number, scheme, person.written(scheme))
    syllables = person.pinyin()
    for scheme, text in {
        "Chinese": person.official,
        "Chinese, joined": person.official.replace("·", ""),
        "Chinese, spaced": person.official.replace("·", " "),
        "Chinese, traditional": person.official.translate(_TRADITIONAL),
        "pinyin": " ".join("".join(word).capitalize() for word in syllables),
        "pinyin, joined": "".join(map("".join, syllables)),
        "pinyin, spaced": " ".join(" ".join(word) for word in syllables),
        "pinyin, hyphens": " ".join("-".join(word).capitalize() for word in syllables),
        "Wade-Giles": " ".join(
            "-".join(map(schemes.wade_giles, word)).capitalize() for word in syllables
        ),
        "Wade-Giles, joined": " ".join(
            "".join(map(schemes.wade_giles, word)).replace("'", "").capitalize()
            for word in syllables
        ),
    }.items():
        yield Spelling(person.number, scheme, text)
    arabic = [ARABIC_SPELLINGS.get(word, "") for word in person.name.split()]
    if all(arabic):
        yield Spelling(person.number, "Arabic orthography", " ".join(arabic))


def _by_hand(person: Person) -> Iterator[Spelling]:
    draw = random.Random(person.number)  # noqa: S311
    first, last = person.written("English press" if person.is_kazakh else "ULY").split()
    for scheme, text in {
        "title": f"Dr. {first} {last}",
        "honorific": f"{first} {last} Haji",
        "initial first": f"{first[0]}. {last}",
        "initial last": f"{first} {last[0]}.",
        "patronymic": f"{first} {last} {draw.choice(['qizi', 'oghli', 'uly'])}",
        "father in between": f"{first} Abduhelil {last}",
        "turned round": f"{last} {first}",
        "joined": f"{first}{last}".lower(),
        "split": f"{first[:3]} {first[3:]} {last}" if len(first) > 5 else f"{last} {first}",
        "hyphen": f"{first[:2]}-{first[2:]} {last}" if len(first) > 5 else f"{first}-{last}",
        "dropped letter": f"{_slip(first, draw, 'drop')} {last}",
        "wrong vowel": f"{_slip(first, draw, 'vowel')} {last}",
        "swapped letters": f"{_slip(first, draw, 'swap')} {last}",
        "one slip in each": f"{_slip(first, draw, 'drop')} {_slip(last, draw, 'swap')}",
    }.items():
        yield Spelling(person.number, scheme, text)


def _slip(word: str, draw: random.Random, kind: str) -> str:
    place = draw.randrange(1, len(word) - 1)
    if kind == "drop":
        return word[:place] + word[place + 1 :]
    if kind == "swap":
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    vowels = [at for at, letter in enumerate(word) if letter in "aeiouöü"]
    at = draw.choice(vowels)
    return word[:at] + draw.choice([v for v in "aeiou" if v != word[at]]) + word[at + 1 :]
