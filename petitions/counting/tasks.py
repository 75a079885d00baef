"""The scheduled job of the count."""

from campaign.run.jobs import FIRST, scheduled
from petitions.counting import goals, tallies


@scheduled("* * * * * */10", "fold-counts", priority=FIRST)
def fold_counts() -> None:
    """Fold the ledger into the tallies, and store the goals that were reached."""
    tallies.fold_all()
    goals.record_reached()
