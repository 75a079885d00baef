"""Weekly emails that come back (petitions/mail/bounces.py reads the reports): the follows of that mailbox end."""

from datetime import datetime
from functools import partial

from django.db import transaction

from followers.following import content, stopping
from followers.models import Follower
from petitions.addresses import canonical, mailboxes
from petitions.mail import bounces
from petitions.mail.bounces import Reader


def make_token(follower: Follower, at: datetime) -> str:
    """The name by which an email is known if it comes back."""
    return bounces.make_reader_token(
        follower.pk, bytes(follower.digest), f"weekly {at:%Y-%m-%d}", at
    )


def find_reader(pk: int) -> Reader | None:
    follower = Follower.objects.filter(pk=pk).first()
    if follower is None:
        return None
    address = content.read(follower).address
    return Reader(address, bytes(follower.digest), partial(end, address))


def end(address: str) -> None:
    """This mailbox does not exist."""
    with transaction.atomic():
        stopping.stop_everything(address)
        mailboxes.mark_bounced([canonical.canonicalise(address, canonical.current_rules())])
