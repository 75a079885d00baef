"""The job that compares what this machine knows of the site's state with the database."""

from campaign.run.jobs import scheduled
from campaign.site_closing import state_file


@scheduled("* * * * *", "compare-site-state")
def compare_site_state() -> None:
    """Make the file with the state of the site say what the database says."""
    state_file.compare_with_row()
