"""What people are from: the region's places and its peoples, as data that migrations load."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from profiles import vocabulary as words


class Place(models.Model):
    """A prefecture-level division or a directly administered city of the region (a migration's data)."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=words.PlaceKind)
    name = models.CharField(_("name"), max_length=60)
    name_uyghur = models.CharField(_("Uyghur name"), max_length=60)
    name_chinese = models.CharField(_("Chinese name"), max_length=60)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Ethnicity(models.Model):
    code = models.SlugField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("ethnicity")
        verbose_name_plural = _("ethnicities")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
