"""The link that shows what an address follows. It is sent to the address when someone asks for it, and ends after a day.

The link in each weekly email stops the emails and shows nothing: people forward emails. It asks for this one. The pass in
it holds the number of a row and is worth nothing without the stop link, as with the pass of a reader outside
(campaign/preview_links).
"""

from django.core.mail import EmailMessage
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.utils import translation
from procrastinate.contrib.django import app

from followers.following import content, messages
from followers.models import Follower
from petitions import periods
from petitions.addresses import canonical, mailboxes
from petitions.addresses.mailboxes import Turn

PASSES = TimestampSigner(salt="follows")


def ask(follower: Follower) -> None:
    """Queue the email. It goes to the address that follows, whoever asks."""
    app.configure_task("follows-mail", allow_unknown=False).defer(follower=follower.pk)


def send(pk: int) -> None:
    """Send the email of a job, unless nothing is followed any more or the mailbox had its share today."""
    follower = Follower.objects.filter(pk=pk).first()
    if follower is None:
        return
    stored = content.read(follower)
    with translation.override(stored.language):
        if message := _enter(follower, stored.address):
            message.send()


@transaction.atomic
def _enter(follower: Follower, address: str) -> EmailMessage | None:
    mailbox = canonical.canonicalise(address, canonical.current_rules())
    if mailboxes.take_turn(mailbox) is not Turn.NOW:
        return None
    token = content.stop_token(follower)
    return messages.what_is_followed(address, token, make_pass(follower))


def make_pass(follower: Follower) -> str:
    return PASSES.sign(str(follower.pk))


def is_pass(follower: Follower, typed: str) -> bool:
    """Whether this is a pass of this follower that is not too old."""
    try:
        return PASSES.unsign(typed, max_age=periods.FOLLOWS_LINK) == str(follower.pk)
    except BadSignature:  # also one that has expired
        return False
