"""The jobs that send emails to signers."""

from procrastinate.contrib.django import app

from campaign.run.jobs import LAST, MAIL, UPDATES, scheduled
from petitions.mail import messages, reminders, updates
from petitions.mail.queue import BackOff
from petitions.moderation.screening import Origin


@app.task(name="signing-mail", queue=MAIL, retry=BackOff())
def signing_mail(
    *,
    signatures: list[tuple[int, str]],
    encrypted_address: str,
    seed: str,
    language: str,
    came_from: list[str] | None = None,
) -> None:
    """Answer one signing. signatures: petition id and digest (in hexadecimal) of each."""
    messages.send_signing_mail(
        messages.SigningJob(
            signatures=[(petition, bytes.fromhex(digest)) for petition, digest in signatures],
            encrypted_address=encrypted_address,
            seed=seed,
            language=language,
            came_from=Origin(*came_from) if came_from else None,
        )
    )


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
