"""The sounds that a written word may stand for, one key for each.

The same letter means different sounds in different schemes: q is k in one Uyghur alphabet and ch in another, x is kh
or sh, c is j in Turkish, j is y in German. So a word has several readings. The first one is the likeliest. Two words
sound alike if they share a reading that is the first one of either.

A key has one letter for each sound, so that a slip is one letter of it: x is sh, c is ch. Sounds that the schemes or
the ear confuse are one: s and z, all front vowels, all back vowels.
"""

import itertools
import re
from functools import lru_cache

from profiles.names.folding import fold, latin_letters

MOST_READINGS = 24
_ARABIC = re.compile("[\u0600-\u06ff]")
_CYRILLIC = re.compile("[\u0400-\u052f]")

# What a group of letters may mean, the likeliest first. The first rule that fits at a place counts.
_LATIN_RULES = [
    ("tsch|tch|tš", ("ch",)),
    ("dsch|dzh|dž|dj", ("j",)),
    ("shch|šč", ("sh",)),
    ("sch", ("sh", "j")),
    ("ch", ("ch", "h", "sh")),
    ("ck|cq", ("k",)),
    ("qu(?=[ei])", ("k", "chu")),
    ("gu[eé]", ("gue", "ge", "gu")),
    ("gu(?=i)", ("gu", "g")),
    ("[uoö]e", ("u", "ua")),
    ("ks", ("ks", "h")),
    ("kh|ḫ|ḥ|ĥ|ⱨ", ("h",)),
    ("gh", ("g",)),
    ("sh", ("sh",)),
    ("zh", ("j",)),
    ("ph", ("f",)),
    ("th", ("t", "s")),
    ("dh", ("d", "z")),
    ("ts|tz", ("s", "ts")),
    ("ý", ("w", "y")),
    ("ž̦|ǧ", ("j",)),
    ("ɣ", ("gh",)),
    ("ŋ", ("ng",)),
    ("x", ("h", "sh")),
    ("q", ("k", "ch")),
    ("c", ("k", "j", "ch", "s")),
    ("j", ("j", "y")),
]
_CYRILLIC_RULES = [("дж", ("ж",)), ("г", ("г", "х"))]
# Arabic keyboards have one letter for h and for the Uyghur e, Persian ones one for o, u and w.
_ARABIC_RULES = [
    ("^ه", ("ھ", "ە")),
    ("ه|ة", ("ە", "ھ")),
    ("و", ("و", "ۋ")),
    ("(?<=.)ع", ("", "ا")),
    ("ع", ("ا",)),
]

_TO_SOUNDS = [
    (re.compile("sh"), "x"),
    (re.compile("ch"), "c"),
    (re.compile("z"), "s"),
    # Sawle and Saule, Sauat and Sawat.
    (re.compile(r"(?<=a)v(?![au])"), "u"),
    (re.compile(r"(?<=a)u(?=a)"), "v"),
    # Abdurahman, Abdulrahman, Abd al-Rahman, Abdrahman.
    (re.compile(r"\babd[au]?l?(?=[^aul])"), "abd"),
    (re.compile(r"(.)\1+"), r"\1"),
]
_VOWELS = str.maketrans("", "", "au")


def _compiled(
    rules: list[tuple[str, tuple[str, ...]]],
) -> tuple[re.Pattern[str], list[tuple[str, ...]]]:
    return re.compile("|".join(f"({letters})" for letters, _ in rules)), [each for _, each in rules]


_LATIN = _compiled(_LATIN_RULES)
_CYRILLIC_LETTERS = _compiled(_CYRILLIC_RULES)
_ARABIC_LETTERS = _compiled(_ARABIC_RULES)


@lru_cache(maxsize=10_000)
def readings(word: str) -> tuple[str, ...]:
    """The keys of one word in Latin, Cyrillic or Arabic letters, the likeliest first."""
    if _ARABIC.search(word):
        pattern, meanings = _ARABIC_LETTERS
    elif _CYRILLIC.search(word):
        pattern, meanings = _CYRILLIC_LETTERS
    else:
        pattern, meanings = _LATIN
    parts: list[tuple[str, ...]] = []
    end = 0
    for found in pattern.finditer(word):
        parts += [(word[end : found.start()],), meanings[(found.lastindex or 1) - 1]]
        end = found.end()
    parts.append((word[end:],))
    spelled = itertools.islice(_product(parts), MOST_READINGS)
    return tuple(filter(None, dict.fromkeys(map(_sounds, spelled))))


def _product(parts: list[tuple[str, ...]]) -> list[str]:
    """Every way to read the parts; those that change the fewest parts first."""
    ways = itertools.product(*(range(len(part)) for part in parts))
    in_order = sorted(itertools.islice(ways, 500), key=lambda way: (sum(map(bool, way)), way))
    return ["".join(part[n] for part, n in zip(parts, way, strict=True)) for way in in_order]


# Russian ю after a consonant: Гюльнар.
_SOFT_U = re.compile("(?<=[bcdfghjklmnpqrstvwxz])yu")


def _sounds(spelled: str) -> str:
    key = fold(_SOFT_U.sub("u", latin_letters(spelled))).replace(" ", "")
    for pattern, replacement in _TO_SOUNDS:
        key = pattern.sub(replacement, key)
    return key


def without_h(key: str) -> str:
    """Ibraim for Ibrahim: an h inside a word is often not heard."""
    return re.sub(r"a+", "a", key[:1] + key[1:].replace("h", ""))


def one_letter_less(key: str) -> set[str]:
    """What is left of a key without each of its letters: two keys that differ by one slip share one of these."""
    return {key[:place] + key[place + 1 :] for place in range(len(key))}


def is_one_slip(one: str, other: str) -> bool:
    """Whether a letter is missing, too many or wrong, or two neighbours are swapped."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    start = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )
    ours, theirs = one[start:], other[start:]
    return (
        ours[1:] == theirs
        or theirs[1:] == ours
        or ours[1:] == theirs[1:]
        or (ours[:2] == theirs[1::-1] and ours[2:] == theirs[2:])
    )


def consonants(key: str) -> str:
    """The consonants of a key, after a first vowel if it has one."""
    return ("a" if key[:1] in ("a", "u") else "") + key.translate(_VOWELS) if key else ""
