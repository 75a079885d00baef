"""What is known of a person: claims and events, each with a source and a date."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from campaign.history.changes import TrackChanges
from campaign.privacy.encryption import EncryptedTextField
from campaign.text.fields import LineField
from campaign.text.partial_dates import PartialDateField
from profiles.models import vocabulary as words
from profiles.models.places import Place


class Source(models.Model):
    reveals = ("attribution", "title", "url", "archived_url")

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="sources")
    kind = models.CharField(_("kind"), max_length=20, choices=words.SourceKind)
    attribution = LineField(
        _("named in public as"), max_length=120, help_text=_("For example: a relative abroad")
    )
    title = LineField(_("title"), max_length=200, blank=True)
    publisher = LineField(_("publisher"), max_length=120, blank=True)
    date = PartialDateField(_("date"), blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True)
    archived_url = models.URLField(_("archived copy"), max_length=500, blank=True)
    reliability = models.CharField(
        _("reliability"), max_length=10, choices=words.Reliability, default="unknown"
    )
    contact = EncryptedTextField(
        _("contact"), blank=True, help_text=_("Never shown in public; encrypted in the database.")
    )
    notes = models.TextField(_("notes"), blank=True, help_text=_("Never shown in public."))
    is_public = models.BooleanField(_("shown"), default=True)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ("pk",)
        constraints = (TrackChanges(name="source_kept", of="detainee"),)

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.attribution, self.title, str(self.date)]))


class StatusClaimQuerySet(models.QuerySet["StatusClaim"]):
    def newest_first(self) -> Self:
        return self.order_by(models.F("as_of_latest").desc(nulls_last=True), "-pk")


class StatusClaim(models.Model):
    """What somebody says of where the person is, as of a date; the newest one is the status shown."""

    reveals = ("place_id",)

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="claims")
    status = models.CharField(_("status"), max_length=20, choices=words.Status)
    as_of = PartialDateField(_("as of"), blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    confidence = models.CharField(
        _("confidence"), max_length=20, choices=words.Confidence, default="unverified"
    )
    source = models.ForeignKey(
        Source, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    note = LineField(_("note"), max_length=300, blank=True)
    is_public = models.BooleanField(_("shown"), default=True)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    objects = StatusClaimQuerySet.as_manager()

    # Those who hold people say of many that they are free. While that is disputed, it ends nothing.
    ENDS = Q(status__in=sorted(words.ENDED)) & ~Q(confidence=words.Confidence.DISPUTED)

    class Meta:
        verbose_name = _("status claim")
        verbose_name_plural = _("status claims")
        ordering = ("pk",)
        constraints = (TrackChanges(name="statusclaim_kept", of="detainee"),)
        indexes = (
            models.Index(
                "detainee", models.F("as_of_latest").desc(nulls_last=True), name="claim_newest"
            ),
        )

    def __str__(self) -> str:
        return self.get_status_display()

    @property
    def ends(self) -> bool:
        """Whether the person is free or dead, as far as this claim is believed: `ENDS`, of one row."""
        return self.status in words.ENDED and self.confidence != words.Confidence.DISPUTED


class Event(models.Model):
    """Something that happened, for the timeline."""

    reveals = ("place_id",)

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="events")
    kind = models.CharField(_("what happened"), max_length=20, choices=words.EventKind)
    when = PartialDateField(_("when"), blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("place")
    )
    description = LineField(_("description"), max_length=500, blank=True)
    source = models.ForeignKey(
        Source, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    is_public = models.BooleanField(_("shown"), default=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        # “Before March 2020” has no first day; it stands where its last one is.
        ordering = (Coalesce("when_earliest", "when_latest").asc(nulls_last=True), "pk")
        indexes = (
            models.Index(fields=["kind", "when_earliest", "when_latest"], name="event_kind_span"),
        )
        constraints = (TrackChanges(name="event_kept", of="detainee"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.when}".strip()
