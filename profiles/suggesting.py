"""“Did you mean”: names that look most like what was typed, when nobody has a name like it."""

from django.db.models import Q

from profiles.folding import fold
from profiles.keys import words
from profiles.models import Name, NameWord
from profiles.search import LONGEST, MOST_WORDS, among, named, similarity

MOST = 3
MOST_LIKE_A_WORD = 8
MOST_LOOKED_AT = 2000
ALIKE = 0.28  # from which it is no insult to be asked


def did_you_mean(typed: str) -> list[Name]:
    """Shown names of people who are published, the most alike first; none that is the same."""
    asked = fold(typed[:LONGEST])
    keys = _keys_like(words(typed[:LONGEST])[:MOST_WORDS])
    if not keys:
        return []
    alike: dict[str, tuple[float, Name]] = {}
    shown = Name.objects.filter(is_public=True).with_keys(" | ".join(f"'{key}'" for key in keys))
    names = shown.order_by("pk")[:MOST_LOOKED_AT]
    shown_to_all = among(named(), {name.detainee_id for name in names})
    for name in names:
        closeness = similarity(asked, name.folded)
        if closeness >= ALIKE and name.folded != asked and name.detainee_id in shown_to_all:
            alike.setdefault(name.folded, (closeness, name))
    closest = sorted(alike.values(), key=lambda each: (-each[0], each[1].pk))
    return [name for _closeness, name in closest[:MOST]]


def _keys_like(asked: list[str]) -> list[str]:
    """Chinese characters as they are, and each other word with those that look most like it.

    The word itself whether or not anybody has it, and apart from these: that it takes the place of another
    would tell that there is a name which is not shown.
    """
    keys = [character for word in asked if not fold(word).isascii() for character in word]
    folded = [key for word in asked if (key := fold(word)) and key.isascii()]
    like = Q()
    for key in folded:
        like |= Q(word__trigram_similar=key)
    others = set(NameWord.objects.filter(like).values_list("word", flat=True)) if folded else set()
    for key in folded:
        alike = sorted(others - {key}, key=lambda other: -similarity(key, other))
        keys += [key, *alike[:MOST_LIKE_A_WORD]]
    return keys
