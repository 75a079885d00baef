"""What we know about a person: sources, status claims and events."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from campaign.privacy.encryption import EncryptedTextField
from campaign.text.fields import LineField
from campaign.text.partial_dates import PartialDateField
from profiles.models import vocabulary
from profiles.models.parts import FieldCheck, PublicPart, SourcedPart
from profiles.models.places import Place
from profiles.models.words_index import words_index


class Source(PublicPart):
    identifying_fields = ("attribution", "title", "url", "archived_url")
    unseen_fields = ("contact", "notes")

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="sources")
    kind = models.CharField(_("kind"), max_length=20, choices=vocabulary.SourceKind)
    attribution = LineField(
        _("named in public as"), max_length=120, help_text=_("For example: a relative abroad")
    )
    title = LineField(_("title"), max_length=200, blank=True)
    publisher = LineField(_("publisher"), max_length=120, blank=True)
    date = PartialDateField(_("date"), blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True)
    archived_url = models.URLField(_("archived copy"), max_length=500, blank=True)
    reliability = models.CharField(
        _("reliability"), max_length=10, choices=vocabulary.Reliability, default="unknown"
    )
    contact = EncryptedTextField(
        _("contact"), blank=True, help_text=_("Never shown in public; encrypted in the database.")
    )
    notes = models.TextField(_("notes"), blank=True, help_text=_("Never shown in public."))

    class Meta(PublicPart.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("pk",)
        indexes = (
            words_index("title", name="source_title_words"),
            words_index("attribution", name="source_attribution_words"),
            words_index("publisher", name="source_publisher_words"),
            words_index("notes", name="source_notes_words"),
        )

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.attribution, self.title, str(self.date)]))


class StatusClaimQuerySet(models.QuerySet["StatusClaim"]):
    def newest_first(self) -> Self:
        return self.order_by(models.F("as_of_latest").desc(nulls_last=True), "-pk")


class StatusClaim(SourcedPart):
    """A report of the status of the person, as of a date. Pages show the newest one."""

    identifying_fields = ("place_id",)

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="claims")
    status = models.CharField(_("status"), max_length=20, choices=vocabulary.Status)
    as_of = PartialDateField(_("as of"), blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    confidence = models.CharField(
        _("confidence"), max_length=20, choices=vocabulary.Confidence, default="unverified"
    )
    note = LineField(_("note"), max_length=300, blank=True)
    # The source of a claim that is shown cannot be deleted: the claim goes first, or is hidden.
    source = models.ForeignKey(
        Source,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("source"),
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    objects = StatusClaimQuerySet.as_manager()

    # The authorities call many detained people free. A disputed claim does not count as the end.
    HAS_ENDED = Q(status__in=sorted(vocabulary.ENDED)) & ~Q(
        confidence=vocabulary.Confidence.DISPUTED
    )

    class Meta(SourcedPart.Meta):
        verbose_name = _("status claim")
        verbose_name_plural = _("status claims")
        ordering = ("pk",)
        constraints = (
            *SourcedPart.Meta.constraints,
            FieldCheck(
                name="claim_shown_has_a_source",
                field="source",
                condition=Q(is_public=False) | Q(source__isnull=False),
                violation_error_message=_(
                    "A status that is shown needs a source. Choose one, or clear “shown” until you have saved one."
                ),
            ),
        )
        indexes = (
            models.Index(
                "detainee", models.F("as_of_latest").desc(nulls_last=True), name="claim_newest"
            ),
        )

    def __str__(self) -> str:
        return self.get_status_display()

    @property
    def has_ended(self) -> bool:
        """Whether this claim says, undisputed, that the person is free or dead (`HAS_ENDED` for one row)."""
        return self.status in vocabulary.ENDED and self.confidence != vocabulary.Confidence.DISPUTED


class Event(SourcedPart):
    """An event in the timeline."""

    identifying_fields = ("place_id",)

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="events")
    kind = models.CharField(_("what happened"), max_length=20, choices=vocabulary.EventKind)
    when = PartialDateField(_("when"), blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    description = LineField(_("description"), max_length=500, blank=True)

    class Meta(SourcedPart.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        # “Before March 2020” has no earliest day, so its latest day decides its place.
        ordering = (Coalesce("when_earliest", "when_latest").asc(nulls_last=True), "pk")
        indexes = (
            models.Index(fields=["kind", "when_earliest", "when_latest"], name="event_kind_span"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.when}".strip()
