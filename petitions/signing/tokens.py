"""The secrets in emails: links and codes. Each has one purpose and an end; only its digests are stored."""

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet
from django.db.models.functions import Now

from campaign.privacy.encryption import EncryptedTextField, digest
from campaign.run.prepared import run_prepared
from campaign.text import codes
from petitions import periods
from petitions.addresses import canonical
from petitions.models import MailedToken, Signature
from petitions.signing import known_petitions

BATCH = 1_000  # rows deleted at a time

Purpose = MailedToken.Purpose


@dataclass(frozen=True, slots=True)
class MailSecret:
    """The two forms of one email's secret, as the email shows them. They are stored nowhere.

    They are derived from a random seed that waits in the intake or with a job. So an email that has to be
    sent again is the same email. Without PEPPER no one can derive them, and the seed is deleted when the email
    has left.
    """

    token: str = field(repr=False)  # 144 bits, for the link
    code: str = field(repr=False)  # 40 bits, for typing, with few tries

    @classmethod
    def from_seed(cls, seed: str) -> Self:
        return cls(
            _encode(digest("mailed-token", seed)),
            codes.format_code(digest("mailed-code", seed)[:8]),
        )


def new_token() -> str:
    return _encode(secrets.token_bytes(18))


def _encode(secret: bytes) -> str:
    """24 letters: with them, the link fits on a line that no email program breaks."""
    return urlsafe_b64encode(secret[:18]).decode()


def token_digest(purpose: Purpose, token: str) -> bytes:
    return digest(f"{purpose}-token", token)


def code_digest(mailbox: str, code: str) -> bytes:
    return digest("confirm-code", mailbox, code)


def is_issued(secret: MailSecret, purpose: Purpose) -> bool:
    """Whether the email with this secret has had its turn, so that its token is stored."""
    return MailedToken.objects.filter(digest=token_digest(purpose, secret.token)).exists()


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The secret of an email that asks to confirm signatures.

    address: its code is stored under it. ends: for a reminder, which extends nothing.
    """

    secret: MailSecret
    signatures: Sequence[Signature]
    address: str = field(repr=False)
    ends: datetime | None = None


def issue_confirmations(confirmations: Sequence[Confirmation]) -> list[MailedToken]:
    """Make the secrets of emails valid from now on, also when an email is sent a second time."""
    rules = canonical.current_rules()
    issued = MailedToken.objects.bulk_create(
        [
            MailedToken(
                digest=token_digest(Purpose.CONFIRM, each.secret.token),
                code_digest=code_digest(
                    canonical.canonicalise(each.address, rules), each.secret.code
                ),
                purpose=Purpose.CONFIRM,
                expires_at=each.ends or Now() + periods.CONFIRMATION_LINK,
            )
            for each in confirmations
        ],
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["expires_at"],
    )
    attach(
        (bytes(row.digest), each.signatures)
        for row, each in zip(issued, confirmations, strict=True)
    )
    return issued


def issue_told(told: Iterable[tuple[MailSecret, Sequence[Signature]]]) -> None:
    """Remember for periods.ONE_EMAIL that an email tells the signer of these that they have signed."""
    digests = [(token_digest(Purpose.TOLD, secret.token), about) for secret, about in told]
    MailedToken.objects.bulk_create(
        [
            MailedToken(digest=each, purpose=Purpose.TOLD, expires_at=Now() + periods.ONE_EMAIL)
            for each, _about in digests
        ],
        update_conflicts=True,
        unique_fields=["digest"],
        update_fields=["expires_at"],
    )
    attach(digests)


_NEW_LINKS = """
SELECT link.signature_id, token.purpose FROM petitions_mailedtoken_signatures AS link
JOIN petitions_mailedtoken AS token ON link.mailedtoken_id = token.digest
WHERE link.signature_id = ANY(%s) AND (
    token.purpose = 'confirm' AND token.expires_at > statement_timestamp() + make_interval(secs => %s)
    OR token.purpose = 'told' AND token.expires_at > statement_timestamp()
)
"""


def with_new_links(signatures: Iterable[Signature]) -> set[tuple[int, Purpose]]:
    """The ids of those that a token of the last periods.ONE_EMAIL is about, each with its purpose: CONFIRM or TOLD."""
    ids = [each.pk for each in signatures]
    with connection.cursor() as cursor:
        lives = periods.CONFIRMATION_LINK - periods.ONE_EMAIL
        cursor.execute(_NEW_LINKS, [ids, lives.total_seconds()])
        return {(pk, Purpose(purpose)) for pk, purpose in cursor.fetchall()}


def attach(links: Iterable[tuple[bytes, Iterable[Signature]]]) -> None:
    """Let links that were emailed before confirm these signatures too. Pairs of a token's digest and signatures."""
    through = MailedToken.signatures.through
    through.objects.bulk_create(
        [
            through(mailedtoken_id=digest, signature_id=signature.pk)
            for digest, signatures in links
            for signature in signatures
        ],
        ignore_conflicts=True,
    )


