"""Links and notes of a record: related and distinct people, amendments, records in other databases."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.text.fields import LineField, ParagraphField
from profiles.models import vocabulary
from profiles.models.parts import PublicPart


class Relationship(PublicPart):
    """A relationship of two people on this site, or of a person and someone who is only described.

    Kinship puts people in danger. So a row is hidden by default, and two pages link to each other only if the
    consents of both people cover it.
    """

    identifying_fields = ("other_id", "description", "kind")

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="relationships")
    kind = models.CharField(
        _("relation"),
        max_length=20,
        choices=vocabulary.Relation,
        help_text=_("What the other one is to this person."),
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

    class Meta(PublicPart.Meta):
        verbose_name = _("relationship")
        verbose_name_plural = _("relationships")
        ordering = ("pk",)
        constraints = (
            *PublicPart.Meta.constraints,
            models.CheckConstraint(
                name="relationship_to_somebody",
                condition=Q(other__isnull=False, description="")
                | Q(other__isnull=True) & ~Q(description=""),
                violation_error_message=_("Choose the other person, or describe who it is."),
            ),
            models.CheckConstraint(
                name="relationship_not_to_oneself",
                condition=Q(other__isnull=True) | ~Q(other=F("detainee")),
                violation_error_message=_("Nobody is related to herself."),
            ),
            models.UniqueConstraint(
                fields=["detainee", "other", "kind"],
                name="relationship_once",
                condition=Q(other__isnull=False),
                violation_error_message=_("This relationship is already there."),
            ),
        )

    def __str__(self) -> str:
        return (
            f"{self.get_kind_display()}: {self.other.reference if self.other else self.description}"
        )


class Amendment(PublicPart):
    """A dated public note: what changed in the record, why, and who said so."""

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="amendments")
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=vocabulary.AmendmentKind,
        default=vocabulary.AmendmentKind.UPDATE,
    )
    on = models.DateField(_("date"), default=timezone.localdate)
    text = ParagraphField(
        _("what was changed, and why"), max_length=600, help_text=_("Shown in public.")
    )

    class Meta(PublicPart.Meta):
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering = ("-on", "-pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on:%Y-%m-%d}"


class ExternalRecord(PublicPart):
    """The record of this person in another register."""

    identifying_fields = ("number", "url")

    detainee = models.ForeignKey(
        "profiles.Detainee", models.CASCADE, related_name="external_records"
    )
    registry = models.CharField(_("register"), max_length=20, choices=vocabulary.Registry)
    number = LineField(_("number there"), max_length=80)
    url = models.URLField(_("link"), max_length=500, blank=True)

    class Meta(PublicPart.Meta):
        verbose_name = _("record elsewhere")
        verbose_name_plural = _("records elsewhere")
        ordering = ("registry", "number")
        constraints = (
            *PublicPart.Meta.constraints,
            models.UniqueConstraint(
                fields=["detainee", "registry", "number"],
                name="external_record_once",
                violation_error_message=_("This record is already there."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_registry_display()} {self.number}"


class Distinct(models.Model):
    """Two people with one name. Staff compared them and know that they are two.

    Each pair has two rows, one in each direction, so that a query from either person finds it.
    """

    person = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="distinct_from")
    other = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("told by")
    )
    at = models.DateTimeField(_("on"), auto_now_add=True)

    class Meta:
        verbose_name = _("pair of two people")
        verbose_name_plural = _("pairs of two people")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["person", "other"], name="distinct_once"),
            models.CheckConstraint(
                name="distinct_from_somebody_else",
                condition=~models.Q(person=models.F("other")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} ≠ {self.other_id}"
