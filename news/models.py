"""News items."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.closed_records.records import Closable, ClosableQuerySet
from campaign.images.models import Picture
from campaign.privacy.readers import CLOSED_LABEL
from campaign.text.fields import LineField, ParagraphField


class NewsItem(Closable):
    reserved_slugs = frozenset({"feed"})

    class Kind(models.TextChoices):
        UPDATE = "update", _("Update about a person")
        RELEASE = "release", _("Person released")
        STATEMENT = "statement", _("Statement")
        COVERAGE = "coverage", _("In the media")
        EVENT = "event", _("Event")
        RESOURCE = "resource", _("Resource")
        RESULT = "result", _("Result")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.UPDATE)
    headline = LineField(_("headline"), max_length=120)
    standfirst = ParagraphField(
        _("standfirst"), max_length=400, help_text=_("One or two sentences under the headline.")
    )
    body = models.TextField(
        _("text"), help_text=_("Markdown. Leave an empty line between paragraphs.")
    )
    image = models.ForeignKey(
        Picture, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    people = models.ManyToManyField(
        "profiles.Detainee", blank=True, related_name="news", verbose_name=_("people")
    )
    petitions = models.ManyToManyField(
        "petitions.Petition", blank=True, related_name="news", verbose_name=_("petitions")
    )
    is_demo = models.BooleanField(_("part of the demonstration"), default=False, editable=False)

    objects = ClosableQuerySet["NewsItem"].as_manager()

    class Meta(Closable.Meta):
        verbose_name = _("news item")
        verbose_name_plural = _("news items")
        ordering = ("-publish_at", "-pk")
        indexes = (models.Index(fields=["state", "-publish_at"], name="newsitem_state_publish_at"),)

    def __str__(self) -> str:
        return str(CLOSED_LABEL) if self.is_closed_here else self.headline

    def get_absolute_url(self) -> str:
        return reverse("news:detail", args=[self.slug])
