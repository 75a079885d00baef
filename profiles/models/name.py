"""The names of a person, in every script and spelling."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.history import Kept
from profiles import vocabulary as words
from profiles.folding import FoldedField


class Name(models.Model):
    """A name as one string: never split into first and last, which many names here do not have."""

    detainee = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="names")
    text = models.CharField(_("name"), max_length=120)
    language = models.CharField(
        _("language and script"), max_length=20, choices=words.NameLanguage, default="ug-Latn"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=words.NameKind, default="primary")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    is_public = models.BooleanField(_("shown"), default=True)
    folded = FoldedField(source="text")

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = ("order", "pk")
        indexes = (
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="name_folded_trigrams"),
        )
        constraints = (
            Kept(name="name_kept", of="detainee"),
            models.UniqueConstraint(
                fields=["detainee", "text", "language"],
                name="name_once_per_detainee",
                violation_error_message=_("This name is already there."),
            ),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def direction(self) -> str:
        return "rtl" if self.language.endswith("-Arab") else "ltr"
