"""The rows of the CSV export: each signature as its signer chose to be shown, never an email address."""

from collections.abc import Generator
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from campaign.web import downloads
from petitions.models import Signature, Visibility
from profiles.models.references import reference

CHUNK_SIZE = 2_000  # rows fetched at a time


class Row(NamedTuple):
    petition: str
    name: str
    country: str
    shown_as: str
    state: str
    signed_on: str
    confirmed_on: str
    signed_for: str


HEADER = Row._fields


def signature_rows(signatures: QuerySet[Signature]) -> Generator[Row]:
    """One row for each signature, all as of one moment. A server-side cursor keeps few of them in memory.

    Read it to the end, or close it: until then it keeps a transaction open.
    """
    with transaction.atomic():
        downloads.allow_slow_readers()
        needed = signatures.select_related("petition").only(
            "petition__slug", "name", "initials", "country", "visibility", "state", "signed_at", "confirmed_at",
            "signed_for",
        )  # fmt: skip
        for signature in needed.iterator(chunk_size=CHUNK_SIZE):
            yield signature_row(signature)


def signature_row(signature: Signature) -> Row:
    shown = signature.visibility != Visibility.COUNTED
    return Row(
        petition=signature.petition.slug,
        name=signature.shown_name,
        country=str(signature.country) if shown else "",
        shown_as=signature.visibility,
        state=signature.state,
        signed_on=f"{signature.signed_at:%Y-%m-%d}",
        confirmed_on=f"{signature.confirmed_at:%Y-%m-%d}" if signature.confirmed_at else "",
        signed_for=reference(signature.signed_for_id) if signature.signed_for_id else "",
    )
