"""Looks the words of a query up among the words of all names."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from profiles.models import SpellingGroup
from profiles.name_search.query import Edge, Level, Query
from profiles.names import chinese
from profiles.names.keys import (
    MIN_SLIP,
    chinese_sounds,
    chinese_syllables,
    letters_of,
    merged_consonants,
    syllables_key,
)
from profiles.names.light_words import stem
from profiles.names.readings import consonants, is_one_slip, one_letter_less, readings, without_h

# How close a word is that was found in each way.
WRITTEN, READ, OTHERWISE_READ, GROUP, CHINESE, CONSONANTS, STEM, BEGINNING, SLIP, CONSONANT_SLIP = (
    1.0, 0.97, 0.93, 0.9, 0.85, 0.8, 0.75, 0.7, 0.6, 0.4,
)  # fmt: skip
MIN_BEGINNING = 3  # letters; a shorter beginning would match half of all names
MIN_CONSONANTS = 3  # with two, many names are alike: enough only beside another word
MAX_FOUND = 4000  # rows
SLIP_READINGS = 3

_LOOK_UP = """
SELECT key, word FROM profiles_nameword WHERE key = ANY (%s)
UNION ALL
SELECT key, word FROM unnest(%s::text[]) beginning JOIN profiles_nameword ON key LIKE beginning
LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A key that some edge looks for."""

    edge: Edge
    level: Level
    closeness: float
    is_slip: bool = False


def look_up(query: Query) -> None:
    """Find which words of names meet each edge, but for slips."""
    groups = list(SpellingGroup.objects.values_list("keys", flat=True))
    wanted: dict[str, list[_Wanted]] = defaultdict(list)
    beginnings: dict[str, list[_Wanted]] = defaultdict(list)
    for edge in query.edges:
        if edge.initials:
            continue
        is_alone = len(query.words) == 1
        for key, found in _keys(edge, groups, is_alone=is_alone):
            wanted[key].append(found)
        for key, found in _beginnings(edge, is_alone=is_alone):
            beginnings[key].append(found)
    _match(wanted, beginnings)


def look_up_slips(query: Query) -> None:
    """Find also words that differ by one slip."""
    wanted: dict[str, list[_Wanted]] = defaultdict(list)
    for edge in query.edges:
        if edge.initials or (edge.is_split and len(query.words) > 1):
            continue
        if len(query.words) > 1 or edge.is_split:
            for sound in chinese_sounds(edge.text):
                for key in _slips("+", "=", sound, MIN_CONSONANTS):
                    wanted[key].append(_Wanted(edge, Level.SLIP, CONSONANT_SLIP, is_slip=True))
        if chinese.HAN.match(edge.text) or edge.is_split:
            continue
        for reading in readings(edge.text)[:SLIP_READINGS]:
            for key in _slips("-", "", reading, MIN_SLIP):
                wanted[key].append(_Wanted(edge, Level.SLIP, SLIP, is_slip=True))
        for key in _slips("_", "", letters_of(edge.text), MIN_SLIP):
            wanted[key].append(_Wanted(edge, Level.SLIP, SLIP, is_slip=True))
    _match(wanted, {})


def _keys(
    edge: Edge, groups: Iterable[list[str]], *, is_alone: bool
) -> Iterator[tuple[str, _Wanted]]:
    yield from _chinese_keys(edge, groups, is_alone=is_alone)
    found = () if chinese.HAN.match(edge.text) else readings(edge.text)
    if found:
        yield from _letter_keys(edge, found, groups)
    if found and not edge.is_split:
        yield from _chinese_keys_of_letters(edge, found[0], is_alone=is_alone)


def _chinese_keys(
    edge: Edge, groups: Iterable[list[str]], *, is_alone: bool
) -> Iterator[tuple[str, _Wanted]]:
    """For a word in Chinese characters, pinyin or Wade-Giles."""
    sounds = chinese_sounds(edge.text)
    for sound in sounds:
        level = _level(sound, is_alone=is_alone, otherwise=edge.is_split)
        yield f"~{sound}", _Wanted(edge, level, CHINESE)
        yield f"={sound}", _Wanted(edge, level, CONSONANTS)
    for key in _of_groups(groups, {f"~{sound}" for sound in sounds}):
        yield key, _Wanted(edge, Level.SURE, GROUP)


def _chinese_keys_of_letters(
    edge: Edge, reading: str, *, is_alone: bool
) -> Iterator[tuple[str, _Wanted]]:
    """For the Chinese forms of a word in letters."""
    if syllables := chinese_syllables(edge.text):
        yield syllables_key(syllables), _Wanted(edge, Level.SURE, READ)
    sound = merged_consonants(reading)
    if len(sound) > 1:
        yield f"~{sound}", _Wanted(edge, _level(sound, is_alone=is_alone), CHINESE)


def _level(sound: str, *, is_alone: bool, otherwise: bool = False) -> Level:
    weak = is_alone and len(sound) < MIN_CONSONANTS
    return Level.LIKELY if weak or otherwise else Level.SURE


def _letter_keys(
    edge: Edge, found: Sequence[str], groups: Iterable[list[str]]
) -> Iterator[tuple[str, _Wanted]]:
    """For other words in letters. found: the readings."""
    yield found[0], _Wanted(edge, Level.SURE, READ)
    yield f"?{found[0]}", _Wanted(edge, Level.SURE, OTHERWISE_READ)
    for other in (*found[1:], without_h(found[0])):
        yield other, _Wanted(edge, Level.SURE, OTHERWISE_READ)
    for key in _of_groups(groups, set(found)):
        yield key, _Wanted(edge, Level.SURE, GROUP)
    if _is_without_vowels(edge.text):
        skeletons = set(map(consonants, found))
        for skeleton in skeletons:
            yield f"%{skeleton}", _Wanted(edge, Level.SURE, CONSONANTS)
        for group in groups:
            if not skeletons.isdisjoint(map(consonants, group)):
                for key in group:
                    yield key, _Wanted(edge, Level.SURE, CHINESE)
    for reading in readings(stem(edge.text))[:SLIP_READINGS]:
        yield reading, _Wanted(edge, Level.LIKELY, STEM)
        yield f"*{reading}", _Wanted(edge, Level.LIKELY, STEM)


def _beginnings(edge: Edge, *, is_alone: bool) -> Iterable[tuple[str, _Wanted]]:
    if chinese.HAN.match(edge.text):
        syllables = chinese_syllables(edge.text)
        if syllables:
            yield syllables_key(syllables), _Wanted(edge, Level.SURE, READ)
        return
    level = Level.SURE if is_alone else Level.LIKELY
    if edge.is_split:
        return
    for reading in readings(edge.text)[:1]:
        if len(reading) >= MIN_BEGINNING:
            yield reading, _Wanted(edge, level, BEGINNING)


def _of_groups(groups: Iterable[list[str]], keys: set[str]) -> Iterator[str]:
    """The keys of other spellings that staff entered, also of a part of a word: Tursunmemet, Tursunmuhemmet."""
    for group in groups:
        for spelling in group:
            if spelling in keys:
                yield from group
            elif len(spelling) >= 4 and spelling[0] != "~":
                for key in keys:
                    if spelling in key:
                        yield from (
                            key.replace(spelling, other) for other in group if other[0] != "~"
                        )


def _is_without_vowels(word: str) -> bool:
    """Whether it is written in Arabic letters, and not as Uyghur and Kazakh are."""
    return any("\u0620" <= letter <= "\u06ff" for letter in word) and not set(word) & set("ەۇۆۈېئ")


def _match(wanted: Mapping[str, list[_Wanted]], beginnings: Mapping[str, list[_Wanted]]) -> None:
    if not wanted and not beginnings:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _LOOK_UP, [list(wanted), [f"{_escaped(key)}%" for key in beginnings], MAX_FOUND]
        )
        rows = cursor.fetchall()
    for key, word in set(rows):
        for found in wanted.get(key, ()):
            if found.is_slip and not _differs_by_a_slip(found.edge.text, word):
                continue
            closeness = WRITTEN if word == found.edge.text else found.closeness
            found.edge.add(found.level, word, closeness)
        for beginning, those in beginnings.items():
            if key.startswith(beginning):
                for found in those:
                    _add_beginning(found, word)


def _add_beginning(found: _Wanted, word: str) -> None:
    """In Chinese the same characters are closer than others of that sound. One character has too many of these."""
    closeness = found.closeness
    if chinese.HAN.match(found.edge.text):
        if found.edge.text in word:
            closeness = WRITTEN
        elif len(found.edge.text) == 1:
            return
    found.edge.add(found.level, word, closeness)


def _slips(mark: str, mark_of_whole: str, typed: str, least: int) -> Iterator[str]:
    """The keys that a word has which is one slip away."""
    if len(typed) + 1 < least:
        return
    yield mark + typed
    if len(typed) >= least:
        for rest in one_letter_less(typed):
            yield mark + rest
            yield mark_of_whole + rest


def _differs_by_a_slip(typed: str, word: str) -> bool:
    ours, theirs = readings(typed)[:SLIP_READINGS], readings(word)[:1]
    if not theirs:
        return False
    return (
        any(is_one_slip(each, theirs[0]) for each in ours)
        or is_one_slip(letters_of(typed), letters_of(word))
        or any(
            is_one_slip(sound, merged_consonants(reading))
            for sound in chinese_sounds(typed)
            for reading in (*theirs, *readings(stem(word))[:1])
        )
    )


def _escaped(key: str) -> str:
    return key.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
