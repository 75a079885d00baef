"""Marks that signatures were erased: a restored backup must not bring their signers back.

An erasure leaves two. One is of the signature, with the day: all that was signed before that day is erased. The other one is
of what was erased, with the moment at which it was signed: on the day itself it is erased, and what the same person signs
later that day is not. No mark says at what time of the day someone withdrew. So no one can match the marks with the lines of
the log. They expire when no backup can be older (periods.BACKUP).
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import NamedTuple

from campaign.privacy.encryption import digest
from petitions.models import Erasure


class Signed(NamedTuple):
    """What may have been erased: the digest of a signature, and when it was signed."""

    email_digest: bytes
    at: datetime

    @property
    def day_mark(self) -> bytes:
        return digest("erased", self.email_digest.hex())

    @property
    def own_mark(self) -> bytes:
        return digest("erased-one", self.email_digest.hex(), self.at.astimezone(UTC).isoformat())


def find(wanted: Iterable[Signed]) -> dict[bytes, date]:
    """The marks that there are of these, with their days, for `is_erased`."""
    marks = {mark for each in wanted for mark in (each.day_mark, each.own_mark)}
    found = Erasure.objects.filter(digest__in=list(marks)).values_list("digest", "erased_on")
    return {bytes(mark): day for mark, day in found}


def is_erased(signed: Signed, marks: Mapping[bytes, date]) -> bool:
    day = marks.get(signed.day_mark)
    if day is None:
        return False
    return signed.at.astimezone(UTC).date() < day or signed.own_mark in marks
