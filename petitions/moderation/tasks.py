"""The jobs that invalidate signatures and raise alerts."""

from campaign.run.jobs import FIRST, scheduled
from petitions.moderation import alerts, invalidations


@scheduled("* * * * * */10", "invalidate", priority=FIRST)
def invalidate() -> None:
    """Work through some batches of the invalidations that staff have started. The next run continues."""
    invalidations.run_batches(seconds=8)


@scheduled("*/10 * * * *", "send-alerts")
def send_alerts() -> None:
    """Email new alerts to ADMINS."""
    alerts.email_new_alerts()
    alerts.delete_expired()
