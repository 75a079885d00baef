"""Handing over: the register of deliveries, dossiers, and signatures on paper."""

import secrets
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from campaign.history.changes import TrackChanges
from campaign.publishing.workflow import Publishable, PublishableQuerySet
from campaign.text.fields import LineField


def answer_path(response: "Response", filename: str) -> str:
    """The storage path of a document: a random name, whatever the file was called."""
    return f"answers/{secrets.token_hex(16)}.pdf"


class Delivery(Publishable):
    """One hand-over of a petition. It has no page of its own: once it is published, the petition's page shows it."""

    four_eyes = "deliveries"
    # Not undone: the day decides what is erased, and the figures are those of the dossier (campaign/history/revert.py).
    irreversible_fields = (
        "state", "publish_at", "delivered_on", "count", "paper_count", "manifest_sha256", "statement",
    )  # fmt: skip

    class How(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        POST = "post", _("By post")
        EMAIL = "email", _("By email")
        ONLINE = "online", _("Through the addressee’s website")
        OTHER = "other", _("Another way, described in the note")

    petition = models.ForeignKey(
        "petitions.Petition", models.PROTECT, related_name="deliveries", verbose_name=_("petition")
    )
    delivered_on = models.DateField(_("delivered on"))
    how = models.CharField(_("how"), max_length=10, choices=How, default=How.IN_PERSON)
    to_whom = LineField(
        _("to whom"), max_length=200, help_text=_("The office, and the person if they agree.")
    )
    note = LineField(_("note"), max_length=400, blank=True)
    count = models.PositiveBigIntegerField(_("signatures online"), default=0, editable=False)
    paper_count = models.PositiveBigIntegerField(
        _("signatures on paper"), default=0, editable=False
    )
    acknowledged_on = models.DateField(_("acknowledged on"), null=True, blank=True)
    # From the dossier that was handed over (petitions/handover/dossiers.py).
    manifest_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    statement = models.JSONField(default=dict, editable=False)

    objects = PublishableQuerySet["Delivery"].as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("delivered_on", "pk")
        constraints = (
            *Publishable.Meta.constraints,
            TrackChanges(name="delivery_kept"),
            models.CheckConstraint(
                name="delivery_acknowledged_after_it_was_delivered",
                condition=Q(acknowledged_on__isnull=True)
                | Q(acknowledged_on__gte=F("delivered_on")),
                violation_error_message=_(
                    "It cannot have been acknowledged before it was delivered."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.delivered_on}: {self.to_whom}"

    def get_absolute_url(self) -> str:
        return f"{self.petition.get_absolute_url()}#timeline"

    @property
    def public_response(self) -> "Response | None":
        """The addressee's response, if it is published. Lists select `response`."""
        response: Response | None = getattr(self, "response", None)
        return response if response and response.is_published else None

    @property
    def answered_on(self) -> date | None:
        """The day of the public response."""
        return self.public_response.answered_on if self.public_response else None

    @property
    def days_unanswered(self) -> int:
        """Days until today, or until the public response."""
        until = self.answered_on or timezone.localdate()
        return max(0, (until - self.delivered_on).days)


class Response(Publishable):
    """The addressee's response to a delivery. The public sees it if both are published.

    A trigger refuses one from before the delivery (migrations/sql/responses.sql).
    """

    four_eyes = "deliveries"
    # A replaced document is deleted, so undoing cannot bring it back.
    irreversible_fields = ("state", "publish_at", "answer_document", "delivery_id")

    delivery = models.OneToOneField(
        Delivery, models.CASCADE, related_name="response", verbose_name=_("delivery")
    )
    answered_on = models.DateField(_("answered on"))
    answer = models.TextField(
        _("answer"), blank=True, help_text=_("In its words, or a summary of it.")
    )
    answer_document = models.FileField(_("document"), upload_to=answer_path, blank=True)

    objects = PublishableQuerySet["Response"].as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ("answered_on", "pk")
        constraints = (*Publishable.Meta.constraints, TrackChanges(name="response_kept"))

    def __str__(self) -> str:
        return f"{self.answered_on}: {self.delivery.to_whom}"

    def get_absolute_url(self) -> str:
        return self.delivery.get_absolute_url()


class Dossier(models.Model):
    """A dossier for a hand-over: a zip file in a private folder. It is erased after a time; its checksum stays."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        MAKING = "making", _("Being built")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")
        ERASED = "erased", _("Erased")

    petition = models.ForeignKey(
        "petitions.Petition", models.PROTECT, related_name="dossiers", verbose_name=_("petition")
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.WAITING, editable=False
    )
    percent = models.PositiveSmallIntegerField(_("done so far (%)"), default=0, editable=False)
    name = models.CharField(max_length=40, blank=True, editable=False)  # file name
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    manifest_sha256 = models.CharField(
        _("checksum of its manifest"), max_length=64, blank=True, editable=False
    )
    statement = models.JSONField(default=dict, editable=False)  # the figures in it
    printed = models.JSONField(default=dict, editable=False)  # of its people: annex.Printed
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+",
        verbose_name=_("requested by"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("requested"), auto_now_add=True)
    finished_at = models.DateTimeField(_("built"), null=True, editable=False)

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        ordering = ("-created_at",)
        default_permissions = ("view", "add", "delete")

    def __str__(self) -> str:
        return f"{self.petition}, {self.created_at:%Y-%m-%d %H:%M}"


class PaperBatch(models.Model):
    """Signatures from sheets of paper, counted by hand. The note says where the sheets are kept."""

    petition = models.ForeignKey(
        "petitions.Petition",
        models.PROTECT,
        related_name="paper_batches",
        verbose_name=_("petition"),
    )
    received_on = models.DateField(_("received on"))
    country = CountryField(_("country"))
    count = models.PositiveIntegerField(_("valid signatures"))
    struck_out = models.PositiveIntegerField(_("struck out"), default=0)
    sheets = models.PositiveIntegerField(_("sheets"), default=1)
    collected_by = models.CharField(_("collected by"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+",
        verbose_name=_("entered by"),
    )  # fmt: skip
    entered_at = models.DateTimeField(_("entered"), auto_now_add=True)

    class Meta:
        verbose_name = _("batch of paper signatures")
        verbose_name_plural = _("paper signatures")
        ordering = ("-received_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="paper_batch_is_not_empty",
                condition=Q(count__gt=0),
                violation_error_message=_("There must be at least one signature."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.count}, {self.received_on}"
