"""Warnings that were emailed to ADMINS about something that looks wrong."""

from django.db import models

from petitions.models.petition import Petition


class Alert(models.Model):
    """One email to ADMINS. At most one a day for each petition and rule of petitions/moderation/alerts.py."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="+", null=True)
    rule = models.CharField(max_length=30)
    day = models.DateField()
    mailed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints = (
            # Warnings about the whole site have no petition, and are also sent only once.
            models.UniqueConstraint(
                fields=["petition", "rule", "day"], name="alert_once_a_day", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule} on {self.day}"
