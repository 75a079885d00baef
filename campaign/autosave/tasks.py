"""The job about unsaved work."""

from campaign.autosave import presence, storing
from campaign.run.jobs import scheduled


@scheduled("21 * * * *", "delete-old-unsaved-work")
def delete_old_unsaved_work() -> None:
    """Delete unsaved work after a week, and that of accounts and things that are gone."""
    storing.delete_expired()


@scheduled("*/10 * * * *", "delete-old-open-forms")
def delete_old_open_forms() -> None:
    """Forget who had which form open."""
    presence.delete_old()
