"""The keys by which the search finds a name: its folded words, and its consonants where Chinese is involved.

Each word gives these keys:

- its folded form: "gulnar";
- "=" and its consonants: "=glnr";
- "~" and the consonants that were meant, if the word is in Chinese characters or in pinyin: "~glnr";
- a quotation mark and the word as it is written: "\"gülnar". With it the index can find exact matches.

So a search for a name in Latin, Cyrillic or Arabic letters finds its Chinese form, and the other way round. Two
names in letters never match by their consonants alone.
"""

import itertools
from collections.abc import Callable
from typing import Any
from unicodedata import normalize

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from profiles.names import chinese
from profiles.names.folding import fold, latin_letters

# Chinese does not distinguish these sounds: d and t, b and p, and r before a vowel and l.
_ALIKE = str.maketrans("dbr", "tpl")
_VOWELS = str.maketrans("", "", "au")
MIN_CONSONANTS = 3  # with fewer, too many names are alike; Chinese characters need only two
MAX_KEY_LENGTH = (
    500  # letters; Postgres allows 2046 bytes, and one character may become several letters
)


def search_keys(name: str) -> list[str]:
    """The keys by which the search finds a name."""
    found: list[str] = []
    for word in split_words(name):
        if chinese.HAN.match(word):
            found += word
        else:
            found += [fold(word), with_mark("=", consonants(word))]
        found.append(with_mark("~", consonants_in_chinese(word)))
    found += (with_mark('"', word) for word in written_words(name))
    return list(filter(None, dict.fromkeys(key[:MAX_KEY_LENGTH] for key in found)))


def spelling_keys(names: str) -> list[str]:
    """One key for each of several one-word names. The key of a Chinese name is its consonants."""
    found = (
        with_mark("~", consonants_in_chinese(word)) if chinese.HAN.match(word) else fold(word)
        for word in split_words(names)
    )
    return list(filter(None, dict.fromkeys(found)))


def split_words(name: str) -> list[str]:
    """The words of a name in plain letters; adjacent Chinese characters are one word."""
    return chinese.WORD.findall(latin_letters(name))


def written_words(name: str) -> list[str]:
    """The words of a name as they are written, in lower case."""
    return normalize("NFKC", name).casefold().split()


def with_mark(mark: str, key: str) -> str:
    """The key with its mark in front; an empty key stays empty."""
    return key and mark + key


def consonants(word: str, fewest: int = MIN_CONSONANTS) -> str:
    """The first letter and the consonants of a word's key; empty if they are fewer than `fewest`."""
    key = fold(word)
    found = (key[:1] + key[1:].translate(_VOWELS)).translate(_ALIKE)
    return found if len(found) >= fewest else ""


def consonants_in_chinese(word: str) -> str:
    """The consonants of a name that was written in Chinese characters or in pinyin; empty for other words."""
    if chinese.HAN.match(word):
        return consonants(chinese.romanise(word), fewest=2)
    return consonants(chinese.romanise_pinyin(word))


class KeysField(ArrayField):  # type: ignore[type-arg]
    """The search keys of the name in another field of the row, computed whenever the row is saved.

    source: the name of the other field.
    """

    compute: Callable[[str], list[str]] = staticmethod(search_keys)

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


class SpellingsField(KeysField):
    """The keys of several one-word names in another field of the row."""

    compute = staticmethod(spelling_keys)


def refresh_keys(names: models.QuerySet[Any], *, batch: int = 5000) -> list[int]:
    """Update the names whose keys are stale, for example after a change of the rules; return their primary keys."""
    stale = []
    folded_of = names.model._meta.get_field("folded").compute
    rows = names.order_by("pk").values_list("pk", "text", "folded", "keys")
    for pk, text, folded, keys in rows.iterator(chunk_size=batch):
        fresh = folded_of(text), search_keys(text)
        if (folded, keys) != fresh:
            stale.append((pk, fresh[0], " ".join(fresh[1])))
    # bulk_update would make a CASE with one branch a row, and Postgres would read all of it for every row.
    with connection.cursor() as cursor:
        for rows_of_batch in itertools.batched(stale, batch):
            cursor.execute(
                "UPDATE profiles_name SET folded = made.folded, keys = string_to_array(made.keys, ' ') "
                "FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS made(id, folded, keys) "
                "WHERE profiles_name.id = made.id",
                [list(column) for column in zip(*rows_of_batch, strict=True)],
            )
    return [pk for pk, *_ in stale]
