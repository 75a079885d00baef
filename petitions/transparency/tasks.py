"""The jobs that publish the log and check the count."""

from campaign.run.jobs import FIRST, scheduled
from petitions.transparency import count_audit, gaps, log


@scheduled("12 * * * *", "publish-heads", priority=FIRST)
def publish_heads() -> None:
    """Publish the heads of the logs once a day: soon after midnight UTC, or later if the worker was stopped then.

    Every hour it compares the logs with the heads that were published.
    """
    gaps.look_for_problems()
    log.publish_due_heads()


@scheduled("11 3 * * *", "check-count")
def check_count() -> None:
    """Compare the count and the log with the signatures."""
    count_audit.check()
