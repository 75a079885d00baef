"""Remarks, owners and review days. Each names its item by model and number, as reviews do (campaign/publishing/models.py).

The database deletes them with the item (campaign/migrations/sql/collaboration.sql). What staff type here may name someone: it is
encrypted, and in no email and no log.
"""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from campaign.privacy.encryption import EncryptedTextField

USER = settings.AUTH_USER_MODEL


class AboutQuerySet[M: models.Model](models.QuerySet[M]):
    def about(self, item: Any) -> Self:
        """Those of one item."""
        return self.filter(subject=item._meta.label_lower, subject_pk=item.pk)


class About(models.Model):
    """Something about an item of the desk."""

    subject = models.CharField(max_length=60)  # "news.newsitem"
    subject_pk = models.BigIntegerField()

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_pk}"


class Remark(About):
    """A remark, or a reply to one. A thread is flat: every reply names its first remark, which alone is resolved."""

    text = EncryptedTextField(_("remark"))
    author = models.ForeignKey(USER, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(db_default=Now())
    addressed_to = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    reply_to = models.ForeignKey("self", models.CASCADE, null=True, related_name="replies")
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    objects = AboutQuerySet["Remark"].as_manager()

    class Meta(About.Meta):
        ordering = ("pk",)
        indexes = (
            models.Index(fields=["subject", "subject_pk"], name="remark_of_item"),
            models.Index(
                fields=["addressed_to"],
                name="remark_waiting_for",
                condition=Q(resolved_at=None, addressed_to__isnull=False),
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="remark_is_resolved_by_someone",
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="remark_reply_is_not_resolved",
                condition=Q(reply_to=None) | Q(resolved_at=None),
            ),
        )


class CaseOwner(About):
    """Who looks after an item. An account that is closed looks after nothing (`owners.py`)."""

    owner = models.ForeignKey(USER, models.CASCADE, related_name="+")
    since = models.DateTimeField(db_default=Now())

    objects = AboutQuerySet["CaseOwner"].as_manager()

    class Meta(About.Meta):
        constraints = (
            models.UniqueConstraint(fields=["subject", "subject_pk"], name="one_owner_of_an_item"),
        )


class ReviewDay(About):
    """The day on which someone looks at an item again. An item has one that is not done.

    reminded_at: the last email about it.
    """

    on = models.DateField(_("day"))
    colleague = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    why = EncryptedTextField(_("reason"), blank=True)
    set_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    reminded_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    objects = AboutQuerySet["ReviewDay"].as_manager()

    class Meta(About.Meta):
        ordering = ("on", "pk")
        indexes = (models.Index(fields=["on"], name="review_day_due", condition=Q(done_at=None)),)
        constraints = (
            models.UniqueConstraint(
                fields=["subject", "subject_pk"],
                name="one_review_day_of_an_item",
                condition=Q(done_at=None),
            ),
            models.CheckConstraint(
                name="review_day_is_done_by_someone",
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False),
            ),
        )
