"""What is public until a time: news, pages and notices."""

from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

ENDS_TOO_EARLY = _("It would end before it is public. Choose a later end, or none.")


class Ending(models.Model):
    """For a Publishable. From `expires_at` on it is in no public query (workflow.py), and its address says that it ended."""

    expires_at = models.DateTimeField(
        _("ends"),
        null=True,
        blank=True,
        help_text=_("From then on no one outside can see it. Leave empty if it stays."),
    )

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_ends_after_it_is_public",
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("publish_at")),
                violation_error_message=ENDS_TOO_EARLY,
            ),
        )

    @property
    def has_ended(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()


def has_ended(item: Any) -> bool:
    return isinstance(item, Ending) and item.has_ended


def refuse_end_before(item: Any, begins: datetime) -> None:
    """Raise ValidationError if the item ends before the public could see it from this time on."""
    if isinstance(item, Ending) and item.expires_at and item.expires_at <= begins:
        raise ValidationError(ENDS_TOO_EARLY)


def not_ended(model: type[models.Model]) -> Q:
    """For a query of the public."""
    if not issubclass(model, Ending):
        return Q()
    return Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
