"""Encrypts personal data, and makes keyed digests that can be compared but not read.

The keys are outside the database (PII_KEYS), so a stolen dump shows nothing. Digests have a key too (PEPPER):
without it no one can try a list of addresses against them. Each use has its own purpose, so no one can match
the digests of two tables, or of one address on two petitions.
"""

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
    """A Fernet token, encrypted with the first key of PII_KEYS."""
    return encrypt_bytes(text.encode()).decode("ascii")


def decrypt(token: str) -> str:
    """The text of a token. Raises ValueError if no key of PII_KEYS fits."""
    return decrypt_bytes(token.encode("ascii")).decode()


def encrypt_bytes(content: bytes) -> bytes:
    return _keys().encrypt(content)


def decrypt_bytes(token: bytes) -> bytes:
    """The content of a token. Raises ValueError if no key of PII_KEYS fits."""
    try:
        return _keys().decrypt(token)
    except InvalidToken:
        # `from None` keeps the token and the keys out of the traceback.
        raise ValueError("Encrypted with a key that is not in PII_KEYS.") from None


def digest(purpose: str, *parts: str) -> bytes:
    """32 bytes: an HMAC of the parts, for this purpose only.

    The message has the length of every part, so ("ab", "c") and ("a", "bc") give different digests.
    """
    message = b""  # every signing makes ten of them, so this is written to be quick
    for part in (purpose, *parts):
        data = part.encode()
        message += len(data).to_bytes(4) + data
    return hmac.digest(settings.PEPPER.encode(), message, "sha256")


class EncryptedTextField(models.TextField[Any, Any]):
    """Text that is encrypted in the database and plain in Python. It cannot be searched or sorted."""

    def get_prep_value(self, value: str | None) -> str | None:
        text: str | None = super().get_prep_value(value)
        return encrypt(text) if text else text

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return decrypt(value) if value else value
