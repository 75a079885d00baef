"""Scheduled erasures of signers' data, which are announced to staff beforehand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from petitions.models.petition import Petition


class ScheduledErasure(models.Model):
    """A run that erases the data of a petition's signers on a day; afterwards, the record of it.

    It is stored some days before (petitions/signers/retention.py), so that staff can correct a wrong date in time.
    """

    class Rule(models.TextChoices):
        # For signers who were handed over while the petition still takes signatures: their rows stay.
        DELIVERED = "delivered", _("Handed over")
        # For all signers: their rows are erased, and the totals stay.
        ENDED = "ended", _("Over")

    petition = models.ForeignKey(
        Petition, models.PROTECT, related_name="scheduled_erasures", verbose_name=_("petition")
    )
    rule = models.CharField(_("rule"), max_length=10, choices=Rule)
    # The day of the delivery, or of the petition's end. DELIVERED covers signers who had confirmed by its evening.
    since = models.DateField(_("since"))
    due_on = models.DateField(_("due on"))
    announced_on = models.DateField(_("announced on"))
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    swept_on = models.DateField(null=True)  # the last day on which it went through all rows
    done = models.PositiveBigIntegerField(_("signatures"), default=0)
    cursor = models.BigIntegerField(default=0)  # the last row that is done

    class Meta:
        verbose_name = _("erasure by schedule")
        verbose_name_plural = _("erasures by schedule")
        ordering = ("due_on", "pk")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=["petition", "rule", "since"], name="scheduled_erasure_once"
            ),
            models.CheckConstraint(
                name="scheduled_erasure_started_before_it_finished",
                condition=models.Q(finished_at__isnull=True) | models.Q(started_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.rule} {self.due_on}"
