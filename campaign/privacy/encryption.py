"""Personal data at rest: sealed text, and digests that can be compared but not read.

Sealed text is encrypted with keys that live outside the database (PII_KEYS), so a stolen dump holds
nothing to read. Digests are keyed as well (PEPPER): without the key nobody can try a list of addresses
against them. Each use has a purpose of its own, so that digests of two tables, or of one address on two
petitions, cannot be matched against each other.
"""

import hashlib
import hmac
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


@cache
def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.PII_KEYS])


def encrypt(text: str) -> str:
    return encrypt_bytes(text.encode()).decode("ascii")


def decrypt(sealed: str) -> str:
    """The text again. Raises ValueError where no key of PII_KEYS fits."""
    return decrypt_bytes(sealed.encode("ascii")).decode()


def encrypt_bytes(content: bytes) -> bytes:
    return _keys().encrypt(content)


def decrypt_bytes(sealed: bytes) -> bytes:
    """The bytes again. Raises ValueError where no key of PII_KEYS fits."""
    try:
        return _keys().decrypt(sealed)
    except InvalidToken:
        # Neither the sealed text nor a key belongs in a traceback.
        raise ValueError("Sealed with a key that is not in PII_KEYS.") from None


def digest(purpose: str, *parts: str) -> bytes:
    """32 bytes that stand for the parts, for this purpose alone.

    Every part goes in with its length, so that ("ab", "c") and ("a", "bc") differ.
    """
    message = b"".join(
        len(data).to_bytes(4) + data for data in (part.encode() for part in (purpose, *parts))
    )
    return hmac.digest(settings.PEPPER.encode(), message, hashlib.sha256)


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]  # generic in the stubs alone
    """Text that is encrypted in the database and plain in Python; it cannot be searched or sorted."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return decrypt(value) if value else value
