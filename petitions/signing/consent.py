"""The words somebody agreed to, kept as they stood beside the boxes.

A version is made of the words themselves, so that nobody can change them and forget to say so.
"""

import hashlib

from django.core.cache import cache

from petitions.models import ConsentText

KNOWN_FOR = 60 * 60  # seconds for which a process need not look whether the words are kept


def recorded(to_sign: str, to_updates: str, language: str) -> str:
    """The version of these words, which are kept from their first use on."""
    version = version_of(to_sign, to_updates)
    key = f"consent-{version}-{language}"
    if not cache.get(key):
        # Whoever comes second does nothing, and waits for no more than this one row.
        words = ConsentText(
            version=version, language=language, to_sign=to_sign, to_updates=to_updates
        )
        ConsentText.objects.bulk_create([words], ignore_conflicts=True)
        cache.set(key, True, KNOWN_FOR)
    return version


def version_of(to_sign: str, to_updates: str) -> str:
    return hashlib.sha256(f"{to_sign}\0{to_updates}".encode()).hexdigest()[:16]


def words_of(version: str, language: str) -> ConsentText | None:
    return ConsentText.objects.filter(version=version, language=language).first()
