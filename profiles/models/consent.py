"""Why the campaign may publish what it knows about a person, and how much of it."""

from collections.abc import Iterable
from copy import copy
from datetime import date
from typing import Any, Self, override

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.history.models import Change
from campaign.privacy.encryption import EncryptedTextField
from campaign.text.clean import is_letter
from campaign.text.fields import LineField
from campaign.text.partial_dates import PartialDateField
from profiles.models import vocabulary
from profiles.models.parts import FieldCheck, ProfilePart
from profiles.models.vocabulary import GIVERS, Basis, Capacity, ConsentMeans

_GIVEN, _ON_RECORD, _UNCHECKED = (
    Q(basis=basis.value) for basis in (Basis.CONSENT, Basis.PUBLIC_RECORD, Basis.UNCHECKED)
)
_TODAY = models.Func(template="CURRENT_DATE", output_field=models.DateField())
SCOPES = ("name", "story", "place", "photo", "quote", "relatives")
# The columns that decide what it lets the public read.
DECISIVE = {"basis", "withdrawn_at", "expires_on", *(f"covers_{scope}" for scope in SCOPES)}


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
        named = Q(covers_name=True) | Q(detainee__identity=vocabulary.Identity.ANONYMOUS)
        agreed = _GIVEN & Q(covers_story=True) & named
        return self.in_force().filter(_ON_RECORD | agreed, detainee=of)

    def covering(self, scope: str) -> Self:
        """Consents that also allow this scope: place, photo, quote or relatives."""
        return self.filter(_ON_RECORD | _GIVEN & Q(**{f"covers_{scope}": True}))


class LetterCheck(FieldCheck):
    """A check to which a text without a letter is empty: dashes and invisible characters say nothing.

    Only validation finds letters, since the database cannot read what is encrypted.
    """

    @override
    def validate(
        self,
        model: type[models.Model],
        instance: models.Model,
        exclude: Iterable[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        if self.field not in set(exclude or ()) and not any(
            map(is_letter, getattr(instance, self.field))
        ):
            instance = copy(instance)
            setattr(instance, self.field, "")
        super().validate(model, instance, exclude, using)


def _check(
    name: str, field: str, condition: Q, message: Any, kind: type[FieldCheck] = FieldCheck
) -> FieldCheck:
    return kind(
        name=f"consent_{name}", field=field, condition=condition, violation_error_message=message
    )


class Consent(ProfilePart):
    """The basis on which the campaign may publish a profile, and its scope.

    The database takes no consent that lacks who gave it, when, how and in which language, or that contradicts
    itself. One that is not complete yet is kept as “unchecked” and allows nothing.
    """

    irreversible_fields = ("*",)  # a withdrawn consent stays withdrawn

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="consents")
    basis = models.CharField(_("basis"), max_length=20, choices=Basis)
    capacity = models.CharField(
        _("given by"),
        max_length=20,
        choices=Capacity,
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
    obtained = PartialDateField(_("given on"), blank=True)
    obtained_by = models.CharField(
        _("how"), max_length=20, blank=True, db_default="", choices=ConsentMeans
    )
    language = LineField(
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
        constraints = (
            *ProfilePart.Meta.constraints,
            _check("has_a_basis", "basis", Q(basis__in=Basis.values), _("Choose the basis.")),
            _check(
                "is_given_by_someone",
                "capacity",
                ~_GIVEN | Q(capacity__in=[each.value for each in GIVERS]),
                _("Someone gives a consent. Choose who they are to the person."),
            ),
            _check(
                "public_record_has_no_giver",
                "capacity",
                ~_ON_RECORD | Q(capacity=Capacity.NONE.value, giver=""),
                _("No one gives what is on public record. Choose “No one”, and remove the giver."),
            ),
            _check(
                "names_its_giver",
                "giver",
                ~_GIVEN | ~Q(giver=""),
                _("Enter who gave this consent, and how to reach them."),
                LetterCheck,
            ),
            _check(
                "has_a_day",
                "obtained",
                ~_GIVEN | Q(obtained_precision="day"),
                _("Enter the day on which this consent was given, like 15 March 2026."),
            ),
            _check(
                "is_not_of_the_future",
                "obtained",
                _UNCHECKED | Q(obtained_latest=None) | Q(obtained_latest__lte=_TODAY),
                _("This day is in the future. Enter the day on which it was given."),
            ),
            _check(
                "has_a_means",
                "obtained_by",
                ~_GIVEN | Q(obtained_by__in=ConsentMeans.values),
                _("Choose how this consent was given."),
            ),
            _check(
                "has_a_language",
                "language",
                ~_GIVEN | ~Q(language=""),
                _("Enter the language in which it was explained and given."),
                LetterCheck,
            ),
            _check(
                "covers_something",
                "covers_name",
                ~_GIVEN | Q(*((f"covers_{scope}", True) for scope in SCOPES), _connector=Q.OR),
                _("Tick what this consent covers."),
            ),
            _check(
                "is_withdrawn_after_it_was_given",
                "withdrawn_at",
                _UNCHECKED
                | Q(withdrawn_at=None)
                | Q(obtained_earliest=None)
                | Q(withdrawn_at__date__gte=models.F("obtained_earliest")),
                _("It cannot be withdrawn before it was given. Check both days."),
            ),
            _check(
                "ends_after_it_was_given",
                "expires_on",
                _UNCHECKED
                | Q(expires_on=None)
                | Q(obtained_earliest=None)
                | Q(expires_on__gt=models.F("obtained_earliest")),
                _("It cannot end before it was given. Check both days."),
            ),
        )

    @override
    def clean(self) -> None:
        """Set the days that the words of the date mean, since the constraints compare them."""
        obtained: Any = self._meta.get_field("obtained")
        obtained.pre_save(self, add=False)

    def __str__(self) -> str:
        return self.get_basis_display()

    @property
    def is_in_force(self) -> bool:
        has_ended = self.expires_on and self.expires_on <= timezone.localdate()
        return not (self.withdrawn_at or has_ended)

    @classmethod
    def shows_more(cls, change: Change) -> bool:
        """Whether the change of a consent lets the public read more, or for longer (campaign/publishing/four_eyes.py)."""
        now = cls.objects.defer("giver").filter(pk=change.row).first()
        if now is None:
            return False
        if change.before is None or change.moved_from is not None:
            return bool(now._shown())
        before = copy(now)
        for name in DECISIVE & change.before.keys():
            column: Any = cls._meta.get_field(name)
            setattr(before, name, column.to_python(change.before[name]))
        lasts_longer = (now.expires_on or date.max) > (before.expires_on or date.max)
        return bool(now._shown() - before._shown() or (now._shown() and lasts_longer))

    def _shown(self) -> set[str]:
        """What it lets the public read now."""
        return {scope for scope in SCOPES if self.is_in_force and self.covers(scope)}

    def allows_profile(self, identity: str) -> bool:
        """Whether it is in force and allows a public profile with this identity (`Identity`)."""
        if not self.is_in_force:
            return False
        named = self.covers_name or identity == vocabulary.Identity.ANONYMOUS
        return self.basis == Basis.PUBLIC_RECORD or (
            self.basis == Basis.CONSENT and self.covers_story and named
        )

    def covers(self, scope: str) -> bool:
        """Whether this scope may be shown as well: place, photo, quote or relatives."""
        return self.basis == Basis.PUBLIC_RECORD or (
            self.basis == Basis.CONSENT and bool(getattr(self, f"covers_{scope}"))
        )
