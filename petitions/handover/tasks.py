"""The jobs that make dossiers, and erase old ones."""

from campaign.run.jobs import DOSSIERS, LAST, scheduled
from petitions.handover import dossiers


@scheduled("* * * * * */10", "make-dossiers", queue=DOSSIERS, priority=LAST)
def make_dossiers() -> None:
    """Make the dossiers that staff have asked for."""
    dossiers.build_requested()


@scheduled("31 * * * *", "erase-dossiers")
def erase_dossiers() -> None:
    """Erase dossiers whose time is over."""
    dossiers.erase_expired()
