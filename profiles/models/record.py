"""What belongs to the record itself: who is related, what was changed, where else it is kept."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.history.changes import TrackChanges
from campaign.text.fields import LineField, ParagraphField
from profiles.models import vocabulary as words


class Relationship(models.Model):
    """Two people on this site, or a person and somebody who is only described.

    Kinship puts people in danger: nothing is shown by default, and a link between two pages only if the
    consents of both cover it.
    """

    reveals = ("other_id", "description", "kind")

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="relationships")
    kind = models.CharField(
        _("relation"),
        max_length=20,
        choices=words.Relation,
        help_text=_("What the other person is to this one."),
    )
    other = models.ForeignKey(
        "profiles.Detainee", models.CASCADE, null=True, blank=True,
        related_name="relationships_from_others", verbose_name=_("other person on this site"),
    )  # fmt: skip
    description = LineField(
        _("or described as"),
        max_length=160,
        blank=True,
        help_text=_("As it is shown: two small children, for example. No names."),
    )
    is_public = models.BooleanField(_("shown"), default=False)

    class Meta:
        verbose_name = _("relationship")
        verbose_name_plural = _("relationships")
        ordering = ("pk",)
        constraints = (
            TrackChanges(name="relationship_kept", of="detainee"),
            models.CheckConstraint(
                name="relationship_to_somebody",
                condition=Q(other__isnull=False, description="")
                | Q(other__isnull=True) & ~Q(description=""),
                violation_error_message=_("Choose the other person, or describe who it is."),
            ),
            models.CheckConstraint(
                name="relationship_not_to_oneself",
                condition=Q(other__isnull=True) | ~Q(other=F("detainee")),
                violation_error_message=_("A person cannot be related to themselves."),
            ),
            models.UniqueConstraint(
                fields=["detainee", "other", "kind"],
                name="relationship_once",
                condition=Q(other__isnull=False),
                violation_error_message=_("This relationship exists already."),
            ),
        )

    def __str__(self) -> str:
        return (
            f"{self.get_kind_display()}: {self.other.reference if self.other else self.description}"
        )


class Amendment(models.Model):
    """A dated public note: what was changed in the record, why, and on whose word."""

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="amendments")
    kind = models.CharField(
        _("kind"), max_length=20, choices=words.AmendmentKind, default=words.AmendmentKind.UPDATE
    )
    on = models.DateField(_("date"), default=timezone.localdate)
    text = ParagraphField(_("change and reason"), max_length=600, help_text=_("Shown in public."))
    is_public = models.BooleanField(_("shown"), default=True)

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ("-on", "-pk")
        constraints = (TrackChanges(name="amendment_kept", of="detainee"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%Y-%m-%d}"


class ExternalRecord(models.Model):
    """The same person in another register."""

    reveals = ("number", "url")

    detainee = models.ForeignKey(
        "profiles.Detainee", models.CASCADE, related_name="external_records"
    )
    registry = models.CharField(_("register"), max_length=20, choices=words.Registry)
    number = LineField(_("number in that source"), max_length=80)
    url = models.URLField(_("link"), max_length=500, blank=True)
    is_public = models.BooleanField(_("shown"), default=True)

    class Meta:
        verbose_name = _("record elsewhere")
        verbose_name_plural = _("records elsewhere")
        ordering = ("registry", "number")
        constraints = (
            TrackChanges(name="externalrecord_kept", of="detainee"),
            models.UniqueConstraint(
                fields=["detainee", "registry", "number"],
                name="external_record_once",
                violation_error_message=_("This record exists already."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_registry_display()} {self.number}"
