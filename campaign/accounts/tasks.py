"""The jobs about accounts of staff: their emails, and what is deleted after its time."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from campaign.accounts import browsers, emails, events, links, sessions
from campaign.run.jobs import FIRST, MAIL, scheduled

AGAIN = RetryStrategy(max_attempts=60, wait=30)  # a mail server may be down for half an hour


@app.task(name="email-staff", queue=MAIL, priority=FIRST, retry=AGAIN)
def email_staff(*, user: int, text: str, to: str = "") -> None:
    """Send an email to a member of staff."""
    emails.deliver(user, text, to)


@app.task(name="email-new-password-link", queue=MAIL, priority=FIRST)
def email_new_password_link(*, address: str) -> None:
    """Email a link for a new password to the accounts with this address, if there are any."""
    links.email_new_password_links(emails.address_of(address))


@scheduled("41 * * * *", "delete-expired-sessions")
def delete_expired_sessions() -> None:
    """Delete staff sessions and emailed links that have ended. No one can use them, but they show who logged in."""
    sessions.delete_expired()
    links.delete_expired()


@scheduled("43 3 * * *", "delete-old-log-in-records")
def delete_old_log_in_records() -> None:
    """Delete records of log-ins after a year, and browsers that were not used for half a year."""
    events.delete_expired()
    browsers.delete_expired()
