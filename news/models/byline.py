"""Authors of news items: people of the organisation, under the name by which the public knows them."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.history.changes import TrackChanges
from campaign.text.fields import LineField, NameField


class Author(models.Model):
    """A pseudonym stands alone: the real name behind it is stored nowhere on this site."""

    name = NameField(_("name"), max_length=120, unique=True)
    role = LineField(
        _("role"), max_length=160, blank=True, help_text=_("For example: head of research")
    )
    is_pseudonym = models.BooleanField(
        _("pseudonym"),
        default=False,
        help_text=_(
            "The page says that the name was changed. Never write the real name anywhere on this site."
        ),
    )

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ("name",)
        constraints = (TrackChanges(name="author_kept"),)

    def __str__(self) -> str:
        return self.name


class Byline(models.Model):
    """An author of one item. An item without any is by the organisation."""

    item: Any = models.ForeignKey("news.NewsItem", models.CASCADE, related_name="bylines")
    author = models.ForeignKey(
        Author, models.PROTECT, related_name="bylines", verbose_name=_("author")
    )
    order = models.PositiveSmallIntegerField(
        _("order"), default=1, help_text=_("1 is named first.")
    )

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["item", "author"],
                name="byline_names_an_author_once",
                violation_error_message=_("This author is named already."),
            ),
            TrackChanges(name="byline_kept", of="item"),
        )

    def __str__(self) -> str:
        return str(self.author)
