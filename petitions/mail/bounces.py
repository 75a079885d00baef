"""Mailboxes that do not exist: how an email is recognised that comes back, and what follows from it.

Other mail servers report late that they could not deliver an email, and anyone can forge such a report. So the
envelope sender of an email about a signature has a token if there is a BOUNCE_ADDRESS, and else its Message-ID. It
names the signature, the update and the day, masked, with a keyed digest of them and of the signature's own digest. A
report is taken only with a token that was made for a signature that still exists. No one can make or read a token
without PEPPER, and none tells whose it is. Others may see a Message-ID, in an answer to the email. So it is no token if
there is a BOUNCE_ADDRESS. A report about an email that the signer has answered is not taken.
"""

import hmac
import re
from base64 import b32decode, b32encode
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from campaign.privacy.encryption import digest
from petitions import periods
from petitions.addresses import canonical, mailboxes
from petitions.mail import delivery_status, messages
from petitions.mail.delivery_status import Verdict
from petitions.models import BounceReports, Kind, Signature, Update
from petitions.models.signature import lock_signatures

Outcome = BounceReports.Outcome

EPOCH = date(1970, 1, 1)
TAG = 11  # bytes; with the 14 of the content, 40 letters: a Message-ID fits on its line
# Message-ID and envelope sender have an @ behind it. Some mail servers change the case of letters.
_TOKEN = re.compile(r"(?<![a-z2-7])([a-z2-7]{40})@", re.IGNORECASE)
MOST_TOKENS = 50  # that are tried of one report


class Sent(NamedTuple):
    """The email that a token is of. update: 0 for one that asks to confirm a signature."""

    signature: Signature
    update: int
    on: date


# --- Tokens --------------------------------------------------------------------------------------------------


def make_token(signature: Signature, seed: str, at: datetime, *, update: int = 0) -> str:
    """The token of an email: letters and digits. seed: tells the emails about one signature apart."""
    content = b"".join(
        (
            signature.pk.to_bytes(6),
            update.to_bytes(3),
            _day(at.astimezone(UTC).date()).to_bytes(2),
            digest("bounce-nonce", seed)[:3],
        )
    )
    tag = _tag(content, signature)
    return b32encode(tag + _mask(content, tag)).decode().lower()


def find_email(token: str) -> Sent | None:
    """None if it is forged, too old, or of a signature that is erased."""
    raw = b32decode(token.upper())
    tag = raw[:TAG]
    content = _mask(raw[TAG:], tag)
    pk, update, day = (int.from_bytes(part) for part in (content[:6], content[6:9], content[9:11]))
    age = _day(timezone.now().astimezone(UTC).date()) - day
    if not -1 <= age <= periods.BOUNCE_REPORT.days:  # -1: the clocks of two machines at midnight
        return None
    signature = Signature.objects.filter(pk=pk).first()
    if signature is None or not hmac.compare_digest(tag, _tag(content, signature)):
        return None
    return Sent(signature, update, date.fromordinal(EPOCH.toordinal() + day))


def _day(on: date) -> int:
    return (on - EPOCH).days


def _tag(content: bytes, signature: Signature) -> bytes:
    return digest("bounce-tag", content.hex(), bytes(signature.email_digest).hex())[:TAG]


def _mask(content: bytes, tag: bytes) -> bytes:
    """Mask the content of a token, or unmask it. The tag depends on all of the content, so no mask serves twice."""
    mask = digest("bounce-mask", tag.hex())
    return bytes(one ^ other for one, other in zip(content, mask, strict=False))


# --- Reports -------------------------------------------------------------------------------------------------


def receive(report: bytes) -> Outcome:
    """Read an email that may be a report. Do what follows from it, and count it. The same report twice is as once."""
    with transaction.atomic():
        outcome = _receive(report)
        BounceReports.count(outcome)
    return outcome


def _receive(report: bytes) -> Outcome:
    read = delivery_status.read_report(report)
    if read is None:
        return Outcome.OTHER
    candidates = list(dict.fromkeys(token.lower() for token in _TOKEN.findall(read.text)))
    sent = next(filter(None, map(find_email, candidates[:MOST_TOKENS])), None)
    if sent is None:
        return Outcome.UNPROVEN
    if read.verdict is not Verdict.NO_MAILBOX or not _is_about(read.recipients, sent):
        return Outcome.NOT_FINAL
    if _has_answered(sent):
        return Outcome.UNPROVEN
    _record(sent)
    return Outcome.NO_MAILBOX


def _is_about(recipients: Iterable[str], sent: Sent) -> bool:
    """Whether the report names our signer, or no one. A mailbox that exists may forward to one that does not."""
    address, named = sent.signature.email, set(map(_mailbox, recipients))
    return not (address and named) or _mailbox(address) in named


def _has_answered(sent: Sent) -> bool:
    """Whether the signer confirmed since this email was sent, or on that day. Then the mailbox exists."""
    signature = sent.signature
    if signature.confirmed_at and not sent.update:
        return True
    moments = [signature.confirmed_at]
    if signature.email:
        same = canonical.signatures_by_address(signature.email)
        moments += same.order_by().values_list("confirmed_at", flat=True)
    return any(each and each.astimezone(UTC).date() >= sent.on for each in moments)


def _record(sent: Sent) -> None:
    """An email came back: its mailbox gets no more, and the signatures with this address say so."""
    # Locked in the order of all code: the update, the signatures, the mailbox.
    update = Update.objects.select_for_update().filter(pk=sent.update).first()
    address = sent.signature.email
    same = canonical.signatures_by_address(address) if address else Signature.objects.none()
    written_to = Q(pk__in=same.order_by().values("pk"), email__isnull=False)
    ids = Signature.objects.filter(written_to | Q(pk=sent.signature.pk)).values_list(
        "pk", flat=True
    )
    locked = lock_signatures(ids)
    if update and _is_news(sent, locked):
        Update.objects.filter(pk=update.pk).update(bounced=F("bounced") + 1)
    messages.record_outcome(
        [each for each in locked if each.confirmed_at is None], Kind.BOUNCED, "bounced_at"
    )
    _mark(each for each in locked if each.confirmed_at is not None)
    if address:
        mailboxes.mark_bounced([_mailbox(address)])


def _is_news(sent: Sent, locked: Iterable[Signature]) -> bool:
    """Whether no other report about this email has come."""
    known = next((each.bounced_at for each in locked if each.pk == sent.signature.pk), None)
    return known is None or known.astimezone(UTC).date() < sent.on


def mark_refused(signatures: Iterable[Signature]) -> None:
    """The mail server said at once that the mailboxes of these locked signers do not exist. They were sent an update."""
    signatures = list(signatures)
    _mark(signatures)
    mailboxes.mark_bounced({_mailbox(each.email) for each in signatures if each.email})


def _mark(signatures: Iterable[Signature]) -> None:
    """Note at confirmed signatures that an update did not reach them. The figures of signing are not about that."""
    ids = [each.pk for each in signatures]
    Signature.objects.filter(pk__in=ids).update(bounced_at=timezone.now())


def _mailbox(address: str) -> str:
    return canonical.canonicalise(address, canonical.current_rules())
