"""Why the campaign may publish what it knows about a person, and how much of it."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.privacy.encryption import EncryptedTextField
from campaign.text.partial_dates import PartialDateField
from profiles.models import vocabulary
from profiles.models.parts import ProfilePart


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self) -> Self:
        """Neither withdrawn nor expired."""
        return self.filter(
            Q(expires_on__isnull=True) | Q(expires_on__gt=timezone.localdate()),
            withdrawn_at__isnull=True,
        )

    def allowing_profile(self, *, of: object) -> Self:
        """Consents in force that allow a public profile of one person (`Consent.allows_profile`, in SQL).

        of: a person, a primary key or an outer reference.
        """
        agreed = Q(covers_story=True) & (
            Q(covers_name=True) | Q(detainee__identity=vocabulary.Identity.ANONYMOUS)
        )
        return self.in_force().filter(Q(basis=vocabulary.Basis.PUBLIC_RECORD) | agreed, detainee=of)

    def covering(self, scope: str) -> Self:
        """Consents that also allow this scope: place, photo, quote or relatives."""
        return self.filter(Q(basis=vocabulary.Basis.PUBLIC_RECORD) | Q(**{f"covers_{scope}": True}))


class Consent(ProfilePart):
    """The basis on which the campaign may publish a profile, and its scope."""

    irreversible_fields = ("*",)  # a withdrawn consent stays withdrawn

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="consents")
    basis = models.CharField(_("basis"), max_length=20, choices=vocabulary.Basis, default="consent")
    capacity = models.CharField(
        _("given by"),
        max_length=20,
        choices=vocabulary.Capacity,
        default="none",
        help_text=_("In relation to the person."),
    )
    giver = EncryptedTextField(
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
    obtained_by = models.CharField(
        _("how"), max_length=20, blank=True, db_default="", choices=vocabulary.ConsentMeans
    )
    language = models.CharField(
        _("in which language"),
        max_length=60,
        blank=True,
        db_default="",
        help_text=_("In which it was explained and given."),
    )
    review_on = models.DateField(
        _("ask again on"),
        null=True,
        blank=True,
        help_text=_("It stays in force. The dashboard reminds us to ask whether it still holds."),
    )
    expires_on = models.DateField(
        _("ends on"),
        null=True,
        blank=True,
        help_text=_("Hides the profile on that day unless another consent is valid."),
    )
    withdrawn_at = models.DateTimeField(
        _("withdrawn on"),
        null=True,
        blank=True,
        help_text=_("Hides the profile at once unless another consent is valid."),
    )
    notes = models.TextField(_("notes"), blank=True, help_text=_("Never shown in public."))

    objects = ConsentQuerySet.as_manager()

    class Meta(ProfilePart.Meta):
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.get_basis_display()

    def allows_profile(self, identity: str) -> bool:
        """Whether it is in force and allows a public profile with this identity (`Identity`)."""
        if self.withdrawn_at or (self.expires_on and self.expires_on <= timezone.localdate()):
            return False
        named = self.covers_name or identity == vocabulary.Identity.ANONYMOUS
        return self.basis == vocabulary.Basis.PUBLIC_RECORD or (self.covers_story and named)

    def covers(self, scope: str) -> bool:
        """Whether this scope may be shown as well: place, photo, quote or relatives."""
        return self.basis == vocabulary.Basis.PUBLIC_RECORD or bool(
            getattr(self, f"covers_{scope}")
        )
