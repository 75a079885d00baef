"""The job that deletes old share pictures."""

from campaign.run.jobs import scheduled
from petitions.outreach import cards


@scheduled("18 * * * *", "delete-stale-petition-cards")
def delete_stale_petition_cards() -> None:
    """Delete share pictures of petitions that have changed or are no longer public."""
    cards.delete_stale()
