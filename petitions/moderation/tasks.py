"""The jobs that invalidate signatures and raise alerts."""

from campaign.run.jobs import FIRST, scheduled
from petitions.moderation import alerts, invalidation


@scheduled("* * * * * */10", "invalidate", priority=FIRST)
def invalidate() -> None:
    """Work through some batches of what staff have started. The next run goes on where this one ends."""
    invalidation.run_batches(seconds=8)


@scheduled("*/10 * * * *", "send-alerts")
def send_alerts() -> None:
    """Email new alerts to ADMINS."""
    alerts.send_new()
    alerts.delete_old()
