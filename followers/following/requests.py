"""Asking to follow something, and confirming it from the mailbox.

What must hold:

- The form's view does the same for every address: it queues one job and reads nothing of followers. Only the owner of the
  mailbox learns whether it follows already.
- The form cannot mail strangers at scale: a mailbox gets no more than its share of all our emails
  (petitions/addresses/mailboxes.py), one email a day about the same, and no more once some are unanswered. Networks, small
  domains, and the emails about one person or petition have limits too.
- Only the button follows, because mail scanners open every link.
"""

import json
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from campaign.privacy import erasure_log
from campaign.privacy.encryption import decrypt, encrypt
from campaign.web.models import Use
from campaign.web.rate_limits import Buckets, Owner
from followers.following import content, messages, stopping, subjects
from followers.following.subjects import Shown, Subject
from followers.models import FollowRequest
from petitions import periods
from petitions.addresses import canonical, domains, mailboxes
from petitions.addresses.mailboxes import Turn
from petitions.mail.messages import tomorrow
from petitions.mail.queue import Later
from petitions.signing.tokens import MailSecret

JOB = "follow-mail.encrypted_address"  # what the job's content is bound to, with its seed
MOST_UNANSWERED = 5  # emails to a mailbox within periods.FOLLOW_LINK that no one acted on


@dataclass(frozen=True, slots=True)
class Asked:
    """What someone asked for. address: from `canonical.clean_address`."""

    address: str = field(repr=False)
    subject: Subject
    language: str

    def to_text(self) -> str:
        return content.padded(json.dumps([self.address, str(self.subject), self.language]))

    @classmethod
    def from_text(cls, text: str) -> "Asked":
        address, subject, language = json.loads(text)
        parsed = Subject.parse(subject)
        if parsed is None:
            raise ValueError("It names nothing that can be followed.")
        return cls(address, parsed, language)

    @property
    def mailbox(self) -> str:
        return canonical.canonicalise(self.address, canonical.current_rules())


def ask(asked: Asked) -> None:
    """Queue the email, without looking whether the address follows anything."""
    seed = secrets.token_hex(32)
    app.configure_task("follow-mail", allow_unknown=False).defer(
        encrypted_address=encrypt(asked.to_text(), JOB, seed),
        seed=seed,
        mailbox=mailboxes.digests(asked.mailbox)[0].hex(),  # by which an erasure finds it
    )


# --- The email ---------------------------------------------------------------------------------------------


def send(encrypted: str, seed: str) -> None:
    """Send the email of a job, unless it may not go out. Raises Later if the time for it has not come."""
    if not encrypted:
        return  # erased while the job waited
    asked = Asked.from_text(decrypt(encrypted, JOB, seed))
    with translation.override(asked.language):
        if message := _enter(asked, seed):
            message.send()


@transaction.atomic
def _enter(asked: Asked, seed: str) -> EmailMessage | None:
    """Enter the email as sent. None if it may not go out."""
    shown = subjects.public([asked.subject]).get(asked.subject)
    if shown is None:
        return None
    content.lock_mailbox(asked.address)
    token = MailSecret.from_seed(seed).token
    key = content.token_digest("confirm", token)
    waiting = list(_valid(content.requests_of(asked.address)))
    had_its_turn = key in {bytes(each.digest) for each in waiting}
    if not had_its_turn and not _may_be_sent(asked, waiting):
        return None
    turn = mailboxes.take_turn(asked.mailbox, had_its_turn=had_its_turn)
    if turn is Turn.TOMORROW:
        raise Later(tomorrow())
    if turn is not Turn.NOW:
        return None
    if not had_its_turn:
        _store(asked, key)
    return _message(asked, shown, token, seed)


def _may_be_sent(asked: Asked, waiting: list[FollowRequest]) -> bool:
    """waiting: the emails of the last days to this mailbox. Raises Later if a limit is reached."""
    unanswered = [each for each in waiting if each.content]
    if len(unanswered) >= MOST_UNANSWERED:
        return False
    today = [each for each in unanswered if each.asked_on == _today()]
    if any(Asked.from_text(each.content).subject == asked.subject for each in today):
        return False
    _take_room(asked)
    return True


