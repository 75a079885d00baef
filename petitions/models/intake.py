"""Signings that the form has accepted, until their email is sent."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Intake(models.Model):
    """One signing: what the form wrote, and the worker's progress with it (petitions/signing/intake.py).

    The row is the whole of an answered form, so it is durable once the form is answered. It is also the email
    queue: the worker makes signatures of it, emails their signer, and deletes it.
    """

    # One for each signature (`canonical.intake_digest`): by them an erasure finds the row. No index: the table is short, and every signing
    # would pay for it.
    digests = ArrayField(models.BinaryField(max_length=32))
    signing = models.BinaryField()  # encrypted (petitions/signing/sign.py)
    received_at = models.DateTimeField(db_default=Now())
    is_stored = models.BooleanField(db_default=False)  # its signatures are rows of their own
    due_at = models.DateTimeField(db_default=Now())
    # How often its email was about to leave. From the first time on, the email has had its turn.
    attempts = models.PositiveSmallIntegerField(db_default=0)
    # The limit that it is over, so that its email waits; empty for nearly all (petitions/moderation/screening.py).
    waits_for = models.CharField(max_length=10, blank=True, db_default="")

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["is_stored", "due_at"], name="intake_due"),)

    def __str__(self) -> str:
        return f"Intake {self.pk}"
