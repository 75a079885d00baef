"""The summary and the story of a person in other languages. Names have languages of their own (name.py)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.text.fields import MarkdownField, ParagraphField
from campaign.translations.models import Translation, TranslationQuerySet
from profiles.models.detainee import Detainee


class DetaineeTranslation(Translation):
    item = models.ForeignKey(Detainee, models.CASCADE, related_name="translations")
    summary = ParagraphField(_("summary"), max_length=600, blank=True)
    story = MarkdownField(_("story"), blank=True)

    objects = TranslationQuerySet["DetaineeTranslation"].as_manager()

    class Meta(Translation.Meta):
        verbose_name = _("translation of a person’s story")
        verbose_name_plural = _("translations of people’s stories")
