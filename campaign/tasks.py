"""The jobs of the site itself."""

from django.contrib.sessions.models import Session
from django.utils import timezone

from campaign.images import orphans
from campaign.run import jobs
from campaign.run.jobs import scheduled

__all__ = ["forget_sessions", "jobs", "sweep_pictures"]


@scheduled("41 3 * * *", "forget-sessions")
def forget_sessions() -> None:
    """Delete staff sessions that have ended. They open nothing, but they show who was here."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


@scheduled("51 3 * * *", "sweep-pictures")
def sweep_pictures() -> None:
    """Delete the files of pictures that no row names any more."""
    orphans.delete_orphans()
