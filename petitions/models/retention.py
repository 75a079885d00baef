"""When signers' data is erased for good, as staff are told beforehand."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from petitions.models.petition import Petition


class ScheduledErasure(models.Model):
    """That on a day the data of a petition's signers is erased; and, afterwards, that it was.

    It is written some days before (petitions/signers/retention.py), so that a slip in a date can be mended in time.
    """

    class Rule(models.TextChoices):
        # Of those who were handed over, while the petition takes signatures: the row stays.
        DELIVERED = "delivered", _("Delivered")
        # Of everybody: the rows go, and totals stay.
        ENDED = "ended", _("Closed")

    petition = models.ForeignKey(
        Petition, models.PROTECT, related_name="scheduled_erasures", verbose_name=_("petition")
    )
    rule = models.CharField(_("rule"), max_length=10, choices=Rule)
    # Of the delivery, or of the petition's end. DELIVERED: of those who had confirmed by its evening.
    since = models.DateField(_("since"))
    due_on = models.DateField(_("due on"))
    announced_on = models.DateField(_("announced on"))
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    swept_on = models.DateField(null=True)  # the last run that came to its end
    done = models.PositiveBigIntegerField(_("signatures"), default=0)
    cursor = models.BigIntegerField(default=0)  # up to which row of this run everything is done

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
