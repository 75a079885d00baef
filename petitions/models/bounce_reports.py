"""How many reports of bounced emails came."""

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BounceReports(models.Model):
    """What `manage.py bounces` read on a day, counted by what followed. It says nothing about anyone."""

    class Outcome(models.TextChoices):
        NO_MAILBOX = "no mailbox", _("The mailbox does not exist, and gets no more emails")
        NOT_FINAL = "not final", _("Delayed, full, or refused for another reason")
        UNPROVEN = (
            "unproven",
            _("Without a valid token of ours: forged, too old, or about another email"),
        )
        OTHER = "other", _("No report about a delivery")

    day = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["day", "outcome"], name="bounce_reports_once"),
        )

    def __str__(self) -> str:
        return f"{self.number} on {self.day}: {self.outcome}"

    @classmethod
    def count(cls, outcome: Outcome) -> None:
        """One more today."""
        row, _made = cls.objects.get_or_create(day=timezone.now().date(), outcome=outcome)
        cls.objects.filter(pk=row.pk).update(number=F("number") + 1)
