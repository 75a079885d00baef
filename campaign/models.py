"""What every part of the site shares: pictures, and the pages that staff write."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.publishing import Publishable, PublishableQuerySet


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
