"""The job about unsaved work."""

from campaign.autosave import storing
from campaign.run.jobs import scheduled


@scheduled("21 * * * *", "delete-old-unsaved-work")
def delete_old_unsaved_work() -> None:
    """Delete unsaved work after a week, and that of accounts and things that are gone."""
    storing.delete_expired()
