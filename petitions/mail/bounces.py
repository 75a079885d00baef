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
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from campaign.privacy.encryption import digest
from petitions import periods
from petitions.addresses import canonical, mailboxes
from petitions.mail import delivery_status, messages
from petitions.mail.delivery_status import Report, Verdict
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


class Reader(NamedTuple):
    """A reader who follows by email. Another app knows them. key: what only the emails to this reader are bound to."""

    address: str
    key: bytes
    end: Callable[[], None]


type FindReader = Callable[[int], Reader | None]

READER = 0xFFFFFF  # in the place of an update: the number before it is a reader's
_find_readers: list[FindReader] = []


def register_readers(find: FindReader) -> None:
    """find: takes the number of a reader. None if there is no such reader any more."""
    _find_readers.append(find)


# --- Tokens --------------------------------------------------------------------------------------------------


def make_token(signature: Signature, seed: str, at: datetime, *, update: int = 0) -> str:
    """The token of an email: letters and digits. seed: tells the emails about one signature apart."""
    return _make(signature.pk, update, _key(signature), seed, at)


def make_reader_token(number: int, key: bytes, seed: str, at: datetime) -> str:
    """The token of an email to a reader. number: by which the registered function finds the reader."""
    return _make(number, READER, b"reader " + key, seed, at)


def _make(number: int, update: int, key: bytes, seed: str, at: datetime) -> str:
    content = b"".join(
        (
            number.to_bytes(6),
            update.to_bytes(3),
            _day(at.astimezone(UTC).date()).to_bytes(2),
            digest("bounce-nonce", seed)[:3],
        )
    )
    tag = _tag(content, key)
    return b32encode(tag + _mask(content, tag)).decode().lower()


class _Opened(NamedTuple):
    """What a token says. Nothing of it is proven yet."""

    tag: bytes
    content: bytes
    number: int
    update: int
    day: int


def _open(token: str) -> _Opened | None:
    """None if it is too old."""
    raw = b32decode(token.upper())
    tag = raw[:TAG]
    content = _mask(raw[TAG:], tag)
    number, update, day = map(int.from_bytes, (content[:6], content[6:9], content[9:11]))
    age = _day(timezone.now().astimezone(UTC).date()) - day
    if not -1 <= age <= periods.BOUNCE_REPORT.days:  # -1: the clocks of two machines at midnight
        return None
    return _Opened(tag, content, number, update, day)


def find_email(token: str) -> Sent | None:
    """None if it is forged, too old, or of a signature that is erased."""
    opened = _open(token)
    if opened is None:
        return None
    signature = Signature.objects.filter(pk=opened.number).first()
    if signature is None or not _is_bound_to(opened, _key(signature)):
        return None
    return Sent(signature, opened.update, date.fromordinal(EPOCH.toordinal() + opened.day))


def find_reader(token: str) -> Reader | None:
    """None if it is forged, too old, or of someone who follows nothing any more."""
    opened = _open(token)
    if opened is None or opened.update != READER:
        return None
    found = filter(None, (find(opened.number) for find in _find_readers))
    return next((each for each in found if _is_bound_to(opened, b"reader " + each.key)), None)


def _key(signature: Signature) -> bytes:
    return bytes(signature.email_digest)


def _is_bound_to(opened: _Opened, key: bytes) -> bool:
    return hmac.compare_digest(opened.tag, _tag(opened.content, key))


def _day(on: date) -> int:
    return (on - EPOCH).days


def _tag(content: bytes, key: bytes) -> bytes:
    return digest("bounce-tag", content.hex(), key.hex())[:TAG]


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
    found = list(dict.fromkeys(token.lower() for token in _TOKEN.findall(read.text)))
    candidates = found[:MOST_TOKENS]
    if reader := next(filter(None, map(find_reader, candidates)), None):
        return _of_reader(read, reader)
    sent = next(filter(None, map(find_email, candidates)), None)
    if sent is None:
        return Outcome.UNPROVEN
    if read.verdict is not Verdict.NO_MAILBOX or not _is_about(
        read.recipients, sent.signature.email
    ):
        return Outcome.NOT_FINAL
    if _has_answered(sent):
        return Outcome.UNPROVEN
    _record(sent)
    return Outcome.NO_MAILBOX


def _of_reader(read: Report, reader: Reader) -> Outcome:
    if read.verdict is not Verdict.NO_MAILBOX or not _is_about(read.recipients, reader.address):
        return Outcome.NOT_FINAL
    reader.end()
    return Outcome.NO_MAILBOX


def _is_about(recipients: Iterable[str], address: str | None) -> bool:
    """Whether the report names who we wrote to, or no one. A mailbox that exists may forward to one that does not."""
    named = set(map(_mailbox, recipients))
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
