"""What the worker does for the site by itself."""

from django.contrib.sessions.models import Session
from django.utils import timezone
from procrastinate.contrib.django import app


@app.periodic(cron="41 3 * * *")
@app.task(name="forget-sessions", queue="upkeep", queueing_lock="forget-sessions")
def forget_sessions(timestamp: int) -> None:
    """Staff who logged out long ago: a session that has ended opens nothing, but tells who was here."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


@app.periodic(cron="51 3 * * *")
@app.task(name="sweep-pictures", queue="upkeep", queueing_lock="sweep-pictures")
def sweep_pictures(timestamp: int) -> None:
    """What was left on the disk of pictures that are deleted."""
    from campaign.images import orphans

    orphans.sweep()
