"""Encrypts personal data, and makes keyed digests that can be compared but not read.

The keys are outside the database (PII_KEYS), so a stolen dump shows nothing. Digests have a key too (PEPPER):
without it no one can try a list of addresses against them. Each use has its own purpose, so no one can match
the digests of two tables, or of one address on two petitions.

A ciphertext is bound to its purpose and its row, as the associated data of AES-GCM. Moved to another row or column it
opens nothing. So no one who can write to the database can have a secret opened on a page that they may see.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from typing import Any, override

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, models
from django.db.models.query_utils import DeferredAttribute

PREFIX = (
    "encrypted:"  # of every encrypted text, so that logs can mask it (campaign/privacy/logs.py)
)
NONCE_BYTES = 12

type Key = (
    str | int | bytes | memoryview
)  # what identifies a row; without a zero byte, if it is text


@cache
def _ciphers() -> list[AESGCM]:
    """Of each key of PII_KEYS: what it encrypts with is derived from it, so that it serves this alone."""
    keys = map(urlsafe_b64decode, settings.PII_KEYS)
    return [AESGCM(hmac.digest(key, b"aes-256-gcm", "sha256")) for key in keys]


def _context(purpose: str, row: tuple[Key, ...]) -> bytes:
    parts = (str(each) if isinstance(each, str | int) else bytes(each).hex() for each in row)
    return "\0".join((purpose, *parts)).encode()


def encrypt(text: str, purpose: str, *row: Key) -> str:
    """Encrypted with the first key of PII_KEYS, for this purpose in this row alone."""
    return PREFIX + urlsafe_b64encode(encrypt_bytes(text.encode(), purpose, *row)).decode()


def decrypt(encrypted: str, purpose: str, *row: Key) -> str:
    """Raises ValueError if no key of PII_KEYS fits, or if it was encrypted for another purpose or row."""
    if not encrypted.startswith(PREFIX):
        raise ValueError("Not encrypted.")
    content = urlsafe_b64decode(encrypted.removeprefix(PREFIX).encode("ascii"))
    return decrypt_bytes(content, purpose, *row).decode()


def encrypt_bytes(content: bytes, purpose: str, *row: Key) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _ciphers()[0].encrypt(nonce, content, _context(purpose, row))


def decrypt_bytes(encrypted: bytes | memoryview, purpose: str, *row: Key) -> bytes:
    """Raises ValueError if no key of PII_KEYS fits, or if it was encrypted for another purpose or row."""
    encrypted, context = bytes(encrypted), _context(purpose, row)
    nonce, rest = encrypted[:NONCE_BYTES], encrypted[NONCE_BYTES:]
    for cipher in _ciphers() if len(nonce) == NONCE_BYTES else ():
        try:
            return cipher.decrypt(nonce, rest, context)
        except InvalidTag:
            continue
    raise ValueError("Encrypted with a key that is not in PII_KEYS, or for another row.")


def digest(purpose: str, *parts: str) -> bytes:
    """32 bytes: an HMAC of the parts, for this purpose only.

    The message has the length of every part, so ("ab", "c") and ("a", "bc") give different digests.
    """
    message = b""  # every signing makes ten of them, so this is written to be quick
    for part in (purpose, *parts):
        data = part.encode()
        message += len(data).to_bytes(4) + data
    return hmac.digest(settings.PEPPER.encode(), message, "sha256")


# --- In models ---------------------------------------------------------------------------------------------


class Encrypted(str):
    """A value of an `EncryptedTextField` as the database has it."""

    __slots__ = ()


class _DecryptedAttribute(DeferredAttribute):
    """Decrypts a value when it is first asked for. Only then is its row known."""

    field: "EncryptedTextField"

    @override
    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Encrypted):
            value = self.field.decrypt(value, *self.field.row_of(instance))
            self.__set__(instance, value)
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField[Any, Any]):
    """Text that is encrypted in the database and plain in Python. It cannot be searched or sorted.

    It is written by saving its object, which knows the row. `values()` gives it as the database has it.

    row: the fields that identify its row. They are known before the row is inserted, and never change.
    """

    descriptor_class = _DecryptedAttribute

    def __init__(self, *args: Any, row: tuple[str, ...] = ("pk",), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row

    def row_of(self, instance: models.Model) -> list[Key]:
        return [getattr(instance, name) for name in self.row]

    def encrypt(self, text: str, *row: Key) -> str:
        """For a statement in SQL. row: the values of `self.row`."""
        return Encrypted(encrypt(text, self._purpose, *row))

    def decrypt(self, encrypted: str, *row: Key) -> str:
        return decrypt(encrypted, self._purpose, *row)

    @property
    def _purpose(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    @override
    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        text = super().pre_save(model_instance, add)
        return self.encrypt(text, *self.row_of(model_instance)) if text else text

    @override
    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if value and not isinstance(value, Encrypted):
            raise TypeError(f"{self} is encrypted for its row: save the object.")
        return super().get_db_prep_save(value, connection)

    @override
    def get_prep_value(self, value: Any) -> Any:
        """For a comparison. It is compared with nothing but the empty text, and no statement carries it."""
        if value is None:
            return None
        return str(value) if value == "" or isinstance(value, Encrypted) else PREFIX

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return Encrypted(value) if value else value


def encrypted_field(model: type[models.Model], name: str) -> EncryptedTextField:
    """For a statement in SQL."""
    field = model._meta.get_field(name)
    if not isinstance(field, EncryptedTextField):
        raise TypeError(f"{field} is not encrypted.")
    return field


class EarlyKey(models.BigAutoField[Any, Any]):
    """A primary key. A row with encrypted text gets it before it is inserted, since the text is bound to it.

    The database and the migrations do not tell it from a BigAutoField.
    """

    @override
    def get_pk_value_on_save(self, instance: models.Model) -> Any:
        fields = instance._meta.concrete_fields
        if any(isinstance(f, EncryptedTextField) and getattr(instance, f.attname) for f in fields):
            table = connection.ops.quote_name(instance._meta.db_table)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT nextval(pg_get_serial_sequence(%s, %s))", [table, self.column]
                )
                return cursor.fetchone()[0]
        return super().get_pk_value_on_save(instance)

    @override
    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.BigAutoField", args, kwargs
