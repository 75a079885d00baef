"""News items."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, override
from urllib.parse import urlsplit

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.addresses.models import Addressed
from campaign.closed_records.records import Closable, ClosableQuerySet
from campaign.dates.zones import zone_choices
from campaign.history.changes import TrackChanges
from campaign.images.models import Picture
from campaign.privacy.readers import CLOSED_LABEL
from campaign.publishing.ending import Ending
from campaign.text.fields import LineField, MarkdownField, ParagraphField
from campaign.text.partial_dates import PartialDateField
from campaign.translations.models import Translatable
from news.models.byline import Author
from news.models.tag import Tag

YEARS = range(1900, 2100)  # whose archive has an address, such as /news/2022/


class Kind(models.TextChoices):
    RELEASE = "release", _("Press release")
    STATEMENT = "statement", _("Statement")
    UPDATE = "update", _("Update about a person")
    RESULT = "result", _("Result")
    EVENT = "event", _("Event")
    COVERAGE = "coverage", _("In the media")
    RESOURCE = "resource", _("Resource")


# What only some kinds show. What was typed for another kind stays stored, and is not shown.
FIELDS_OF_KINDS: dict[str, tuple[Kind, ...]] = {
    "dateline": (Kind.RELEASE,),
    "notes": (Kind.RELEASE,),
    "starts_at": (Kind.EVENT,),
    "ends_at": (Kind.EVENT,),
    "time_zone": (Kind.EVENT,),
    "place": (Kind.EVENT,),
    "outlet": (Kind.COVERAGE,),
    "reported_on": (Kind.COVERAGE,),
    "link": (Kind.COVERAGE, Kind.RESOURCE),
}


def forget_quote(collector: Any, field: Any, items: Any, using: str) -> None:
    """For `on_delete`: with an erased person their words go too. Else a quote that was hidden would be shown again."""
    collector.add_field_update(field, None, items)
    for name in ("quote", "quote_speaker", "quote_role"):
        collector.add_field_update(NewsItem._meta.get_field(name), "", items)


class NewsItem(Translatable, Ending, Addressed, Closable):
    four_eyes = "news"
    translated_fields = (
        "headline", "standfirst", "body", "quote", "quote_speaker", "quote_role", "caption", "dateline", "notes",
    )  # fmt: skip
    irreversible_fields = (
        "state",
        "publish_at",
        "slug",
        "gone_because",
        "replaced_by",
        "is_closed",
    )  # (campaign/history/revert.py)
    slug_from = ("headline", "news")
    reserved_slugs = frozenset({"corrections", "feed", "tags", *map(str, YEARS)})
    Kind = Kind

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
    body = MarkdownField(
        _("text"), help_text=_("Markdown. Leave an empty line between paragraphs.")
    )
    quote = ParagraphField(
        _("pull quote"),
        max_length=500,
        blank=True,
        help_text=_("One or two sentences that stand out from the text, without quotation marks."),
    )
    quote_speaker = LineField(_("said by"), max_length=120, blank=True)
    quote_role = LineField(
        _("role"), max_length=160, blank=True, help_text=_("For example: her daughter")
    )
    quote_person = models.ForeignKey(
        "profiles.Detainee",
        forget_quote,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person who said it"),
        help_text=_(
            "If it is one of the people on this site. The quote is hidden when their page is."
        ),
    )
    image = models.ForeignKey(
        Picture, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    caption = LineField(_("caption"), max_length=300, blank=True)
    dateline = LineField(
        _("city of the date line"),
        max_length=80,
        blank=True,
        help_text=_("The release begins with it and the day: GENEVA, 30 November 2026."),
    )
    notes = MarkdownField(
        _("notes to editors"), blank=True, help_text=_("Markdown. Shown below the text.")
    )
    place = LineField(
        _("place"), max_length=200, blank=True, help_text=_("Building and city, or “online”.")
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        blank=True,
        choices=zone_choices,
        help_text=_("That of the place. The times below are times of its clocks."),
    )
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    outlet = LineField(
        _("outlet"), max_length=120, blank=True, help_text=_("The newspaper, station or site.")
    )
    reported_on = PartialDateField(_("published there"), blank=True)
    link = models.URLField(
        _("link"), max_length=500, blank=True, help_text=_("It begins with https://.")
    )
    people = models.ManyToManyField(
        "profiles.Detainee", blank=True, related_name="news", verbose_name=_("people")
    )
    petitions = models.ManyToManyField(
        "petitions.Petition", blank=True, related_name="news", verbose_name=_("petitions")
    )
    tags = models.ManyToManyField(
        "news.Tag", blank=True, related_name="items", verbose_name=_("tags")
    )
    authors = models.ManyToManyField(
        Author,
        through="news.Byline",
        blank=True,
        related_name="items",
        verbose_name=_("authors"),
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
            *Ending.Meta.constraints,
            models.CheckConstraint(
                name="newsitem_has_an_address",
                condition=~Q(slug=""),
                violation_error_message=_("It needs an address."),
            ),
            models.CheckConstraint(
                name="newsitem_event_has_a_start",
                condition=~Q(kind=Kind.EVENT) | Q(starts_at__isnull=False),
                violation_error_message=_("Say when the event starts."),
            ),
            models.CheckConstraint(
                name="newsitem_event_has_a_time_zone",
                condition=~Q(kind=Kind.EVENT) | ~Q(time_zone=""),
                violation_error_message=_("Choose the time zone of the event."),
            ),
            models.CheckConstraint(
                name="newsitem_event_ends_after_its_start",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The event must end after it starts."),
            ),
            models.CheckConstraint(
                name="newsitem_coverage_has_an_outlet",
                condition=~Q(kind=Kind.COVERAGE) | ~Q(outlet=""),
                violation_error_message=_("Name the newspaper, station or site."),
            ),
            models.CheckConstraint(
                name="newsitem_coverage_has_a_link",
                condition=~Q(kind=Kind.COVERAGE) | ~Q(link=""),
                violation_error_message=_("Enter the link to the report."),
            ),
            models.CheckConstraint(
                name="newsitem_link_is_https",
                condition=Q(link="") | Q(link__startswith="https://"),
                violation_error_message=_("The link must begin with https://."),
            ),
            models.CheckConstraint(
                name="newsitem_quote_has_a_speaker",
                condition=Q(quote="") | ~Q(quote_speaker=""),
                violation_error_message=_("Say whose words the quote is."),
            ),
            TrackChanges(name="newsitem_kept"),
            TrackChanges(name="newsitem_people_kept", many="people"),
            TrackChanges(name="newsitem_petitions_kept", many="petitions"),
            TrackChanges(name="newsitem_tags_kept", many="tags"),
        )

    def __str__(self) -> str:
        return str(CLOSED_LABEL) if self.is_closed_here else self.headline

    def get_absolute_url(self) -> str:
        return reverse("news:detail", args=[self.slug])

    @property
    def modified_at(self) -> datetime | None:
        """When readers were last told of a change. A minor change is none."""
        told = [each.at for each in self.corrections.all()]
        return max([self.publish_at, *told]) if self.publish_at else None

    @property
    def host(self) -> str:
        """Where the link of the item leads: “example.org”."""
        return (urlsplit(self.link).hostname or "").removeprefix("www.")

    def shows(self, field: str) -> bool:
        """Whether an item of this kind shows the field to visitors."""
        return self.kind in FIELDS_OF_KINDS[field]

    def typed_for_other_kinds(self) -> list[str]:
        """The fields that have a value, but are not shown with an item of this kind."""
        return [name for name in FIELDS_OF_KINDS if getattr(self, name) and not self.shows(name)]

    @override
    def shown_with(self) -> Iterable[tuple[type[models.Model], int | None]]:
        yield Picture, self.image_id
        if self.pk:
            for byline in self.bylines.all():
                yield Author, byline.author_id
            for tag in self.tags.all():
                yield Tag, tag.pk
