"""Petitions in other languages. What people sign is always the original."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.text.fields import LineField, ParagraphField
from campaign.translations.models import Translation, TranslationQuerySet
from petitions.models.petition import Petition


class PetitionTranslation(Translation):
    item = models.ForeignKey(Petition, models.CASCADE, related_name="translations")
    title = LineField(_("title"), max_length=120, blank=True)
    summary = ParagraphField(_("summary"), max_length=400, blank=True)
    demand = LineField(_("demand"), max_length=300, blank=True)
    letter = models.TextField(
        _("letter"), blank=True, help_text=_("For reading. People sign the original.")
    )
    closing_note = models.TextField(_("closing note"), max_length=600, blank=True)

    objects = TranslationQuerySet["PetitionTranslation"].as_manager()

    class Meta(Translation.Meta):
        verbose_name = _("translation of a petition")
        verbose_name_plural = _("translations of petitions")
