"""Rate limits as staff set them, their token buckets and the keys of the day."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Use(models.TextChoices):
    """What a rate limit counts."""

    HOST = "host", _("Signatures from one network address (IPv4, or an IPv6 /64)")
    PREFIX = "prefix", _("Signatures from one network (IPv4 /24, IPv6 /48)")
    WIDE = "wide", _("Signatures from one large network (IPv4 /16, IPv6 /32)")
    PROVIDER = "provider", _("Signatures from all networks of one provider")
    ADDRESS = "address", _("Signatures with one email address, on all petitions")
    DOMAIN = "domain", _("Signatures from one small email domain")
    EMAILS = "emails", _("Emails to one small email domain")
    PETITION = "petition", _("Emails to signers of one petition")
    CODES = "codes", _("Codes typed from one network address")
    TIPS = "tips", _("Tips from one network address")
    LINKS = "links", _("Links to “my signatures” asked for from one network address")
    FOLLOWS = "follows", _("Emails about following asked for from one network address")
    FOLLOWED = "followed", _("Emails to confirm that someone follows one person or petition")
    PASSWORDS = "passwords", _("Wrong passwords of staff, for one account or network address")
    FACTORS = "factors", _("Wrong codes of staff after the right password, for one account")
    RESETS = "resets", _("Links for a new password, for one account or network address")
    SITE = "site", _("Wrong passwords for the closed site, from one network address")


# A busy petition raises these limits: see Limit.percent.
OF_A_PETITION = (Use.HOST, Use.PREFIX, Use.WIDE, Use.PROVIDER, Use.DOMAIN, Use.EMAILS, Use.PETITION)


class Limit(models.Model):
    """A rate limit with two windows: a short one and a long one (campaign/web/rate_limits.py)."""

    at_least_one = (MinValueValidator(1),)

    use = models.CharField(_("of what"), max_length=10, choices=Use, unique=True, editable=False)
    burst = models.PositiveIntegerField(_("at most"), validators=at_least_one)
    burst_minutes = models.PositiveIntegerField(_("in minutes"), validators=at_least_one)
    sustained = models.PositiveIntegerField(_("and at most"), validators=at_least_one)
    sustained_hours = models.PositiveIntegerField(_("in hours"), validators=at_least_one)
    percent = models.PositiveIntegerField(
        _("and for a busy petition this percentage more"),
        default=0,
        help_text=_(
            "Of the signatures that were counted on the petition in the last 24 hours. It is added to both numbers."
        ),
    )
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
    """A token bucket. A full one needs no row.

    short, long: pairs of numbers, for each tenth of the window from which tokens were taken: the second of the
    Unix epoch at which it begins, and how many.
    """

    key = models.BinaryField(max_length=16, primary_key=True)
    short = ArrayField(models.BigIntegerField(), default=list)
    long = ArrayField(models.BigIntegerField(), default=list)
    full_at = (
        models.DateTimeField()
    )  # at the latest; no index, which each token would have to update

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
