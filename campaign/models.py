"""What every part of the site shares: pictures, and the pages that staff write."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.publishing import Publishable, PublishableQuerySet
from campaign.throttling import Use


class Picture(models.Model):
    """A picture as re-encoded by campaign/images.py; the uploaded file itself is never kept."""

    name = models.CharField(max_length=32, unique=True, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    widths = ArrayField(models.PositiveIntegerField(), editable=False)
    alt = models.CharField(
        _("description"),
        max_length=300,
        help_text=_("What can be seen, for people who cannot see it. “Photo of …” is not needed."),
    )
    credit = models.CharField(_("credit"), max_length=200, help_text=_("Who made or gave it."))
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ("-uploaded_at",)

    def __str__(self) -> str:
        return self.alt


class Page(Publishable):
    """A page that staff write: about, privacy and the like."""

    reserved_slugs = frozenset(
        {"admin", "data", "news", "petitions", "profiles", "static", "ug", "zh-hans"}
    )

    slug = models.SlugField(_("address"), unique=True, help_text=_("about gives /about/"))
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"), help_text=_("Markdown: ## for a heading, * for a list."))

    objects = PublishableQuerySet["Page"].as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("page", args=[self.slug])


class Limit(models.Model):
    """How much of something is usual, over a short time and over a long one (campaign/throttling.py)."""

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
    """A bucket that is not full, and when it would be."""

    key = models.BinaryField(max_length=16, primary_key=True)
    full_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"full at {self.full_at:%Y-%m-%d %H:%M}"


class DayKey(models.Model):
    """The random key that goes into every digest of one day."""

    day = models.DateField(primary_key=True)
    key = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.day}"
