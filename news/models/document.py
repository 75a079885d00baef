"""Documents to download with a news item."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.history.changes import TrackChanges
from campaign.text.fields import LineField


class Language(models.TextChoices):
    """Languages of documents (BCP 47), each in its own words."""

    ENGLISH = "en", "English"
    UYGHUR = "ug", "ئۇيغۇرچە"
    CHINESE = "zh", "中文"
    KAZAKH = "kk", "Қазақша"
    KYRGYZ = "ky", "Кыргызча"
    UZBEK = "uz", "Oʻzbekcha"
    TURKISH = "tr", "Türkçe"
    RUSSIAN = "ru", "Русский"
    ARABIC = "ar", "العربية"
    FRENCH = "fr", "Français"
    GERMAN = "de", "Deutsch"
    SPANISH = "es", "Español"
    JAPANESE = "ja", "日本語"


class NewsDocument(models.Model):
    """A file that was rewritten when it came in (news/documents/intake.py). It is stored under a random name.

    words: the text of a PDF, for the search for names that must stay hidden. No one reads it.
    """

    item: Any = models.ForeignKey("news.NewsItem", models.CASCADE, related_name="documents")
    title = LineField(_("title"), max_length=200)
    language = models.CharField(
        _("language"), max_length=10, choices=Language, default=Language.ENGLISH
    )
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    name = models.CharField(max_length=40, editable=False)  # of the file, with its ending
    size = models.PositiveIntegerField(_("size in bytes"), editable=False)
    words = models.TextField(editable=False, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("order", "pk")
        constraints = (
            models.CheckConstraint(
                name="newsdocument_has_a_file",
                condition=~models.Q(name=""),
                violation_error_message=_("Choose a file."),
            ),
            TrackChanges(name="newsdocument_kept", of="item"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def kind(self) -> str:
        """“pdf” or “jpg”: what the file is, by its content."""
        return self.name.rpartition(".")[2]
