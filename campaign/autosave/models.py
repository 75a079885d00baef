"""The table of unsaved work."""

from django.conf import settings
from django.db import models

from campaign.privacy.encryption import EncryptedTextField


class UnsavedWork(models.Model):
    """What someone has typed into one form and not saved. The content is encrypted for this owner and form.

    form: new each time that a form is opened. So two tabs do not mix, and opening a form overwrites nothing.
    model, object_pk: what it changes ("profiles.detainee", "42"); no object_pk for a new item.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    path = models.CharField(max_length=200)
    form = models.CharField(max_length=32)
    model = models.CharField(max_length=60)
    object_pk = models.CharField(max_length=40, blank=True)
    opened_at = models.DateTimeField()
    kept_at = models.DateTimeField(db_index=True)
    content = EncryptedTextField(row=("owner_id", "path", "form"))  # `Typed` as JSON

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                name="one_unsaved_work_per_form", fields=["owner", "path", "form"]
            ),
            models.CheckConstraint(
                name="unsaved_work_is_encrypted",
                condition=models.Q(content__startswith="encrypted:"),
            ),
        )
        indexes = (models.Index(fields=["model", "object_pk"], name="unsaved_work_of_object"),)

    def __str__(self) -> str:
        return f"{self.model} {self.object_pk}, {self.kept_at:%Y-%m-%d %H:%M}"


class OpenForm(models.Model):
    """Someone has the form of an item open. It is kept for minutes (presence.py)."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    model = models.CharField(max_length=60)
    object_pk = models.CharField(max_length=40)
    opened_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                name="one_open_form_of_an_item", fields=["model", "object_pk", "owner"]
            ),
        )

    def __str__(self) -> str:
        return f"{self.model} {self.object_pk}, {self.opened_at:%H:%M}"
