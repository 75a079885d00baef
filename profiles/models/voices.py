"""Quotations of families and friends, and replies of the authorities."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.text.fields import LineField, ParagraphField
from campaign.text.partial_dates import PartialDateField
from profiles.models import vocabulary
from profiles.models.parts import SourcedPart
from profiles.models.words_index import words_index


class Quote(SourcedPart):
    """Words of the family or of friends. Public only if a consent covers quotations."""

    identifying_fields = ("speaker",)

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="quotes")
    text = ParagraphField(_("the family’s words"), max_length=1000)
    original = ParagraphField(
        _("in the original words"),
        max_length=1000,
        blank=True,
        help_text=_("If it was translated."),
    )
    original_language = models.CharField(
        _("language of the original"), max_length=20, blank=True, choices=vocabulary.NameLanguage
    )
    speaker = LineField(
        _("said by"), max_length=100, help_text=_("As it is shown. For example: her daughter")
    )
    said_on = PartialDateField(_("said"), blank=True)

    class Meta(SourcedPart.Meta):
        verbose_name = _("quotation")
        verbose_name_plural = _("quotations")
        ordering = ("pk",)
        indexes = (
            words_index("text", name="quote_text_words"),
            words_index("original", name="quote_original_words"),
            words_index("speaker", name="quote_speaker_words"),
        )
        constraints = (
            *SourcedPart.Meta.constraints,
            models.CheckConstraint(
                name="quote_original_has_a_language",
                condition=Q(original="") | ~Q(original_language=""),
                violation_error_message=_("Say in which language the original words are."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.text[:60]} ({self.speaker})"


class Reply(SourcedPart):
    """What the authorities answered to questions. A profile shows their account beside ours."""

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="replies")
    kind = models.CharField(_("the authorities"), max_length=20, choices=vocabulary.ReplyKind)
    authority = LineField(_("person who answered, or was asked"), max_length=160, blank=True)
    text = ParagraphField(
        _("answer"), blank=True, max_length=1000, help_text=_("Word for word; it is quoted.")
    )
    when = PartialDateField(_("when"), blank=True)

    class Meta(SourcedPart.Meta):
        verbose_name = _("reply of the authorities")
        verbose_name_plural = _("replies of the authorities")
        ordering = ("when_earliest", "pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.when}".strip()
