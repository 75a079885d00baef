"""The jobs of followers. Procrastinate looks for jobs in this module."""

from procrastinate.contrib.django import app

from campaign.run.jobs import FIRST, MAIL, continuous, scheduled
from followers.following import counts, requests, seeing, stopping, weekly
from petitions.mail.queue import BackOff


@app.task(name="follow-mail", queue=MAIL, retry=BackOff())
def follow_mail(*, encrypted_address: str, seed: str, mailbox: str) -> None:
    """Answer the form. mailbox: the digest by which an erasure finds this job."""
    requests.send(encrypted_address, seed)


@app.task(name="follows-mail", queue=MAIL, retry=BackOff())
def follows_mail(*, follower: int) -> None:
    """Send the link that shows what someone follows."""
    seeing.send(follower)


# It has a mail server and a thread of its own, as updates to signers have: nothing else waits for it.
@continuous("send-weekly-news", idle=20 * 60)
def send_weekly_news() -> bool:
    """On Mondays, send some of the emails with the news of the week."""
    return weekly.send_batches(seconds=10)


@scheduled("29 * * * *", "erase-unconfirmed-follows", priority=FIRST)
def erase_unconfirmed_follows() -> None:
    """Erase what someone asked to follow and no one confirmed."""
    requests.erase_expired()


@scheduled("13 3 * * *", "count-followers")
def count_followers() -> None:
    """Count followers, once a day."""
    counts.refresh()


@scheduled("41 2 * * *", "replay-stopped-follows")
def replay_stopped_follows() -> None:
    """Stop follows again if someone restored a backup and forgot to."""
    stopping.replay_if_restored()
