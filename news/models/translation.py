"""News items in other languages."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.text.fields import LineField, MarkdownField, ParagraphField
from campaign.translations.models import Translation, TranslationQuerySet
from news.models.item import NewsItem


class NewsItemTranslation(Translation):
    item = models.ForeignKey(NewsItem, models.CASCADE, related_name="translations")
    headline = LineField(_("headline"), max_length=120, blank=True)
    standfirst = ParagraphField(_("standfirst"), max_length=400, blank=True)
    body = MarkdownField(_("text"), blank=True)
    quote = ParagraphField(_("pull quote"), max_length=500, blank=True)
    quote_speaker = LineField(_("said by"), max_length=120, blank=True)
    quote_role = LineField(_("role"), max_length=160, blank=True)
    caption = LineField(_("caption"), max_length=300, blank=True)
    dateline = LineField(_("city of the date line"), max_length=80, blank=True)
    notes = MarkdownField(_("notes to editors"), blank=True)

    objects = TranslationQuerySet["NewsItemTranslation"].as_manager()

    class Meta(Translation.Meta):
        verbose_name = _("translation of a news item")
        verbose_name_plural = _("translations of news items")
