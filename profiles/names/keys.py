"""The keys by which the search finds a word of a name. A table has them for every word (`NameWord`).

Each word in letters has these keys:

- its reading (readings.py): "gulnar";
- "?" and each of its other readings;
- "-" and its reading without one sound, and "_" and its letters without one, for slips;
- "%" and its consonants, for Arabic spellings, which leave short vowels out;
- "=" and those of its consonants that Chinese tells apart, and "+" and these without one;
- if it ends in -jan, -qizi or the like, "*" and the reading of its stem, and the consonants of that.

A word in Chinese characters has "~" and the consonants that were meant, and "." and its pinyin from each character to
the end. A word in letters that can be pinyin or Wade-Giles has those of the word that it can be.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import batched
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from profiles.names import chinese
from profiles.names.folding import DROPPED, latin_letters
from profiles.names.light_words import stem
from profiles.names.readings import consonants, one_letter_less, readings, without_h

# Chinese does not distinguish these sounds: d and t, b and p, r before a vowel and l, and Uyghur has more than one k.
_ALIKE_IN_CHINESE = str.maketrans("dbrgj", "tplkc")
MIN_SLIP, MAX_SLIP = 4, 30  # letters; too many of the shorter names differ by one letter
MAX_LENGTH = 100  # letters of a word
_WORD = re.compile(rf"{chinese.HAN.pattern}|[^\W_{chinese.HAN.pattern[1:-2]}]+")


def name_words(name: str) -> list[str]:
    """The words of a name as they are written, in lower case. Adjacent Chinese characters are one word."""
    text = unicodedata.normalize("NFKC", name).casefold().translate(DROPPED)
    text = "".join(c for c in unicodedata.normalize("NFC", text) if not unicodedata.combining(c))
    return [word[:MAX_LENGTH] for word in _WORD.findall(text)]


def stored_words(name: str) -> list[str]:
    """The words of a name, each once."""
    return list(dict.fromkeys(name_words(name)))


def stored_keys(name: str) -> list[str]:
    """“word key” for each key of each word of a name."""
    return [f"{word} {key}" for word in stored_words(name) for key in sorted(word_keys(word))]


@lru_cache(maxsize=20_000)
def word_keys(word: str) -> frozenset[str]:
    """The keys of one word. Both kinds: a word in letters that can be Chinese has the keys of that as well."""
    keys = {f"~{sound}" for sound in chinese_sounds(word)}
    syllables = chinese_syllables(word)
    if chinese.HAN.match(word):
        ends = {syllables_key(syllables[start:]) for start in range(len(syllables))}
        return frozenset(keys | ends)
    if syllables:
        keys.add(syllables_key(syllables))
    found = readings(word)
    if found:
        keys |= {found[0], f"%{consonants(found[0])}", f"={merged_consonants(found[0])}"}
        keys |= slip_keys("-", found[0]) | slip_keys("_", letters_of(word))
        keys |= slip_keys("+", merged_consonants(found[0]), least=3)
        keys |= {f"?{other}" for other in (*found[1:], without_h(found[0]))} - {f"?{found[0]}"}
    for reading in readings(stem(word))[:1]:
        keys |= {f"*{reading}", f"={merged_consonants(reading)}"}
        keys |= slip_keys("+", merged_consonants(reading), least=3)
    return frozenset(keys)


def slip_keys(mark: str, letters: str, least: int = MIN_SLIP) -> set[str]:
    """The keys by which a word is found with one letter missing, too many or wrong."""
    if not least <= len(letters) <= MAX_SLIP:
        return set()
    return {mark + rest for rest in one_letter_less(letters)}


def letters_of(word: str) -> str:
    """A word in plain Latin letters."""
    return latin_letters(word).replace(" ", "")


def chinese_syllables(word: str) -> list[str]:
    """The pinyin of Chinese characters, or of a word that can be pinyin."""
    if chinese.HAN.match(word):
        return chinese.syllables_of(word)
    return chinese.pinyin_syllables(letters_of(word))


def chinese_sounds(word: str) -> set[str]:
    """The consonants of a name in Chinese characters, pinyin or Wade-Giles; at least two."""
    if chinese.HAN.match(word):
        meant = {chinese.romanise(word)}
    else:
        letters = letters_of(word)
        meant = {chinese.romanise_pinyin(letters), chinese.romanise_wade_giles(letters)}
    sounds = {merged_consonants(each) for text in meant for each in readings(text)[:1]}
    return {sound for sound in sounds if len(sound) > 1}


def syllables_key(syllables: list[str]) -> str:
    return f".{'.'.join(syllables)}."


def merged_consonants(key: str) -> str:
    return consonants(key).translate(_ALIKE_IN_CHINESE)


def spelling_keys(names: str) -> list[str]:
    """One key for each of several one-word names. The key of a Chinese name is its consonants."""
    found = []
    for word in name_words(names):
        if chinese.HAN.match(word):
            found += [f"~{sound}" for sound in chinese_sounds(word)]
        else:
            found += readings(word)[:1]
    return list(dict.fromkeys(found))


class KeysField(ArrayField):  # type: ignore[type-arg]
    """Something made from the name in another field of the row, computed whenever the row is saved.

    source: the name of the other field.
    """

    compute: Callable[[str], list[str]]

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        defaults = dict[str, Any](base_field=models.TextField(), editable=False, default=list)
        super().__init__(*args, **defaults | kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> list[str]:
        keys = self.compute(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, keys)
        return keys


class WordsField(KeysField):
    """The words of a name."""

    compute = staticmethod(stored_words)


class SoundsField(KeysField):
    """The words of a name with their keys."""

    compute = staticmethod(stored_keys)


class SpellingsField(KeysField):
    """The keys of several one-word names."""

    compute = staticmethod(spelling_keys)


def refresh_keys(names: models.QuerySet[Any], *, batch: int = 5000) -> list[int]:
    """Update the names whose keys are stale, for example after a change of the rules; return their primary keys."""
    stale = []
    folded_of = names.model._meta.get_field("folded").compute
    rows = names.order_by("pk").values_list("pk", "text", "folded", "keys", "sounds")
    for pk, text, folded, keys, sounds in rows.iterator(chunk_size=batch):
        fresh = folded_of(text), stored_words(text), stored_keys(text)
        if (folded, keys, sounds) != fresh:
            stale.append((pk, fresh[0], " ".join(fresh[1]), "\n".join(fresh[2])))
    # bulk_update would make a CASE with one branch a row, and Postgres would read all of it for every row.
    with connection.cursor() as cursor:
        for rows_of_batch in batched(stale, batch):
            cursor.execute(
                "UPDATE profiles_name SET folded = made.folded, keys = string_to_array(made.keys, ' '), "
                "sounds = string_to_array(made.sounds, E'\\n') "
                "FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) "
                "AS made(id, folded, keys, sounds) WHERE profiles_name.id = made.id",
                [list(column) for column in zip(*rows_of_batch, strict=True)],
            )
    return [pk for pk, *_ in stale]
