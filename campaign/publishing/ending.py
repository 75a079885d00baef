"""What is public until a time: news, pages and notices."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


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

    @property
    def has_ended(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()


def has_ended(item: Any) -> bool:
    return isinstance(item, Ending) and item.has_ended


def not_ended(model: type[models.Model]) -> Q:
    """For a query of the public."""
    if not issubclass(model, Ending):
        return Q()
    return Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
