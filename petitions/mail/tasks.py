"""The jobs that send emails to signers."""

from procrastinate.contrib.django import app

from campaign.run.jobs import MAIL, continuous
from petitions.mail import reminders, signing_emails, updates
from petitions.mail.queue import BackOff
from petitions.signing import storing


@continuous("store-signings")
def store_signings() -> bool:
    """Make signatures of what the sign forms have accepted."""
    return storing.store_batch()


@continuous("email-signers")
def email_signers() -> bool:
    """Send the emails that ask to confirm a signature."""
    return signing_emails.send_batch()


# Bulk emails have a mail server and threads of their own: however slow that server is, nothing else waits for it.


@continuous("send-updates", idle=10)
def send_updates() -> bool:
    """Send some batches of the updates that staff have started."""
    return updates.send_batches(seconds=10)


@continuous("send-reminders", idle=300)
def send_reminders() -> bool:
    """Send some of the reminders that are due."""
    return reminders.send_due(seconds=10)


@app.task(name="preview-update", queue=MAIL, retry=BackOff())
def preview_update(*, update: int, user: int) -> None:
    """Send a copy to the member of staff who asked for it, if both still exist."""
    updates.send_preview(update, user)
