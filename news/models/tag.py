"""Tags: what a news item is about, in a word or two."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.history.changes import TrackChanges
from campaign.text.fields import NameField


class Tag(models.Model):
    # What `free_slug` asks of a model (campaign/addresses/slugs.py).
    reserved_slugs: ClassVar[frozenset[str]] = frozenset()
    slug_from: ClassVar[tuple[str, str]] = ("name", "tag")

    name = NameField(_("name"), max_length=60)
    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        blank=True,
        help_text=_("Part of the address of its page. Made from the name if left empty."),
    )

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                Lower("name"),
                name="tag_has_its_own_name",
                violation_error_message=_("There is a tag of this name already."),
            ),
            models.CheckConstraint(
                name="tag_has_an_address",
                condition=~models.Q(slug=""),
                violation_error_message=_("It needs an address."),
            ),
            TrackChanges(name="tag_kept"),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("news:tag", args=[self.slug])