def issue_own_page(secret: MailSecret, signatures: Iterable[Signature], address: str) -> None:
    """Make the secret of a link to a signer's own page valid from now on. Its row stores the encrypted address.

    signatures: all those of the address. Only marks of them are stored. So a dump does not join them.
    """
    marks = sorted(own_page_mark(bytes(each.email_digest)) for each in signatures)
    MailedToken.objects.update_or_create(
        digest=token_digest(Purpose.MINE, secret.token),
        defaults={"expires_at": Now() + periods.OWN_PAGE_LINK},
        create_defaults={
            "purpose": Purpose.MINE,
            "address": address,
            "marks": marks,
            "expires_at": Now() + periods.OWN_PAGE_LINK,
        },
    )


def own_page_mark(email_digest: bytes) -> bytes:
    """By this an erasure finds the links to the own page that shows the signature with this digest."""
    return digest("own-page", email_digest.hex())


def forget_addresses(email_digests: Iterable[bytes]) -> None:
    """After these signatures were erased: erase the address of each link to an own page on which nothing is left.

    The link stays for its day. The page then says that nothing is left.
    """
    marks = [own_page_mark(each) for each in email_digests]
    links = MailedToken.objects.filter(
        purpose=Purpose.MINE, marks__overlap=marks, address__isnull=False
    )
    ended = [
        link.pk
        for link in links
        if link.address and not canonical.signatures_by_address(link.address).exists()
    ]
    MailedToken.objects.filter(pk__in=ended).update(address=None)


def issue_stop_tokens(signatures: Iterable[Signature]) -> dict[int, str]:
    """By signature id, the token that stops the updates to it, valid for periods.STOP_LINK from now on.

    It is derived from the signature's receipt, so that all emails to one signer have the same link.
    """
    issued = {
        signature.pk: _encode(
            digest("stop-token", str(signature.pk), bytes(signature.receipt or b"").hex())
        )
        for signature in signatures
    }
    digests = {pk: token_digest(Purpose.STOP, token) for pk, token in issued.items()}
    MailedToken.objects.bulk_create(
        [
            MailedToken(digest=each, purpose=Purpose.STOP, expires_at=Now() + periods.STOP_LINK)
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
    return issued


def valid_tokens(purpose: Purpose) -> QuerySet[MailedToken]:
    """Tokens that have not ended yet, by the database's clock, as for everything here that ends by itself."""
    return MailedToken.objects.filter(purpose=purpose, expires_at__gt=Now())


def find_token(purpose: Purpose, token: str) -> MailedToken | None:
    """Its row; None if it is not, or no longer, valid."""
    return valid_tokens(purpose).filter(digest=token_digest(purpose, token)).first()


_FIELDS = Signature._meta.concrete_fields
_NAMES = [each.attname for each in _FIELDS]
_BEHIND = f"""
SELECT {", ".join(f'signature."{each.column}"' for each in _FIELDS)} FROM petitions_mailedtoken AS token
JOIN petitions_mailedtoken_signatures AS link ON link.mailedtoken_id = token.digest
JOIN petitions_signature AS signature ON signature.id = link.signature_id
WHERE token.digest = %s AND token.purpose = %s AND token.expires_at > statement_timestamp()
ORDER BY signature.petition_id, signature.id
"""  # noqa: S608  the names of columns
_ENCRYPTED = [
    (number, each) for number, each in enumerate(_FIELDS) if isinstance(each, EncryptedTextField)
]


def signatures_behind(purpose: Purpose, token: str, *, lock: bool = False) -> list[Signature]:
    """The signatures of a token with their petitions; none if it is not, or no longer, valid.

    They are in the order in which all code locks them. Every signer comes here twice, and the ORM takes longer than
    Postgres to write this statement and read its rows.
    """
    # With their keys: no link can be added to a signature that is being erased.
    sql = _BEHIND + ("FOR UPDATE OF signature" if lock else "")
    rows = run_prepared(sql, [token_digest(purpose, token), purpose.value])
    signatures = [_from_row(row) for row in rows]
    petitions = known_petitions.by_id(each.petition_id for each in signatures)
    for signature in signatures:
        signature.petition = petitions[signature.petition_id]
    return signatures


def _from_row(row: Sequence[Any]) -> Signature:
    values = list(row)
    for number, column in _ENCRYPTED:
        values[number] = column.from_db_value(values[number])
    return Signature.from_db(DEFAULT_DB_ALIAS, _NAMES, values)


def delete_expired(go_on: Callable[[], bool]) -> None:
    """Delete tokens that have ended, in short transactions, as long as `go_on` returns True."""
    ended = MailedToken.objects.filter(expires_at__lte=Now()).order_by("expires_at")
    while go_on() and (batch := list(ended.values_list("pk", flat=True)[:BATCH])):
        MailedToken.objects.filter(pk__in=batch).delete()
