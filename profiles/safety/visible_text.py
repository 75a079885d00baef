"""What the eye reads in a text, for the search for names that must stay hidden (hidden_words.py).

Emphasis inside a word, an entity, an invisible character or a Cyrillic letter that looks like a Latin one leave a name
readable, but change its letters: Er*kin*, &#69;rkin, Еrkin.
"""

import re
import unicodedata

from campaign.text import markdown

# Characters without a shape: soft hyphens, zero-width spaces, marks of direction, blank letters.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
# Markdown between two letters, and entities. Elsewhere it ends a word, as a space does.
_MARKUP_IN_A_WORD = re.compile(r"\w[*_`\\\[\]<>]+\w|\w\[|[\])]\w|&#?\w+;")

_LATIN = "A-Za-z\u00c0-\u02af\u1e00-\u1eff"
_OTHERS = "\u0370-\u052f"  # Greek and Cyrillic
_MIXED_WORD = re.compile(rf"\w*(?:[{_LATIN}][{_OTHERS}]|[{_OTHERS}][{_LATIN}])\w*")
_LATIN_LETTER = re.compile(f"[{_LATIN}]")
_OTHER_LETTER = re.compile(f"[{_OTHERS}]")
_LATIN_OF_CYRILLIC = dict(
    zip(
        "АВСЕНІЈКМОРԚЅТѴԜХУҮаԁеһіјкмпоргԛѕстѵԝхуүӏӘәЇїЁёӦӧӒӓ",
        "ABCEHIJKMOPQSTVWXYYadehijkmnoprqsctvwxyylƏəÏïËëÖöÄä",
        strict=True,
    )
)
_LATIN_OF_GREEK = dict(
    zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹͿαγεηικνορτυχωϲϳ", "ABEZHIKMNOPTYXCJayenikvoptuxwcj", strict=True)
)
_TO_LATIN = str.maketrans(_LATIN_OF_CYRILLIC | _LATIN_OF_GREEK)
_TO_CYRILLIC = str.maketrans(
    {latin: cyrillic for cyrillic, latin in reversed(_LATIN_OF_CYRILLIC.items())}
)


def readings(text: str) -> str:
    """The text as it was typed, and as it looks once it is rendered, with each word in letters of one script."""
    typed = as_it_looks(text)
    if not _MARKUP_IN_A_WORD.search(typed):
        return typed
    return f"{typed}\n{as_it_looks(markdown.plain_text(text))}"


def as_it_looks(text: str) -> str:
    """Without invisible characters, and with each word in letters of one script."""
    if text.isascii():
        return text
    shown = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return _MIXED_WORD.sub(lambda word: _in_one_script(word[0]), shown)


def _in_one_script(word: str) -> str:
    """Replace look-alikes: by Latin letters, or by Cyrillic ones if only those make all letters of one script."""
    latin = word.translate(_TO_LATIN)
    cyrillic = word.translate(_TO_CYRILLIC)
    return cyrillic if _OTHER_LETTER.search(latin) and not _LATIN_LETTER.search(cyrillic) else latin
