"""What is encrypted of a follower, and how a follower is found by their address.

The address and all that it follows are one ciphertext. So the database alone joins no two follows, and it does not say
what anyone follows. The text is padded, so that its length does not say how much.
"""

import json
import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

from django.db import connection
from django.db.models import QuerySet

from campaign.privacy.encryption import digest
from followers.following.subjects import Subject
from followers.models import Follower, FollowRequest
from petitions.addresses import canonical
from petitions.signing.tokens import MailSecret

logger = logging.getLogger(__name__)

PADDED_TO = 1024  # characters, and multiples of it: an address and about eight follows


@dataclass(slots=True)
class Follow:
    """key: random, so that an erasure names this follow and no other. hidden_since: when its page was first found hidden."""

    subject: Subject
    since: date
    key: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)
    hidden_since: date | None = None

    def to_json(self) -> list[str]:
        hidden = self.hidden_since.isoformat() if self.hidden_since else ""
        return [str(self.subject), self.since.isoformat(), self.key, hidden]

    @classmethod
    def from_json(cls, stored: list[str]) -> Self:
        subject = Subject.parse(stored[0])
        if subject is None:
            raise ValueError("It names nothing that can be followed.")
        hidden = date.fromisoformat(stored[3]) if stored[3] else None
        return cls(subject, date.fromisoformat(stored[1]), stored[2], hidden)


@dataclass(slots=True)
class Content:
    """told_until: the news of the days before this one were sent, or will never be."""

    address: str = field(repr=False)
    language: str
    told_until: date
    follows: list[Follow]

    def to_text(self) -> str:
        stored = {
            "address": self.address,
            "language": self.language,
            "told_until": self.told_until.isoformat(),
            "follows": [each.to_json() for each in self.follows],
        }
        return padded(json.dumps(stored))

    @classmethod
    def from_text(cls, text: str) -> Self:
        stored: dict[str, Any] = json.loads(text)
        return cls(
            stored["address"],
            stored["language"],
            date.fromisoformat(stored["told_until"]),
            [Follow.from_json(each) for each in stored["follows"]],
        )

    def follows_subject(self, subject: Subject) -> bool:
        return any(each.subject == subject for each in self.follows)


def padded(text: str) -> str:
    return text.ljust(-(-len(text) // PADDED_TO) * PADDED_TO)


def read(follower: Follower) -> Content:
    """Raises ValueError if no key of PII_KEYS fits."""
    return Content.from_text(follower.content)


def read_all(followers: Iterable[Follower]) -> dict[int, Content]:
    """By their ids. One that no key opens is left out: it must not hold up all others."""
    found = {}
    for each in followers:
        try:
            found[each.pk] = read(each)
        except ValueError:
            logger.error("Follower %s cannot be decrypted. Is a key missing in PII_KEYS?", each.pk)
    return found


def stop_token(follower: Follower) -> str:
    """The token of the stop link. It is the same for as long as the address follows anything, and stored nowhere."""
    return MailSecret.from_seed(f"follow-stop {bytes(follower.digest).hex()}").token


def token_digest(purpose: str, token: str) -> bytes:
    """purpose: "confirm" or "stop"."""
    return digest(f"follow-{purpose}-token", token)


def mailbox_digests(table: str, address: str) -> list[bytes]:
    """All digests under which a table may have this mailbox. The first one is that of a new row."""
    forms = canonical.mailbox_forms(address, canonical.rule_history())
    return [digest(table, form) for form in forms]


def followers_at(address: str) -> QuerySet[Follower]:
    """Its row; more than one only if an edited address rule has made one mailbox of two."""
    return Follower.objects.filter(digest__in=mailbox_digests("follower", address)).order_by("pk")


def requests_of(address: str) -> QuerySet[FollowRequest]:
    return FollowRequest.objects.filter(mailbox__in=mailbox_digests("follow-request", address))


def lock_mailbox(address: str) -> None:
    """Until the end of the transaction no one else changes what this mailbox follows or has asked for."""
    key = int.from_bytes(mailbox_digests("follow-lock", address)[0][:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def add(address: str, language: str, subject: Subject, *, edition: date, today: date) -> None:
    """Let a locked mailbox follow this too."""
    follower = followers_at(address).select_for_update().first()
    if follower is None:
        follower = Follower(digest=mailbox_digests("follower", address)[0], edition=edition)
        follower.stop_digest = token_digest("stop", stop_token(follower))
        stored = Content(address, language, edition, [])
    else:
        stored = read(follower)
    stored.language = language
    if not stored.follows_subject(subject):
        stored.follows.append(Follow(subject, today))
    save(follower, stored)


def save(follower: Follower, stored: Content) -> None:
    follower.content = stored.to_text()
    follower.save()
