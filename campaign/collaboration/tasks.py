"""The job about review days."""

from campaign.collaboration import review_days
from campaign.run.jobs import scheduled


@scheduled("12 6 * * *", "remind-of-review-days")
def remind_of_review_days() -> None:
    """Email staff whose review days have come."""
    review_days.remind()
