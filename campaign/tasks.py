"""The scheduled jobs of the site itself: old sessions, orphaned picture files, the activity log."""

from django.contrib.sessions.models import Session
from django.utils import timezone

from campaign.activity import tasks as activity
from campaign.images import orphans
from campaign.run import jobs
from campaign.run.jobs import scheduled

__all__ = ["activity", "delete_expired_sessions", "delete_orphan_pictures", "jobs"]


@scheduled("41 3 * * *", "delete-expired-sessions")
def delete_expired_sessions() -> None:
    """Delete expired staff sessions. No one can use them, but they show who logged in."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


@scheduled("51 3 * * *", "delete-orphan-pictures")
def delete_orphan_pictures() -> None:
    """Delete picture files that belong to no row."""
    orphans.delete_orphans()
