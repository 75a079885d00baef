"""The jobs for signers: sending the link to their page, and erasing data whose time is over."""

import time

from procrastinate.contrib.django import app

from campaign.run.jobs import FIRST, MAIL, scheduled
from campaign.web import rate_limits
from petitions.addresses import mailboxes
from petitions.mail.queue import BackOff
from petitions.moderation import screening
from petitions.signers import access_log, erasure, my_signatures, retention, unconfirmed


@app.task(name="mine-mail", queue=MAIL, retry=BackOff())
def mine_mail(*, encrypted_address: str, seed: str, language: str, mailbox: str) -> None:
    """Answer a request for the link. mailbox: the digest by which an erasure finds this job."""
    my_signatures.send_link(encrypted_address, seed, language)


@scheduled("17 * * * *", "erase-unconfirmed", priority=FIRST)
def erase_unconfirmed() -> None:
    """Erase unconfirmed signatures, ended links, old traces, full buckets and old lines of the access log."""
    unconfirmed.erase_expired()
    mailboxes.erase_expired()
    rate_limits.delete_expired()
    screening.erase_expired_traces()
    access_log.erase_expired()


@scheduled("*/2 1-4 * * *", "erase-expired")
def erase_expired() -> None:
    """Erase signers' data at night, for no longer than a stopping worker may wait. The next run continues."""
    until = time.monotonic() + 25
    retention.erase_expired(lambda: time.monotonic() < until)


@scheduled("37 2 * * *", "replay-erasures")
def replay_erasures() -> None:
    """Repeat the erasures if someone restored a backup and forgot to. Delete the marks that no backup needs any more."""
    erasure.replay_if_restored()
    erasure.expire_marks()
