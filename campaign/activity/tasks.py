"""The jobs that keep the heads of the activity log, and verify it."""

from campaign.activity import heads_file, verify
from campaign.run.jobs import FIRST, scheduled


@scheduled("* * * * *", "keep-activity-head", priority=FIRST)
def keep_activity_head() -> None:
    """Add the newest head of the activity log to its file in HEADS_FOLDER."""
    heads_file.keep_newest()


@scheduled("21 3 * * *", "check-activity")
def check_activity() -> None:
    """Verify the activity log. If it was changed, the desk and ADMINS are told."""
    verify.check()
