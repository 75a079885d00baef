"""The jobs that ask others to confirm the heads: witnesses, and the time stamp authority."""

from campaign.run.jobs import LAST, scheduled
from petitions.checkpoints import time_stamps, witnesses


@scheduled("*/10 * * * *", "ask-witnesses", priority=LAST, lock="ask-witnesses")
def ask_witnesses() -> None:
    """Ask the witnesses to sign new heads."""
    witnesses.ask_all()


@scheduled("*/10 * * * *", "ask-time-stamps", priority=LAST, lock="ask-time-stamps")
def ask_time_stamps() -> None:
    """Ask for time stamps on new heads and dossiers."""
    time_stamps.ask_all()
