"""Signings that the form has accepted, until their email is sent."""

from collections.abc import Iterable
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now


class IntakeQuerySet(models.QuerySet["Intake"]):
    def about(self, digests: Iterable[bytes]) -> Self:
        """The rows that are about one of these signatures. digests: from `canonical.intake_digest`."""
        # For 500 digests and 100,000 rows it takes a ninth of the time of `&&`.
        is_about = RawSQL(
            "EXISTS (SELECT FROM unnest(petitions_intake.digests) AS own WHERE own = ANY(%s))",
            [list(digests)],
            output_field=models.BooleanField(),
        )
        return self.filter(is_about)


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

    objects = IntakeQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=["is_stored", "due_at"], name="intake_due"),)

    def __str__(self) -> str:
        return f"Intake {self.pk}"
