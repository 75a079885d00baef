"""The scheduled jobs of the count."""

from campaign.run.jobs import FIRST, scheduled
from petitions.counting import goals, published_figures, tallies


@scheduled("* * * * * */10", "fold-counts", priority=FIRST)
def fold_counts() -> None:
    """Fold the ledger into the tallies, and store the goals that were reached."""
    tallies.fold_all()
    goals.record_reached()


@scheduled("2 * * * *", "publish-figures", priority=FIRST)
def publish_figures() -> None:
    """Move the published figures once a day: just after midnight UTC, or later if the worker was stopped then."""
    published_figures.publish()