def _take_room(asked: Asked) -> None:
    """Take a token of the limits of emails. Raises Later if one of them has none."""
    owners = [Owner.known(Use.FOLLOWED, str(asked.subject))]
    domain = domains.address_domain(asked.address)
    if not domains.is_known_provider(domain, canonical.current_rules()):
        owners.append(Owner.known(Use.EMAILS, domains.registrable_domain(domain)))
    buckets = Buckets(owners)
    if full := [owner for owner in owners if not buckets.has_room(owner)]:
        wait = max(map(buckets.seconds_until_room, full))
        raise Later(timezone.now() + timedelta(seconds=wait))
    for owner in owners:
        buckets.take(owner)
    buckets.save()


def _store(asked: Asked, key: bytes) -> None:
    mailbox = content.mailbox_digests("follow-request", asked.address)[0]
    row = FollowRequest(digest=key, mailbox=mailbox, asked_on=_today())
    row.content = asked.to_text()
    row.save(force_insert=True)


def _message(asked: Asked, shown: Shown, token: str, seed: str) -> EmailMessage:
    for follower in content.followers_at(asked.address):
        if content.read(follower).follows_subject(shown.subject):
            stop = content.stop_token(follower)
            return messages.already_following(shown, asked.address, stop, seed)
    return messages.confirmation(shown, asked.address, token, seed)


# --- The link ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Behind:
    """What a link is about. shown: None once it was confirmed."""

    shown: Shown | None


def find(token: str) -> Behind | None:
    """None if the link is wrong, too old, refused, or about what is no longer public. It changes nothing."""
    row = _of_token(token).first()
    if row is None:
        return None
    if not row.content:
        return Behind(None)
    subject = Asked.from_text(row.content).subject
    shown = subjects.public([subject]).get(subject)
    return Behind(shown) if shown else None


def confirm(token: str) -> bool:
    """Follow what the link is about. Twice is the same as once. Returns whether the link works."""
    with transaction.atomic():
        row = _lock(token)
        behind = find(token)
        if row is None or behind is None:
            return False
        if behind.shown:
            _follow(Asked.from_text(row.content), behind.shown.subject)
            row.content = ""
            row.save(update_fields=["content"])
    return True


def _follow(asked: Asked, subject: Subject) -> None:
    today = _today()
    content.add(asked.address, asked.language, subject, edition=monday(today), today=today)
    mailboxes.clear_unanswered(asked.mailbox)


def refuse(token: str) -> bool:
    """“It was not me”: this mailbox gets no email from us again. Returns whether the link works."""
    with transaction.atomic():
        row = _lock(token)
        if row is None or not row.content:
            return False
        asked = Asked.from_text(row.content)
        blocked = mailboxes.block(asked.mailbox)
        erasure_log.append(erasure_log.BLOCKED, blocked, timezone.now())
        stopping.stop_everything(asked.address)
        return True


def _valid(rows: QuerySet[FollowRequest]) -> QuerySet[FollowRequest]:
    return rows.filter(asked_on__gte=_today() - periods.FOLLOW_LINK)


def _of_token(token: str) -> QuerySet[FollowRequest]:
    return _valid(FollowRequest.objects.filter(digest=content.token_digest("confirm", token)))


def _lock(token: str) -> FollowRequest | None:
    """Lock its mailbox, then the row: the order of all code here. None if the link does not work."""
    row = _of_token(token).first()
    if row is None or not row.content:
        return row
    content.lock_mailbox(Asked.from_text(row.content).address)
    return _of_token(token).select_for_update().first()


def erase_expired() -> None:
    """Erase what no one confirmed in time, with the address."""
    FollowRequest.objects.filter(asked_on__lt=_today() - periods.FOLLOW_LINK).delete()


def _today() -> date:
    return timezone.now().date()  # UTC


def monday(day: date) -> date:
    """The day of the edition of its week."""
    return day - timedelta(days=day.weekday())
