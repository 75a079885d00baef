"""The wording that signers agree to, stored as it was shown beside the boxes.

The version is a hash of the wording. So nobody can change the wording and forget to change the version.
"""

import hashlib

from petitions.models import ConsentText

CACHE_SECONDS = (
    60 * 60
)  # for which a process remembers the version, and so that its wording is stored


def record_wording(to_sign: str, to_updates: str, language: str) -> str:
    """Store this wording, unless it is stored already. Returns its version."""
    version = wording_version(to_sign, to_updates)
    # Of two at once the second does nothing, and waits for no more than this one row.
    wording = ConsentText(
        version=version, language=language, to_sign=to_sign, to_updates=to_updates
    )
    ConsentText.objects.bulk_create([wording], ignore_conflicts=True)
    return version


def wording_version(to_sign: str, to_updates: str) -> str:
    return hashlib.sha256(f"{to_sign}\0{to_updates}".encode()).hexdigest()[:16]


def find_wording(version: str, language: str) -> ConsentText | None:
    return ConsentText.objects.filter(version=version, language=language).first()
