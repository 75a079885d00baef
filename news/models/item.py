"""News items."""

from collections.abc import Iterable
from typing import override

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.closed_records.records import Closable, ClosableQuerySet
from campaign.history.changes import TrackChanges
from campaign.images.models import Picture
from campaign.privacy.readers import CLOSED_LABEL
from campaign.text.fields import LineField, ParagraphField

YEARS = range(1900, 2100)  # whose archive has an address, such as /news/2022/


class NewsItem(Closable):
    four_eyes = "news"
    irreversible_fields = (
        "state",
        "publish_at",
        "slug",
        "is_closed",
    )  # (campaign/history/revert.py)
    slug_from = ("headline", "news")
    reserved_slugs = frozenset({"feed", *map(str, YEARS)})

    class Kind(models.TextChoices):
        UPDATE = "update", _("Update about a person")
        RELEASE = "release", _("Person released")
        STATEMENT = "statement", _("Statement")
        COVERAGE = "coverage", _("In the media")
        EVENT = "event", _("Event")
        RESOURCE = "resource", _("Resource")
        RESULT = "result", _("Result")

    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        blank=True,
        help_text=_(
            "Part of the page’s address: Latin letters, digits and hyphens, such as reyhangul-is-free. Made from the "
            "headline if left empty."
        ),
    )
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
        constraints = (
            *Closable.Meta.constraints,
            models.CheckConstraint(
                name="newsitem_has_an_address",
                condition=~models.Q(slug=""),
                violation_error_message=_("It needs an address."),
            ),
            TrackChanges(name="newsitem_kept"),
            TrackChanges(name="newsitem_people_kept", many="people"),
            TrackChanges(name="newsitem_petitions_kept", many="petitions"),
        )

    def __str__(self) -> str:
        return str(CLOSED_LABEL) if self.is_closed_here else self.headline

    def get_absolute_url(self) -> str:
        return reverse("news:detail", args=[self.slug])

    @override
    def shown_with(self) -> Iterable[tuple[type[models.Model], int | None]]:
        return ((Picture, self.image_id),)
