"""Working versions: what staff have changed in something public, and have not published yet."""

from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.publishing.workflow import Publishable

USER = settings.AUTH_USER_MODEL


class WorkingVersionQuerySet(models.QuerySet["WorkingVersion"]):
    def about(self, item: models.Model) -> Self:
        return self.filter(subject=item._meta.label_lower, subject_pk=item.pk)

    def scheduled(self) -> Self:
        return self.filter(publish_at__isnull=False)

    def failed(self) -> Self:
        return self.filter(failed_at__isnull=False)


class WorkingVersion(models.Model):
    """The next text of a public item. Only keeping.py and publishing.py write it.

    It names the item as the history does, by model and number, and the database deletes it with the item. Encrypted
    columns stay encrypted in `changes`. No public page reads this table.
    """

    subject = models.CharField(max_length=60)  # "news.newsitem"
    subject_pk = models.BigIntegerField()
    # A list, in the order of writing: {"table", "row", "before", "after"}, as in the history (campaign/history/models.py).
    changes = models.JSONField()
    why = models.CharField(max_length=300, blank=True)
    revision = models.BigIntegerField(default=1)  # tells each kept text from every other
    created_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")  # of the last change
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField()
    publish_at = models.DateTimeField(_("publish the changes on"), null=True)
    scheduled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    # When it was due and could not be published. It waits for staff since.
    failed_at = models.DateTimeField(null=True)

    objects = WorkingVersionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("working version")
        verbose_name_plural = _("working versions")
        constraints = (
            models.UniqueConstraint(
                name="one_working_version_of_an_item", fields=["subject", "subject_pk"]
            ),
            models.CheckConstraint(
                name="working_version_is_scheduled_by_someone",
                condition=Q(publish_at=None, scheduled_by=None)
                | Q(publish_at__isnull=False, scheduled_by__isnull=False),
            ),
            models.CheckConstraint(
                name="working_version_that_failed_is_not_scheduled",
                condition=Q(failed_at=None) | Q(publish_at=None),
            ),
        )
        indexes = (
            models.Index(
                fields=["publish_at"],
                name="working_version_due",
                condition=Q(publish_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_pk}"

    @property
    def seen(self) -> str:
        """Tells this text from every other, for whoever has looked at it."""
        return f"{self.pk} {self.revision}"

    @property
    def model(self) -> type[Publishable]:
        model: Any = apps.get_model(self.subject)
        return model  # type: ignore[no-any-return]

    def item(self) -> Publishable | None:
        return self.model._default_manager.filter(pk=self.subject_pk).first()

    @property
    def text_version(self) -> int:
        """For a review (campaign/publishing/reviews.py)."""
        return self.revision
