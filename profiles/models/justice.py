"""Legal cases, as the authorities report them, and the reasons that people suspect."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaign.text.fields import LineField
from campaign.text.partial_dates import PartialDateField
from profiles.models import vocabulary
from profiles.models.parts import SourcedPart

CHARGES = SearchVector("official_charge", "charge_original", config="english")


class LegalCase(SourcedPart):
    """An accusation, a trial and a verdict, as far as they are known. The charge is a quotation."""

    identifying_fields = ("court",)

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="legal_cases")
    official_charge = LineField(
        _("official charge"),
        max_length=300,
        blank=True,
        help_text=_("Word for word; it is quoted."),
    )
    charge_original = LineField(
        _("in the original words"), max_length=300, blank=True, help_text=_("If it was translated.")
    )
    charge_language = models.CharField(
        _("language of the original"), max_length=20, blank=True, choices=vocabulary.NameLanguage
    )
    charge_kind = models.CharField(
        _("kind of charge"), max_length=20, blank=True, choices=vocabulary.ChargeKind
    )
    law_article = LineField(_("article of the law"), max_length=120, blank=True)
    court = LineField(_("court"), max_length=160, blank=True)
    trial = models.CharField(
        _("trial"),
        max_length=20,
        choices=vocabulary.TrialKind,
        default=vocabulary.TrialKind.UNKNOWN,
    )
    verdict_on = PartialDateField(_("verdict"), blank=True)
    sentence = models.CharField(
        _("sentence"),
        max_length=20,
        choices=vocabulary.SentenceKind,
        default=vocabulary.SentenceKind.NONE,
    )
    sentence_months = models.PositiveSmallIntegerField(
        _("months"), null=True, blank=True, help_text=_("Of a term: 180 for 15 years.")
    )
    release_due = PartialDateField(_("release due"), blank=True)

    class Meta(SourcedPart.Meta):
        verbose_name = _("legal case")
        verbose_name_plural = _("legal cases")
        ordering = ("pk",)
        indexes = (GinIndex(CHARGES, name="legalcase_charges"),)
        constraints = (
            *SourcedPart.Meta.constraints,
            models.CheckConstraint(
                name="case_months_of_a_term",
                condition=Q(sentence_months__isnull=True)
                | Q(sentence__in=sorted(vocabulary.TERMS)),
                violation_error_message=_("Only a term has a number of months."),
            ),
            models.CheckConstraint(
                name="case_original_has_a_language",
                condition=Q(charge_original="") | ~Q(charge_language=""),
                violation_error_message=_("Say in which language the original words are."),
            ),
        )

    def __str__(self) -> str:
        return self.official_charge or self.sentence_in_words

    @property
    def sentence_in_words(self) -> str:
        """“Prison term: 15 years and 11 months”; empty if no sentence is known."""
        if self.sentence == vocabulary.SentenceKind.NONE:
            return ""
        length = length_in_words(self.sentence_months or 0)
        label = str(self.get_sentence_display())
        return f"{label}: {length}" if length else label


def length_in_words(months: int) -> str:
    """“15 years and 11 months”."""
    years, rest = divmod(months, 12)
    parts = []
    if years:
        parts.append(ngettext("%(count)d year", "%(count)d years", years) % {"count": years})
    if rest:
        parts.append(ngettext("%(count)d month", "%(count)d months", rest) % {"count": rest})
    return str(_(" and ")).join(parts)


class Reason(SourcedPart):
    """Why people who know the person think it happened. This is never the official charge."""

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="reasons")
    kind = models.CharField(_("suspected reason"), max_length=20, choices=vocabulary.ReasonKind)
    description = LineField(_("in words"), max_length=400, blank=True)

    class Meta(SourcedPart.Meta):
        verbose_name = _("suspected reason")
        verbose_name_plural = _("suspected reasons")
        ordering = ("pk",)
        constraints = (
            *SourcedPart.Meta.constraints,
            models.UniqueConstraint(
                fields=["detainee", "kind", "description"],
                name="reason_once_per_detainee",
                violation_error_message=_("This reason exists already."),
            ),
        )

    def __str__(self) -> str:
        return self.description or self.get_kind_display()
