"""The jobs that make dossiers and erase old ones."""

from campaign.run.jobs import DOSSIERS, LAST, scheduled
from petitions.handover import dossier


@scheduled("* * * * * */10", "make-dossiers", queue=DOSSIERS, priority=LAST)
def make_dossiers() -> None:
    """Make the dossiers that staff have asked for."""
    dossier.build_requested()


@scheduled("31 * * * *", "erase-dossiers")
def erase_dossiers() -> None:
    """Erase dossiers whose time is over."""
    dossier.erase_old()
