"""Rate limits as staff set them, their token buckets and the keys of the day."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Use(models.TextChoices):
    """What a rate limit counts."""

    HOST = "host", _("Signatures from one network address")
    PREFIX = "prefix", _("Signatures from one provider’s network")
    ADDRESS = "address", _("Signatures with one email address, on all petitions")
    DOMAIN = "domain", _("Signatures from one email domain")
    PETITION = "petition", _("Signatures on one petition")
    CODES = "codes", _("Codes typed from one network address")
    TIPS = "tips", _("Tips from one network address")
    LINKS = "links", _("Links to “my signatures” asked for from one network address")


class Limit(models.Model):
    """A rate limit with two windows: a short one and a long one (campaign/web/rate_limits.py)."""

    at_least_one = (MinValueValidator(1),)

    use = models.CharField(_("of what"), max_length=10, choices=Use, unique=True, editable=False)
    burst = models.PositiveIntegerField(_("at most"), validators=at_least_one)
    burst_minutes = models.PositiveIntegerField(_("in minutes"), validators=at_least_one)
    sustained = models.PositiveIntegerField(_("and at most"), validators=at_least_one)
    sustained_hours = models.PositiveIntegerField(_("in hours"), validators=at_least_one)
    is_on = models.BooleanField(_("on"), default=True)

    class Meta:
        verbose_name = _("limit")
        verbose_name_plural = _("limits")
        ordering = ("pk",)
        default_permissions = ("view", "change")
        constraints = (
            models.CheckConstraint(
                name="limit_lets_something_through",
                condition=models.Q(
                    burst__gt=0, burst_minutes__gt=0, sustained__gt=0, sustained_hours__gt=0
                ),
            ),
        )

    def __str__(self) -> str:
        return self.get_use_display()


class Bucket(models.Model):
    """A token bucket that is not full. Full buckets have no row."""

    key = models.BinaryField(max_length=16, primary_key=True)
    full_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"full at {self.full_at:%Y-%m-%d %H:%M}"


class DayKey(models.Model):
    """The random key of all digests of one day (UTC)."""

    day = models.DateField(primary_key=True)
    key = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.day}"
