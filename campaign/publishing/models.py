"""Reviews: who asked whom to look at an item, and the answer."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from campaign.privacy.encryption import EncryptedTextField

USER = settings.AUTH_USER_MODEL


class ReviewQuerySet(models.QuerySet["Review"]):
    def unanswered(self) -> "ReviewQuerySet":
        return self.filter(answered_at=None)

    def about(self, item: Any) -> "ReviewQuerySet":
        """Those of one item, the newest first."""
        return self.filter(subject=item._meta.label_lower, subject_pk=item.pk).order_by("-pk")


class Review(models.Model):
    """A request to look at an item, and its answer. Only reviews.py writes it.

    It names the item as the history does, by model and number, so it fits everything that is published. The database
    deletes it with the item. The notes may name someone: they are encrypted, and in no email and no log.
    """

    class Answer(models.TextChoices):
        APPROVED = "approved", _("Approved")
        CHANGES = "changes", _("Changes wanted")
        DROPPED = "dropped", _("Taken back")

    subject = models.CharField(max_length=60)  # "news.newsitem"
    subject_pk = models.BigIntegerField()
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(
        USER, models.SET_NULL, null=True, related_name="+"
    )  # null: anyone who may publish it
    note = EncryptedTextField(blank=True)
    asked_at = models.DateTimeField(db_default=Now())
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answered_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")
    answer_note = EncryptedTextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    # The text that the answer is about: its newest change in the history (four_eyes.py).
    looked_at = models.BigIntegerField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["subject", "subject_pk", "-id"], name="review_of_item"),)
        constraints = (
            models.UniqueConstraint(
                name="review_one_open_of_an_item",
                fields=["subject", "subject_pk"],
                condition=Q(answered_at=None),
            ),
            models.CheckConstraint(
                name="review_answer_is_whole",
                condition=Q(answer="", answered_at=None, answered_by=None)
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="review_approves_what_was_looked_at",
                condition=~Q(answer="approved") | Q(looked_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_pk}, {self.get_answer_display()}"
