"""What the page for the press says: contact, hours, boilerplate, and who speaks for the campaign."""

from collections.abc import Iterable
from typing import override

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.dates.zones import zone_choices
from campaign.history.changes import TrackChanges
from campaign.images.models import Picture
from campaign.publishing.workflow import Publishable, PublishableQuerySet
from campaign.text.fields import LineField, NameField


class PressPage(Publishable):
    """There is one row. `/press/` shows it while it is published, and so does every press release."""

    four_eyes = "news"
    irreversible_fields = ("state", "publish_at")  # (campaign/history/revert.py)

    contact_name = LineField(_("press contact"), max_length=120)
    email = models.EmailField(_("email"), max_length=200)
    phone = LineField(
        _("phone"),
        max_length=60,
        blank=True,
        help_text=_("With the country code: +41 22 555 01 23"),
    )
    hours = LineField(
        _("hours"),
        max_length=160,
        blank=True,
        help_text=_("For example: Monday to Friday, 9:00 to 18:00"),
    )
    time_zone = models.CharField(
        _("time zone of the hours"), max_length=40, choices=zone_choices, default="UTC"
    )
    languages = LineField(
        _("languages"), max_length=200, blank=True, help_text=_("In which the contact answers.")
    )
    boilerplate = models.TextField(
        _("about us"),
        blank=True,
        help_text=_("Markdown. One paragraph, which stands at the end of every press release."),
    )
    only = models.BooleanField(default=True, db_default=True, unique=True, editable=False)

    objects = PublishableQuerySet["PressPage"].as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("press page")
        verbose_name_plural = _("press page")
        constraints = (
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="presspage_is_the_only_one",
                condition=Q(only=True),
                violation_error_message=_("There is one press page already. Change that one."),
            ),
            TrackChanges(name="presspage_kept"),
        )

    def __str__(self) -> str:
        return str(_("Press page"))

    def get_absolute_url(self) -> str:
        return reverse("press:page")

    @override
    def shown_with(self) -> Iterable[tuple[type[models.Model], int | None]]:
        if self.pk:
            for spokesperson in self.spokespeople.all():
                yield Picture, spokesperson.picture_id


class Spokesperson(models.Model):
    """Someone whom journalists can interview."""

    press = models.ForeignKey(PressPage, models.CASCADE, related_name="spokespeople")
    name = NameField(_("name"), max_length=120)
    role = LineField(_("role"), max_length=160, blank=True)
    languages = LineField(_("languages"), max_length=200, blank=True)
    topics = LineField(_("topics"), max_length=300, blank=True)
    picture = models.ForeignKey(
        Picture, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name = _("spokesperson")
        verbose_name_plural = _("spokespeople")
        ordering = ("order", "pk")
        constraints = (TrackChanges(name="spokesperson_kept", of="press"),)

    def __str__(self) -> str:
        return self.name
