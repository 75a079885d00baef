"""“Did you mean”: names that look most like what was typed, when nobody has a name like it."""

from django.db.models import Exists, F, Func, OuterRef

from profiles.models import Detainee, Listing, Name, NameWord
from profiles.models.name import KEYS, HasKeys
from profiles.models.vocabulary import Identity
from profiles.names.folding import fold
from profiles.names.keys import words
from profiles.search.name_query import MOST_WORDS, lexeme, similarity
from profiles.search.names_and_text import LONGEST

MOST = 3
MOST_LIKE_A_WORD = 8
MOST_LOOKED_AT = 2000
ALIKE = 0.28  # from which it is no insult to be asked


def did_you_mean(typed: str) -> list[Name]:
    """Shown names of people who are published, the most alike first; none that is the same."""
    asked = fold(typed[:LONGEST])
    if not (likes := _keys_like(words(typed[:LONGEST])[:MOST_WORDS])):
        return []
    ways = ["(" + " | ".join(map(lexeme, keys)) + ")" for keys in likes]
    # A word that is right and common would bring thousands along: asked for by itself only in need.
    return _most_like(asked, " & ".join(ways)) or _most_like(asked, " | ".join(ways))


def _most_like(asked: str, tsquery: str) -> list[Name]:
    names = Name.objects.filter(
        HasKeys(KEYS, tsquery),
        is_public=True,
        detainee__in=Detainee.objects.published().filter(identity=Identity.FULL),
    )
    alike: dict[str, tuple[float, Name]] = {}
    for name in names.order_by()[:MOST_LOOKED_AT]:
        closeness = similarity(asked, name.folded)
        if closeness >= ALIKE and name.folded != asked:
            alike.setdefault(name.folded, (closeness, name))
    closest = sorted(alike.values(), key=lambda each: (-each[0], each[1].pk))
    return [name for _closeness, name in closest[:MOST]]


def _keys_like(asked: list[str]) -> list[list[str]]:
    """Of each word: Chinese characters as they are, and any other word with those that look most like it.

    Of these those alone that names of listed people have: that a word takes the place of another would tell
    that there is a name which is not shown. The word itself comes along whether or not anybody has it.
    """
    folded = {word: fold(word) for word in asked}
    latin = [key for key in folded.values() if key and key.isascii()]
    others: set[str] = set()
    if latin:
        quoted = Func(OuterRef("word"), function="quote_literal")
        shown = Exists(Listing.objects.seen().filter(HasKeys(F("names"), quoted)))
        others = set(NameWord.objects.like_any(latin).filter(shown).values_list("word", flat=True))
    likes = []
    for word, key in folded.items():
        if key in latin:
            near = sorted(others - {key}, key=lambda other: (-similarity(key, other), other))
            likes.append([key, *near[:MOST_LIKE_A_WORD]])
        elif key:
            likes.append(list(word))
    return likes
