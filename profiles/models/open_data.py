"""The open data record of each person, stored ready to send, and the queue of records to rebuild.

Triggers fill the queue in the transaction that changes the data behind a record, so every kind of change
counts. See docs/decisions/0019-open-data.md.
"""

from django.db import models
from django.db.models import F


class OpenRecord(models.Model):
    """A person as a line of JSON; the line is empty if nothing about the person is public.

    changed_at: when the line last changed; null if it was always empty.
    until: when time alone changes the line, such as the end of a consent.
    form: the version of the field declaration that made the line.
    """

    detainee = models.OneToOneField(
        "profiles.Detainee",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,  # the line stays until it is made empty; a request waits for that
        related_name="open_record",
    )
    line = models.TextField(blank=True)
    changed_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    form = models.CharField(max_length=16)

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
    """A person whose record has to be rebuilt.

    Rows are only added and deleted, so that a change of a person never waits for the job that builds records.
    """

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
