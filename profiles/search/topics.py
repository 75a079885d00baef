"""The places and ethnicities that a search may mean, in any script, and the filters that find their people.

Like all words of the search, the names of ethnicities are to be reviewed by a speaker of each language.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from profiles.models.places import Ethnicity, Place, alternatives, without_kind
from profiles.names import chinese
from profiles.names.folding import latin_letters
from profiles.names.keys import chinese_syllables, letters_of, name_words, syllables_key
from profiles.names.readings import readings
from profiles.search.towns import TOWNS

# Beside the name that the ethnicity has on the site.
_ETHNICITIES = {
    "uyghur": "Uyghurs, Uighur, Uighurs, Uygur, Ouïghour, Ouïghours, Uigure, Uiguren, Уйгур, Уйгуры, Ұйғыр, ئۇيغۇر, 维吾尔, 维吾尔族, 维族",
    "kazakh": "Kazakhs, Kazak, Qazaq, Kasache, Kasachen, Казах, Казахи, Қазақ, قازاق, 哈萨克, 哈萨克族",
    "kyrgyz": "Kirghiz, Kirgiz, Kırgız, Kirgise, Kirgisen, Киргиз, Кыргыз, Қырғыз, قىرغىز, 柯尔克孜, 柯尔克孜族",
    "uzbek": "Uzbeks, Özbek, Ouzbek, Usbeke, Узбек, Узбеки, Өзбек, ئۆزبېك, 乌孜别克, 乌孜别克族",
    "tatar": "Tatars, Tatare, Tataren, Татар, Татары, تاتار, 塔塔尔, 塔塔尔族",
    "hui": "Dungan, Dungans, Dungane, Дунган, Дунгане, تۇڭگان, خۇيزۇ, 回族, 回",
    "tajik": "Tajiks, Tacik, Tadschike, Tadjik, Таджик, Таджики, تاجىك, 塔吉克, 塔吉克族",
    "mongol": "Mongols, Mongolian, Moğol, Mongole, Монгол, Монголы, موڭغۇل, 蒙古, 蒙古族",
    "tibetan": "Tibetans, Tibet, Tibeter, Тибетец, Тибетцы, تىبەت, 藏族",
    "han": "Han Chinese, Ханьцы, خەنزۇ, 汉族",
    "xibe": "Sibe, Xibo, Сибинцы, شىبە, 锡伯, 锡伯族",
    "manchu": "Manchus, Маньчжуры, مانجۇ, 满族",
    "daur": "Dagur, Дауры, داغۇر, 达斡尔, 达斡尔族",
    "russian": "Russians, Русские, Русский, رۇس, 俄罗斯, 俄罗斯族",
    "dongxiang": "Дунсяне, دۇڭشياڭ, 东乡, 东乡族",
    "salar": "Salars, Салары, سالار, 撒拉, 撒拉族",
    "bonan": "Bao’an, Баоань, باۋئەن, 保安族",
}  # fmt: skip
MAX_TOPICS = 3
MIN_SOUND = 5  # letters; a name of people may sound like a shorter one
MAX_WORDS = 2  # of a topic beside a name


@dataclass(frozen=True, slots=True)
class Topic:
    """A place or an ethnicity. filters: the parameter and the value of each filter that finds its people."""

    label: str
    filters: tuple[tuple[str, str], ...]

    @property
    def terms(self) -> list[str]:
        return [f"{name}={value}" for name, value in self.filters]


class Topics:
    """All places and ethnicities, to look several texts up."""

    def __init__(self) -> None:
        self._all = list(_all_topics())

    def of(self, typed: str) -> list[Topic]:
        """Those that sound like the whole of what was typed."""
        found = {
            topic: None
            for names, topic in self._all
            if any(_sounds_like(typed, name) for name in names)
        }
        return list(found)[:MAX_TOPICS]

    def beside(self, typed: str) -> Iterator[tuple[str, list[Topic]]]:
        """The rest of what was typed, and the topics of its end or beginning: “Aygül Kashgar”."""
        words = typed.split()
        for at in range(1, len(words)):
            for rest, part in ((words[:at], words[at:]), (words[at:], words[:at])):
                if len(part) <= MAX_WORDS and (topics := self.of(" ".join(part))):
                    yield " ".join(rest), topics


def _all_topics() -> Iterator[tuple[list[str], Topic]]:
    for place in Place.objects.filter(parent=None):
        names = [*alternatives(place.name), place.code, place.name_uyghur, place.name_chinese]
        towns = [name for town in TOWNS.get(place.code, ()) for name in town.split(", ")]
        filters = (("place", place.code), ("taken", place.code))
        yield [*names, *towns], Topic(place.name, filters)
    for ethnicity in Ethnicity.objects.all():
        names = [ethnicity.name, *_ETHNICITIES.get(ethnicity.code, "").split(", ")]
        yield names, Topic(ethnicity.name, (("ethnicity", ethnicity.code),))


def _sounds_like(typed: str, name: str) -> bool:
    """Whether both have a sound in common; a short one, such as that of Ili and Eli, must have the same letters."""
    (ours, our_others), (theirs, their_others) = _sounds(typed), _sounds(name)
    if not ours or not theirs:
        return False
    if len(theirs) < MIN_SOUND and not theirs.startswith("."):
        return letters_of(typed.casefold()) == letters_of(name.casefold())
    return theirs == ours or theirs in our_others or ours in their_others


@lru_cache(maxsize=2000)
def _sounds(text: str) -> tuple[str, frozenset[str]]:
    """The likeliest sound of a text without words such as “county”, and others that it may have."""
    words = name_words(without_kind(text.strip()) or text)
    if any(chinese.HAN.match(word) for word in words):
        syllables = chinese_syllables("".join(words))
        return (syllables_key(syllables) if syllables else "", frozenset())
    found = readings("".join(words)) if latin_letters(text) else []
    return (found[0], frozenset(found[1:])) if found else ("", frozenset())
