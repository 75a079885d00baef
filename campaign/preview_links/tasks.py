"""The job of links for readers outside."""

from campaign.preview_links import links
from campaign.run.jobs import scheduled


@scheduled("47 3 * * *", "delete-old-preview-links")
def delete_old_preview_links() -> None:
    """Delete links that ended 90 days ago, with the names of their recipients and all comments."""
    links.delete_old()
