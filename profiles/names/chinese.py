"""The sound of names that were written in Chinese characters, in pinyin or in Wade-Giles.

Officials write Uyghur and Kazakh names in Chinese characters by their sound, and reports write those
characters in pinyin: Memet becomes 买买提, and Maimaiti. Chinese has no final consonants except n and ng, so
these forms have vowels that the name does not have. Only the consonants remain. The search compares them with
the consonants of names in letters: those of Abdureshit and of 阿卜杜热西提 are the same.
"""

import re
from collections.abc import Collection

from anyascii import anyascii

_HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HAN = re.compile(f"[{_HAN}]+")
WORD = re.compile(rf"[{_HAN}]+|[^\s{_HAN}]+")

# How officials read characters that have several readings, or another one in the data.
_IN_NAMES = {character: syllable for syllable, characters in {
    "du": "都", "sha": "夏", "di": "的地", "ke": "可", "ga": "尕", "che": "车", "bo": "伯", "na": "那娜", "er": "儿", "se": "色",
}.items() for character in characters}  # fmt: skip
# The sound that officials mean by a syllable, where it differs from pinyin.
_MEANT = {"xun": "sun", "zha": "za", "er": "r", "wu": "u", "fu": "pu", "ao": "o", "kai": "ka"}
_INITIALS = {"q": "ch", "x": "sh", "c": "s"}
# All syllables of standard Chinese: each initial with its finals.
_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan ue uo v",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan ue un uo v",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
_SYLLABLES = frozenset(
    initial + final for initial, finals in _FINALS.items() for final in finals.split()
)
_LONGEST = max(map(len, _SYLLABLES))


def _intended_sound(syllable: str) -> str:
    initial = "" if syllable[1:2] == "h" else _INITIALS.get(syllable[0], "")
    return _MEANT.get(syllable) or (initial + syllable[1:] if initial else syllable)


def syllables_of(characters: str) -> list[str]:
    """The pinyin of each character, without tones; empty if one of them has no reading."""
    found = [_IN_NAMES.get(each) or anyascii(each).lower().strip() for each in characters]
    return found if all(each.isalpha() for each in found) else []


def romanise(characters: str) -> str:
    """The sound of Chinese characters in Latin letters; empty if one of them has no reading."""
    return "".join(map(_intended_sound, syllables_of(characters)))


def romanise_pinyin(word: str) -> str:
    """The sound of a word in pinyin; empty if the word cannot be pinyin."""
    return "".join(map(_intended_sound, pinyin_syllables(word)))


def _wade_giles(initial: str, final: str) -> str:
    """A syllable of pinyin in Wade-Giles, without marks: the same letters stand for b and p, j and zh."""
    if initial in ("zh", "ch", "r") and final == "i":
        final = "ih"
    elif initial in ("z", "c", "s") and final == "i":
        initial, final = {"z": "tz", "c": "tz", "s": "ss"}[initial], "u"
    elif initial in ("g", "k", "h") and final == "e":
        final = "o"
    elif initial in ("g", "k") and final == "ui":
        final = "uei"
    elif final == "uo" and initial not in ("g", "k", "h", "sh"):
        final = "o"
    elif initial == "y":
        initial, final = {"i": ("", "i"), "ou": ("y", "u")}.get(final, (initial, final))
    final = {"e": "eh", "an": "en"}.get(final, final) if initial == "y" else final
    final = _FINALS_OF_WADE_GILES.get(final, final)
    return _INITIALS_OF_WADE_GILES.get(initial, initial) + final


_INITIALS_OF_WADE_GILES = {
    "b": "p", "d": "t", "g": "k", "zh": "ch", "j": "ch", "q": "ch", "z": "ts", "c": "ts", "x": "hs", "r": "j",
}  # fmt: skip
_FINALS_OF_WADE_GILES = {
    "ie": "ieh", "ian": "ien", "ong": "ung", "iong": "iung", "ue": "ueh", "er": "erh", "v": "u",
}  # fmt: skip
_OF_WADE_GILES = {
    _wade_giles(initial, final): initial + final
    for initial, finals in _FINALS.items()
    for final in finals.split()
}


def romanise_wade_giles(word: str) -> str:
    """The sound of a word in Wade-Giles, without its marks; empty if the word cannot be that."""
    found = _divided(word, _OF_WADE_GILES)
    return "".join(_intended_sound(_OF_WADE_GILES[syllable]) for syllable in found)


def pinyin_syllables(word: str) -> list[str]:
    """The longest pinyin syllables that make up the whole word; empty if it cannot be divided."""
    return _divided(word, _SYLLABLES)


def _divided(word: str, syllables: Collection[str]) -> list[str]:
    read: dict[int, list[str]] = {len(word): []}  # the syllables from each letter to the end
    for start in reversed(range(len(word))):
        for end in range(min(start + _LONGEST, len(word)), start, -1):
            if end in read and word[start:end] in syllables:
                read[start] = [word[start:end], *read[end]]
                break
    return read.get(0, [])
