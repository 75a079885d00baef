"""People who are public although something is missing."""

from django.db import models


class Shortfall(models.Model):
    """A public person whose checklist is not complete, as the last check found.

    It does not store what is missing: that may quote a hidden name. The person's form works it out.
    """

    detainee = models.OneToOneField(
        "profiles.Detainee", models.CASCADE, primary_key=True, related_name="shortfall"
    )
    found_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.detainee_id}: {self.found_at:%Y-%m-%d}"
