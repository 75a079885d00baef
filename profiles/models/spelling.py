"""Names that are one name, which no rule of folding can tell."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from profiles.names.keys import SpellingsField, spellings


class SpellingGroup(models.Model):
    """Spellings of one name; whoever looks for one of them finds the others too."""

    spellings = models.TextField(
        _("spellings"),
        max_length=1000,
        help_text=_(
            "Separated by commas, in any script: Memet, Muhammad, 买买提. Spellings that differ only in "
            "marks or in letters such as q and k, gh and g, e and a need not be given."
        ),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    keys = SpellingsField(source="spellings")

    class Meta:
        verbose_name = _("name with several spellings")
        verbose_name_plural = _("names with several spellings")
        ordering = ("spellings",)

    def __str__(self) -> str:
        return self.spellings

    def clean(self) -> None:
        apart = self.spellings.replace("\n", ",").split(",")
        if any(len(name.split()) > 1 for name in apart):
            raise ValidationError({"spellings": _("One word each, separated by commas.")})
        if len(spellings(self.spellings)) < 2:
            raise ValidationError({"spellings": _("The search finds these together already.")})
