"""The job that compares addresses after an edit of an address rule."""

from campaign.run.jobs import LAST, scheduled
from petitions.addresses import twins


@scheduled("23 * * * *", "find-twins", priority=LAST)
def find_twins() -> None:
    """Find signatures that an edited address rule shows to be of one mailbox."""
    twins.search()
