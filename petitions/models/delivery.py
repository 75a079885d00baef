"""Handing over: the register of deliveries, dossiers, and signatures on paper."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from campaign.text.fields import LineField


def answer_path(delivery: "Delivery", filename: str) -> str:
    """The storage path of a document: a random name, whatever the file was called."""
    return f"answers/{secrets.token_hex(16)}.pdf"


class Delivery(models.Model):
    """One hand-over of a petition and the addressee's answer. All of it is public."""

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
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer = models.TextField(
        _("answer"), blank=True, help_text=_("In its words, or a summary of it.")
    )
    answer_document = models.FileField(_("document"), upload_to=answer_path, blank=True)
    # From the dossier that was handed over (petitions/handover/dossiers.py).
    manifest_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    statement = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("delivered_on", "pk")
        constraints = (
            models.CheckConstraint(
                name="delivery_answered_after_it_was_delivered",
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("delivered_on")),
                violation_error_message=_("It cannot have been answered before it was delivered."),
            ),
            models.CheckConstraint(
                name="delivery_acknowledged_after_it_was_delivered",
                condition=Q(acknowledged_on__isnull=True)
                | Q(acknowledged_on__gte=F("delivered_on")),
                violation_error_message=_(
                    "It cannot have been acknowledged before it was delivered."
                ),
            ),
            models.CheckConstraint(
                name="delivery_answer_has_a_date",
                condition=Q(answer="", answer_document="") | Q(answered_on__isnull=False),
                violation_error_message=_("An answer needs the day on which it came."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.delivered_on}: {self.to_whom}"

    @property
    def days_unanswered(self) -> int:
        """Days until today, or until the answer."""
        until = self.answered_on or timezone.localdate()
        return max(0, (until - self.delivered_on).days)


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
