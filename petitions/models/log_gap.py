"""What stands between the heads of a log: gaps that staff announced, and the reason why it is stopped."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from petitions.models.petition import Petition


class LogStop(models.Model):
    """A petition whose log is stopped, and why. Nothing is published while the row is there."""

    class Reason(models.TextChoices):
        GAP = "gap", _("A newer head than the database knows was published. Was a backup restored?")
        MISSING = "missing", _("The file with the published heads is missing or lacks some.")
        UNREADABLE = "unreadable", _("The file with the published heads cannot be read.")
        UNWRITABLE = "unwritable", _("The file with the published heads cannot be written to.")
        CHANGED = "changed", _("The lines of the log do not fit an earlier head.")

    petition = models.OneToOneField(
        Petition, models.CASCADE, primary_key=True, related_name="log_stop"
    )
    reason = models.CharField(max_length=10, choices=Reason)
    since = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.get_reason_display()


class LogGap(models.Model):
    """Heads that were published and then lost, as staff announced it (petitions/transparency/gaps.py)."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="log_gaps")
    announced_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    lost = models.JSONField()  # the newest head that was published: its public form
    start_size = models.BigIntegerField()  # the lines that were kept, and on which the log goes on
    start_root = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()
        ordering = ("announced_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["petition", "announced_at"], name="log_gap_once"),
        )

    def __str__(self) -> str:
        return f"{self.announced_at:%Y-%m-%d}"
