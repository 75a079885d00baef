"""The secrets in mails: made from a seed, stored as digests alone, each for one purpose and a time."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Self

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from campaign.privacy.encryption import digest
from campaign.text import codes
from petitions.models import MailedToken, Signature

CONFIRM_LIVES = timedelta(days=7)
STOP_LIVES = timedelta(days=400)
BATCH = 1_000  # rows at a time, in forgetting

Purpose = MailedToken.Purpose


@dataclass(frozen=True, slots=True)
class Mailed:
    """The two forms of one mail's secret, as they stand in the mail; they are stored nowhere.

    They are worked out from a random seed that waits in the queue with the mail, so a mail that has to
    be sent again is the same mail. Without PEPPER nobody can work them out, and the seed goes with the
    job.
    """

    token: str = field(repr=False)  # 144 bits, for the link
    code: str = field(repr=False)  # 40 bits, for typing, with few tries

    @classmethod
    def of(cls, seed: str) -> Self:
        return cls(
            format_code(digest("mailed-token", seed)),
            codes.format_code(digest("mailed-code", seed)[:8]),
        )


def new() -> str:
    return format_code(secrets.token_bytes(18))


def format_code(secret: bytes) -> str:
    """24 letters: with them, the link in a mail fits on a line that no mail programme breaks."""
    return urlsafe_b64encode(secret[:18]).decode()


def token_digest(purpose: Purpose, token: str) -> bytes:
    return digest(f"{purpose}-token", token)


def code_digest(mailbox: str, code: str) -> bytes:
    return digest("confirm-code", mailbox, code)


def is_issued(mailed: Mailed, purpose: Purpose = Purpose.CONFIRM) -> bool:
    return MailedToken.objects.filter(digest=token_digest(purpose, mailed.token)).exists()


def issue_confirmation(
    mailed: Mailed,
    signatures: Iterable[Signature],
    mailbox: str,
    ends: datetime | None = None,
) -> MailedToken:
    """Make a mail's secret good from now on, also when the mail is sent a second time.

    ends: for a reminder, which prolongs nothing.
    """
    expires_at = ends or Now() + CONFIRM_LIVES
    row, _made = MailedToken.objects.update_or_create(
        digest=token_digest(Purpose.CONFIRM, mailed.token),
        defaults={"expires_at": expires_at},
        create_defaults={
            "code_digest": code_digest(mailbox, mailed.code),
            "purpose": Purpose.CONFIRM,
            "expires_at": expires_at,
        },
    )
    row.signatures.set(signatures)
    return row


def issue_mine(
    mailed: Mailed, lives: timedelta, signatures: Iterable[Signature], address: str
) -> None:
    """The same for a link to one's own page, which knows the address."""
    row, _made = MailedToken.objects.update_or_create(
        digest=token_digest(Purpose.MINE, mailed.token),
        defaults={"expires_at": Now() + lives},
        create_defaults={
            "purpose": Purpose.MINE,
            "address": address,
            "expires_at": Now() + lives,
        },
    )
    row.signatures.set(signatures)


def issue(
    purpose: Purpose,
    lives: timedelta,
    signatures: Iterable[Signature] = (),
    *,
    address: str | None = None,
) -> str:
    """A new token that is good for `lives` from now on."""
    token = new()
    with transaction.atomic():
        row = MailedToken.objects.create(
            digest=token_digest(purpose, token),
            purpose=purpose,
            address=address,
            expires_at=Now() + lives,
        )
        row.signatures.set(signatures)
    return token


def issue_stops(signatures: Iterable[Signature]) -> dict[int, str]:
    """For each counted signature, by id, the token that stops its updates, good for STOP_LIVES from now.

    It is worked out from the signature's receipt, so that all mails to one signer hold the same link.
    """
    made = {
        signature.pk: format_code(
            digest("stop-token", str(signature.pk), bytes(signature.receipt or b"").hex())
        )
        for signature in signatures
    }
    digests = {pk: token_digest(Purpose.STOP, token) for pk, token in made.items()}
    MailedToken.objects.bulk_create(
        [
            MailedToken(digest=each, purpose=Purpose.STOP, expires_at=Now() + STOP_LIVES)
            for each in digests.values()
        ],
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["expires_at"],
    )
    through = MailedToken.signatures.through
    through.objects.bulk_create(
        [through(mailedtoken_id=each, signature_id=pk) for pk, each in digests.items()],
        ignore_conflicts=True,
    )
    return made


def live(purpose: Purpose) -> QuerySet[MailedToken]:
    """By the database's clock, as everything here that ends by itself."""
    return MailedToken.objects.filter(purpose=purpose, expires_at__gt=Now())


def row_of(purpose: Purpose, token: str) -> MailedToken | None:
    return live(purpose).filter(digest=token_digest(purpose, token)).first()


def signatures_behind(purpose: Purpose, token: str, *, lock: bool = False) -> list[Signature]:
    """The signatures that a token is about; none if it is not, or no longer, good."""
    signatures = (
        Signature.objects.filter(
            tokens__in=live(purpose).filter(digest=token_digest(purpose, token))
        )
        .select_related("petition__addressee")
        # The order in which signing locks the rows of one address, or two might wait for each other.
        .order_by("petition_id", "pk")
    )
    if lock:
        # The signatures alone, and with their keys: no link is added to one that is being erased.
        signatures = signatures.select_for_update(of=("self",))
    return list(signatures)


def forget_spent(go_on: Callable[[], bool]) -> None:
    """Those whose time is over, in short transactions, as long as `go_on` says so."""
    spent = MailedToken.objects.filter(expires_at__lte=Now()).order_by("expires_at")
    while go_on() and (batch := list(spent.values_list("pk", flat=True)[:BATCH])):
        MailedToken.objects.filter(pk__in=batch).delete()
