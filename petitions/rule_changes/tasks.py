"""The job that applies a changed address rule to earlier signatures."""

from campaign.run.jobs import FIRST, scheduled
from petitions.rule_changes import apply


@scheduled("* * * * * */10", "reread", priority=FIRST)
def reread() -> None:
    """Work through some batches of the change. The next run goes on where this one ends."""
    apply.work(seconds=8)
