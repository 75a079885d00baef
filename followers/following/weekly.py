"""The weekly email: on Mondays (UTC), all that was published before that day and has not been sent yet.

An email cannot be taken back. So it is entered before it leaves, in one transaction for a batch of followers: the day up
to which they have been told, and the edition. It is taken back only if the email certainly did not leave. A killed worker
leaves some followers without that week's news, and no one with two emails.

What could not go out on its Monday goes out with the next edition. So two emails are never less than six days apart.
"""

import time as clock
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation

from followers.following import bounced, content, messages, stopping, subjects
from followers.following.content import Content
from followers.following.subjects import Kind, Shown, Subject
from followers.models import Follower
from news.models import NewsItem
from petitions import periods
from petitions.addresses import canonical, mailboxes
from petitions.mail import smtp
from petitions.mail.smtp import SendOutcome

BATCH = 40  # followers: at most so many miss their email when a worker is killed
CONNECTIONS = 4  # connections to the mail server at once
PASSES = 3  # times on one Monday, for mailboxes whose provider says “not now”
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Entered:
    """A follower whose email is entered as sent. told_until: what was stored before."""

    follower: Follower
    told_until: date
    tries: int
    message: EmailMessage = field(repr=False)


def send_batches(seconds: float) -> bool:
    """Send the emails of today for about so many seconds. Returns whether more may be left for the next call.

    One call goes through the followers once. The next one begins with those whose provider said “not now”.
    """
    until = clock.monotonic() + seconds
    today = timezone.now().date()
    first = _waiting(today).first()
    if today.weekday() or first is None:
        return False
    with smtp.open_connections(CONNECTIONS, smtp.BULK) as connections:
        while connections and clock.monotonic() < until:
            entered = _enter_batch(today, first.tries)
            if entered is None:
                return False
            _send(entered, connections, today)
    return clock.monotonic() >= until


def _waiting(today: date) -> QuerySet[Follower]:
    return Follower.objects.filter(edition__lt=today, tries__lt=PASSES).order_by("tries", "pk")


def _send(entered: Sequence[Entered], connections: list[BaseEmailBackend], today: date) -> None:
    if not entered:
        return
    by_pk = {each.follower.pk: each for each in entered}
    outcomes = smtp.send_batch({pk: each.message for pk, each in by_pk.items()}, connections)
    for pk, outcome in outcomes.items():
        if outcome in {SendOutcome.NOT_NOW, SendOutcome.TURNED_AWAY, SendOutcome.UNTRIED}:
            _take_back(by_pk[pk], today, counts=outcome is SendOutcome.NOT_NOW)
        elif outcome is SendOutcome.NO_MAILBOX:
            bounced.end(content.read(by_pk[pk].follower).address)


def _take_back(entered: Entered, today: date, *, counts: bool) -> None:
    """Undo the entry of an email that certainly did not leave. After PASSES tries it waits for the next edition."""
    with transaction.atomic():
        follower = Follower.objects.filter(pk=entered.follower.pk).select_for_update().first()
        if follower is None:  # stopped meanwhile
            return
        stored = content.read(follower)
        stored.told_until = entered.told_until
        tries = entered.tries + counts
        follower.edition = today if tries >= PASSES else today - WEEK
        follower.tries = 0 if tries >= PASSES else tries
        content.save(follower, stored)


# --- Entering ----------------------------------------------------------------------------------------------


@transaction.atomic
def _enter_batch(today: date, tries: int) -> list[Entered] | None:
    """Enter the next followers as told. Returns those with news to send; None if no follower is left."""
    waiting = _waiting(today).filter(tries=tries).select_for_update(skip_locked=True)
    rows = list(waiting[:BATCH])
    if not rows:
        return None
    stored = content.read_all(rows)
    unreadable = [row.pk for row in rows if row.pk not in stored]
    if unreadable:
        Follower.objects.filter(pk__in=unreadable).update(edition=today)
    gone = _unreachable(stored.values())
    shown = subjects.public(follow.subject for each in stored.values() for follow in each.follows)
    news = _News.of(shown.values(), stored.values(), today)
    entered = []
    for row in rows:
        own = stored.get(row.pk)
        if own is None:
            continue
        if own.address in gone:
            stopping.end(row, lambda follow: True)
        elif each := _enter(row, own, shown, news, today):
            entered.append(each)
    return entered


def _enter(
    row: Follower, stored: Content, shown: Mapping[Subject, Shown], news: "_News", today: date
) -> Entered | None:
    items, told_until, tries = news.for_follower(stored, shown), stored.told_until, row.tries
    stored.told_until, row.edition, row.tries = today, today, 0
    if not _forget_hidden(stored, shown, today):
        row.delete()
        return None
    content.save(row, stored)
    if not items:
        return None
    with translation.override(stored.language):
        name = bounced.make_token(row, timezone.now())
        message = messages.weekly(items, stored.address, content.stop_token(row), name)
    return Entered(row, told_until, tries, message)


def _forget_hidden(stored: Content, shown: Mapping[Subject, Shown], today: date) -> bool:
    """Drop follows whose page has been hidden for long, without a word. Returns whether any is left."""
    for follow in stored.follows:
        is_hidden = follow.subject not in shown
        follow.hidden_since = (follow.hidden_since or today) if is_hidden else None
    limit = today - periods.HIDDEN_FOLLOW
    stored.follows = [
        each for each in stored.follows if not each.hidden_since or each.hidden_since > limit
    ]
    return bool(stored.follows)


def _unreachable(stored: Iterable[Content]) -> set[str]:
    """The addresses whose owners want no email, and those that do not exist."""
    rules = canonical.current_rules()
    mailbox_of = {each.address: canonical.canonicalise(each.address, rules) for each in stored}
    given = mailbox_of.values()
    out = mailboxes.blocked_among(given) | mailboxes.bounced_among(given)
    return {address for address, mailbox in mailbox_of.items() if mailbox in out}


# --- The news ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _News:
    """What was published before today, the newest first, and by what is followed the ids of what is about it."""

    items: list[NewsItem]
    about: dict[Subject, set[int]]

    @classmethod
    def of(cls, shown: Iterable[Shown], stored: Iterable[Content], today: date) -> "_News":
        since = min((each.told_until for each in stored), default=today)
        items = NewsItem.objects.published().filter(
            publish_at__gte=_begins(since), publish_at__lt=_begins(today)
        )
        about: dict[Subject, set[int]] = {}
        followed = {each.subject for each in shown}
        for kind, name in ((Kind.PERSON, "people"), (Kind.PETITION, "petitions")):
            pks = [each.pk for each in followed if each.kind == kind]
            rows = items.filter(**{f"{name}__in": pks}).order_by().values_list(name, "pk")
            for subject, item in rows:
                about.setdefault(Subject(kind, subject), set()).add(item)
        wanted = set().union(*about.values())
        return cls(list(items.filter(pk__in=wanted).order_by("-publish_at", "-pk")), about)

    def for_follower(self, stored: Content, shown: Mapping[Subject, Shown]) -> list[NewsItem]:
        """Each item once, however many of the followed it is about."""
        since: dict[int, date] = {}
        for follow in stored.follows:
            if now := shown.get(follow.subject):
                begins = max(follow.since, stored.told_until)
                for item in self.about.get(now.subject, ()):
                    since[item] = min(begins, since.get(item, begins))
        return [
            item
            for item in self.items
            if item.pk in since and item.publish_at and item.publish_at >= _begins(since[item.pk])
        ]


def _begins(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
