"""The places and the peoples of the region. Migrations load them."""

import re
from collections.abc import Sequence

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.text.fields import LineField
from profiles.models import vocabulary


class Place(models.Model):
    """A prefecture-level division, a directly administered city or a county.

    A migration loads prefectures and cities. Staff add counties below their prefecture.
    """

    code = models.SlugField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=vocabulary.PlaceKind)
    name = LineField(_("name"), max_length=60)
    name_uyghur = LineField(_("Uyghur name"), max_length=60)
    name_chinese = LineField(_("Chinese name"), max_length=60)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="counties",
        verbose_name=_("prefecture"),
        limit_choices_to={"parent": None},
    )

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                name="place_county_is_in_a_prefecture",
                condition=Q(kind="county", parent__isnull=False)
                | ~Q(kind="county") & Q(parent__isnull=True),
                violation_error_message=_("A county, and nothing else, is in a prefecture."),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def at_level(self, level: str) -> "Place | None":
        """The place as exactly as `level` (`PlaceLevel`) allows. Select `parent` with counties."""
        if level == vocabulary.PlaceLevel.NONE:
            return None
        if level == vocabulary.PlaceLevel.PREFECTURE and self.parent:
            return self.parent
        return self


def alternatives(name: str) -> Sequence[str]:
    """For “Kumul (Hami)”: the whole name, “Kumul” and “Hami”."""
    match = re.fullmatch(r"\s*(.+?)\s*\((.+?)\)\s*", name)
    return (name, match[1], match[2]) if match else (name,)


def without_kind(name: str) -> str:
    """“Yarkand” for “Yarkand County”."""
    kinds = (
        r"\b(prefecture|city|county|region|district|autonomous|kazakh|kirghiz|kyrgyz|mongol|hui"
        r"|xinjiang|xuar)\b|地区|自治州|[市县]$"
    )
    return re.sub(kinds, " ", name, flags=re.IGNORECASE).strip()


class Ethnicity(models.Model):
    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = LineField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("ethnicity")
        verbose_name_plural = _("ethnicities")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
