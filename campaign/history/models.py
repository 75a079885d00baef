"""The history: edits, and the changes of rows that each edit made."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Edit(models.Model):
    """One author's changes at one time, with a reason. Only triggers write it (campaign/history/changes.py)."""

    at = models.DateTimeField(db_default=Now())
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )  # null: by a command, an import or SQL
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.author or ''}".strip()


class Change(models.Model):
    """One row of the database before and after. An update stores only the columns that it changed."""

    edit = models.ForeignKey(Edit, models.CASCADE, related_name="changes")
    subject = models.CharField(
        max_length=60
    )  # the model whose history this belongs to: "profiles.detainee"
    subject_pk = models.BigIntegerField()
    moved_from = models.BigIntegerField(
        null=True
    )  # the primary key of the subject that the row belonged to before
    table = models.CharField(max_length=63)
    row = models.BigIntegerField()
    before = models.JSONField(null=True)  # None: the row was added
    after = models.JSONField(null=True)  # None: the row was deleted

    class Meta:
        default_permissions = ()
        ordering = ("pk",)
        indexes = (
            models.Index(fields=["subject", "subject_pk", "edit"], name="change_of_subject"),
            models.Index(
                fields=["subject", "moved_from"],
                name="change_moved_from",
                condition=models.Q(moved_from__isnull=False),
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="change_has_a_before_or_an_after",
                condition=models.Q(before__isnull=False) | models.Q(after__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.table} {self.row}"
