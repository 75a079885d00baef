"""What readers are told of a change of a news item: an update, or the correction of a mistake."""

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.history.changes import TrackChanges
from campaign.publishing.workflow import PublishableQuerySet
from campaign.text.fields import ParagraphField


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def of(self, items: PublishableQuerySet[Any]) -> "CorrectionQuerySet":
        """The corrections of mistakes in these items, the newest first."""
        return self.filter(item__in=items, kind=Correction.Kind.CORRECTION)


class Correction(models.Model):
    """Its page shows it with the day, and feeds say that the item has changed. A minor change leaves no row."""

    class Kind(models.TextChoices):
        UPDATE = "update", _("Update")
        CORRECTION = "correction", _("Correction of a mistake")

    item: Any = models.ForeignKey("news.NewsItem", models.CASCADE, related_name="corrections")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.UPDATE)
    at = models.DateTimeField(_("day"), default=timezone.now)
    text = ParagraphField(
        _("what has changed"),
        max_length=600,
        help_text=_("For example: An earlier version named the wrong prison."),
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("update or correction")
        verbose_name_plural = _("updates and corrections")
        ordering = ("-at", "-pk")
        constraints = (TrackChanges(name="correction_kept", of="item"),)

    def __str__(self) -> str:
        return self.text[:80]
