"""The job that publishes working versions at their time."""

from django.utils import timezone

from campaign.run.jobs import scheduled
from campaign.working_versions import publishing
from campaign.working_versions.models import WorkingVersion


@scheduled("* * * * *", "publish-working-versions")
def publish_working_versions() -> None:
    """Publish the changes whose time has come. Each has a transaction of its own."""
    due = WorkingVersion.objects.filter(publish_at__lte=timezone.now()).order_by("publish_at")
    for pk in list(due.values_list("pk", flat=True)):
        publishing.publish_due(pk)
