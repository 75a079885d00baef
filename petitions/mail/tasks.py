"""The jobs that send emails to signers."""

from procrastinate.contrib.django import app

from campaign.run.jobs import LAST, MAIL, UPDATES, continuous, scheduled
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


@scheduled("* * * * * */10", "send-updates", queue=UPDATES, priority=LAST)
def send_updates() -> None:
    """Send some batches of the updates that staff have started. The next run continues where this one ends."""
    updates.send_batches(seconds=9)


@scheduled("*/5 * * * *", "send-reminders", queue=UPDATES, priority=LAST)
def send_reminders() -> None:
    """Send some of the reminders that are due. The next run continues where this one ends."""
    reminders.send_due(seconds=25)


@app.task(name="preview-update", queue=MAIL, retry=BackOff())
def preview_update(*, update: int, user: int) -> None:
    """Send a copy to the member of staff who asked for it, if both still exist."""
    updates.send_preview(update, user)
