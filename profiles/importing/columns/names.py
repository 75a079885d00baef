"""Names in a cell: which language and script, and how several of them stand in one cell of our own files.

Aygül Misal                        by its letters Uyghur in Latin script
kk-Latn: Nurlan Mysal              with its language, where the letters do not tell
kk-Latn/maiden: Nurlan Mysal       and its kind
"""

import re
import unicodedata

from campaign.text import clean
from profiles.importing.columns import values
from profiles.models import Name
from profiles.models.vocabulary import NameKind, NameLanguage

LONGEST = 120
_TAG = re.compile(
    rf"(?:({'|'.join(NameLanguage.values)})(?:/({'|'.join(NameKind.values)}))?|"
    rf"({'|'.join(NameKind.values)})):\s*(.+)",
    re.DOTALL,
)
# By the script that the first letter's name in Unicode begins with; the first language of each is guessed.
_LANGUAGES = {
    "ARABIC": ("ug-Arab", "kk-Arab"),
    "CJK": ("zh-Hans",),
    "CYRILLIC": ("kk-Cyrl", "ug-Cyrl", "ky-Cyrl", "tt-Cyrl"),
    "LATIN": ("ug-Latn", "zh-Latn-pinyin", "kk-Latn", "uz-Latn", "en"),
}


def languages(name: str) -> tuple[str, ...]:
    """Those that are written in its letters, the likeliest first."""
    for letter in filter(str.isalpha, name):
        script = unicodedata.name(letter, "").split()[0]
        if script in _LANGUAGES:
            return _LANGUAGES[script]
    return ("ug-Latn",)


def read(cell: str, *, language: str = "", kind: str = "") -> tuple[str, str, str]:
    """Text, language and kind. Raises ValidationError if nobody can be called so."""
    match = _TAG.fullmatch(cell)
    if match:
        language, kind = match[1] or language, match[2] or match[3] or kind
    name = clean.clean_name(values.line(match[4] if match else cell, LONGEST))
    fitting = languages(name)
    if language not in fitting and not (match and match[1]):
        language = fitting[0]
    return name, language, kind or NameKind.PRIMARY


def write(name: Name, *, language: str = "", kind: str = NameKind.PRIMARY) -> str:
    """As short as `read`, given the same, understands it."""
    plain = (name.text, name.language, name.kind)
    if not _TAG.fullmatch(name.text) and read(name.text, language=language, kind=kind) == plain:
        return name.text
    return f"{name.language}/{name.kind}: {name.text}"
