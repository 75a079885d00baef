"""What a name is found by: its folded words, and its sounds where Chinese stands between two spellings.

A word is kept as its key ("gulnar"). Besides, every word has its consonants ("=glnr"), and what was
written by its sound in Chinese or in pinyin has those that were meant ("~glnr"). So a name in Latin,
Cyrillic or Arabic letters is found by what it became in Chinese, and the other way round, while two names
in letters are never taken for each other by their consonants alone. Last, every word is kept as it is
written ("\"gülnar"), so that an index can tell who has a name just so.
"""

import itertools
from collections.abc import Callable
from typing import Any
from unicodedata import normalize

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from profiles.names import chinese
from profiles.names.folding import fold, letters

# Chinese does not tell these apart as other languages do: d and t, b and p, and r before a vowel and l.
_ALIKE = str.maketrans("dbr", "tpl")
_VOWELS = str.maketrans("", "", "au")
FEWEST = 3  # consonants that tell something; Chinese characters need only two
LONGEST = 500  # letters of a key: Postgres takes 2046 bytes, and a sign may stand for many letters


def keys(name: str) -> list[str]:
    found: list[str] = []
    for word in words(name):
        if chinese.HAN.match(word):
            found += word
        else:
            found += [fold(word), marked("=", skeleton(word))]
        found.append(marked("~", sounds(word)))
    found += (marked('"', word) for word in written(name))
    return list(filter(None, dict.fromkeys(key[:LONGEST] for key in found)))


def spellings(names: str) -> list[str]:
    """One key for each of several names that are a word each; for Chinese, its sounds."""
    made = (
        marked("~", sounds(word)) if chinese.HAN.match(word) else fold(word)
        for word in words(names)
    )
    return list(filter(None, dict.fromkeys(made)))


def words(name: str) -> list[str]:
    """Its words in plain letters; Chinese characters that stand together are a word."""
    return chinese.WORD.findall(letters(name))


def written(name: str) -> list[str]:
    """Its words as they stand, whether in capitals or not."""
    return normalize("NFKC", name).casefold().split()


def marked(mark: str, sounds: str) -> str:
    return sounds and mark + sounds


def skeleton(word: str, fewest: int = FEWEST) -> str:
    """The consonants of a word's key, and its first letter whatever that is; nothing if they are few."""
    key = fold(word)
    sounds = (key[:1] + key[1:].translate(_VOWELS)).translate(_ALIKE)
    return sounds if len(sounds) >= fewest else ""


def sounds(word: str) -> str:
    """The consonants that were meant by who wrote a name in Chinese or in pinyin."""
    if chinese.HAN.match(word):
        return skeleton(chinese.spoken(word), fewest=2)
    return skeleton(chinese.spoken_in_pinyin(word))


class KeysField(ArrayField[Any, Any]):
    """The keys of the names in another field of the row, kept in step whenever the row is saved."""

    make: Callable[[str], list[str]] = staticmethod(keys)

    def __init__(self, *args: Any, source: str = "", **kwargs: Any) -> None:
        self.source = source
        given = dict[str, Any](base_field=models.TextField(), editable=False, default=list)
        super().__init__(*args, **given | kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> list[str]:
        made = self.make(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, made)
        return made


class SpellingsField(KeysField):
    """The same, of names that are each one word."""

    make = staticmethod(spellings)


def make_again(names: models.QuerySet[Any], *, batch: int = 5000) -> list[int]:
    """Put right the names whose keys are out of step, as all are when the rules have changed; which ones."""
    stale = []
    fold_of = names.model._meta.get_field("folded").make
    rows = names.order_by("pk").values_list("pk", "text", "folded", "keys")
    for pk, text, folded, kept in rows.iterator(chunk_size=batch):
        made = fold_of(text), keys(text)
        if (folded, kept) != made:
            stale.append((pk, made[0], " ".join(made[1])))
    # bulk_update would look through a CASE of as many branches for each of its rows.
    with connection.cursor() as cursor:
        for some in itertools.batched(stale, batch):
            cursor.execute(
                "UPDATE profiles_name SET folded = made.folded, keys = string_to_array(made.keys, ' ') "
                "FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS made(id, folded, keys) "
                "WHERE profiles_name.id = made.id",
                [list(column) for column in zip(*some, strict=True)],
            )
    return [pk for pk, *_ in stale]
