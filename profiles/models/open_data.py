"""What the open data says of each person, kept ready; and whose record has to be made again.

Triggers write down whose it is, in the transaction that changes anything a record is made of, whoever makes
the change. See docs/decisions/0019-open-data.md.
"""

from django.db import models
from django.db.models import F


class OpenRecord(models.Model):
    """A person as a line of JSON; an empty one of whom nothing is public (any more)."""

    detainee = models.OneToOneField(
        "profiles.Detainee",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,  # the line is there until it is made empty, and who asks waits for that
        related_name="open_record",
    )
    line = models.TextField(blank=True)
    changed_at = models.DateTimeField(null=True)  # the line; none if it was always empty
    until = models.DateTimeField(null=True)  # when time alone changes it
    form = models.CharField(max_length=16)  # of the declaration that it was made by

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(F("changed_at").desc(nulls_last=True), name="openrecord_changed"),
            models.Index(fields=["until"], name="openrecord_until"),
            models.Index(fields=["form"], name="openrecord_form"),
        )

    def __str__(self) -> str:
        return str(self.pk)


class Due(models.Model):
    """Somebody whose record is to be made again. Rows are only added and taken away, so that nobody who
    changes a person ever waits for whoever makes records."""

    detainee = models.ForeignKey(
        "profiles.Detainee",
        models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )

    class Meta:
        db_table = "profiles_opendue"
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.detainee_id)
