"""The jobs of the site itself."""

from django.contrib.sessions.models import Session
from django.utils import timezone

from campaign.images import orphans
from campaign.run import jobs
from campaign.run.jobs import scheduled

__all__ = ["delete_old_sessions", "delete_orphan_pictures", "jobs"]


@scheduled("41 3 * * *", "delete-old-sessions")
def delete_old_sessions() -> None:
    """Delete staff sessions that have ended. They open nothing, but they show who was here."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


@scheduled("51 3 * * *", "delete-orphan-pictures")
def delete_orphan_pictures() -> None:
    """Delete the files of pictures that no row names any more."""
    orphans.delete_orphans()
