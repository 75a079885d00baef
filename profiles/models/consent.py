"""Why the campaign may publish what it knows of a person, and how much of it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.dates import PartialDateField
from campaign.history import Kept
from campaign.sealing import SealedTextField
from profiles import vocabulary as words


class ConsentQuerySet(models.QuerySet["Consent"]):
    def standing(self, *, of: object) -> Self:
        """Consents of one person that allow a public profile and were not withdrawn."""
        return self.filter(
            Q(basis=words.Basis.PUBLIC_RECORD) | Q(covers_name=True, covers_story=True),
            detainee=of,
            withdrawn_at__isnull=True,
        )

    def covering(self, scope: str) -> Self:
        """Those that allow this (place, photo, quote, relatives) as well."""
        return self.filter(Q(basis=words.Basis.PUBLIC_RECORD) | Q(**{f"covers_{scope}": True}))


class Consent(models.Model):
    """Why the campaign may publish, and how much of it."""

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="consents")
    basis = models.CharField(_("basis"), max_length=20, choices=words.Basis, default="consent")
    capacity = models.CharField(
        _("given by"),
        max_length=20,
        choices=words.Capacity,
        default="none",
        help_text=_("In relation to the person."),
    )
    giver = SealedTextField(
        _("name and contact of the giver"),
        blank=True,
        help_text=_("Never shown in public; encrypted in the database."),
    )
    covers_name = models.BooleanField(_("name"), default=False)
    covers_story = models.BooleanField(_("story"), default=False)
    covers_place = models.BooleanField(_("place"), default=False)
    covers_photo = models.BooleanField(_("photo"), default=False)
    covers_quote = models.BooleanField(_("the family's words"), default=False)
    covers_relatives = models.BooleanField(_("links to relatives"), default=False, db_default=False)
    obtained = PartialDateField(_("obtained"), blank=True)
    withdrawn_at = models.DateTimeField(
        _("withdrawn on"),
        null=True,
        blank=True,
        help_text=_("Hides the profile at once if no other consent stands."),
    )
    notes = models.TextField(_("notes"), blank=True, help_text=_("Never shown in public."))

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("pk",)
        constraints = (Kept(name="consent_kept", of="detainee"),)

    def __str__(self) -> str:
        return self.get_basis_display()
