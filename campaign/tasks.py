"""The scheduled jobs of the site itself, and of the packages that all apps share."""

from campaign.accounts import tasks as accounts
from campaign.activity import tasks as activity
from campaign.autosave import tasks as autosave
from campaign.collaboration import tasks as collaboration
from campaign.images import orphans
from campaign.preview_links import tasks as preview_links
from campaign.run import jobs
from campaign.run.jobs import scheduled
from campaign.site_closing import tasks as site_closing
from campaign.working_versions import tasks as working_versions

__all__ = [
    "accounts",
    "activity",
    "autosave",
    "collaboration",
    "delete_orphan_pictures",
    "jobs",
    "preview_links",
    "site_closing",
    "working_versions",
]


@scheduled("51 3 * * *", "delete-orphan-pictures")
def delete_orphan_pictures() -> None:
    """Delete picture files that belong to no row."""
    orphans.delete_orphans()
