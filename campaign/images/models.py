"""Pictures that staff upload, with their description, credit and origin."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.history.changes import TrackChanges
from campaign.privacy.encryption import EncryptedTextField
from campaign.privacy.readers import CLOSED_LABEL, is_closed_here
from campaign.text.fields import LineField


class Likeness(models.TextChoices):
    """Who confirmed that a portrait shows the person it is said to show."""

    FAMILY = "family", _("Confirmed by the family")
    OTHER = "other", _("Confirmed by someone else")
    UNVERIFIED = "unverified", _("Not verified")


class Picture(models.Model):
    """A picture, re-encoded by campaign/images/uploads.py. Its files are named after `name` and `widths`."""

    # Columns that the public never sees (campaign/publishing/four_eyes.py).
    unseen_fields = ("likeness", "likeness_by", "provenance")

    name = models.CharField(max_length=32, unique=True, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    widths = ArrayField(models.PositiveIntegerField(), editable=False)
    alt = LineField(
        _("description"),
        max_length=300,
        help_text=_("What can be seen, for people who cannot see it. “Photo of …” is not needed."),
    )
    credit = LineField(_("credit"), max_length=200, help_text=_("Who made or gave it."))
    for_press = models.BooleanField(
        _("cleared for the press"),
        default=False,
        db_default=False,
        help_text=_(
            "Whoever made it, and everyone in it, lets newspapers print it with the credit. Only then is it in press packs."
        ),
    )
    # A page that crops the picture keeps this point visible: percent of the width and of the height. The
    # default suits portraits, where the face is in the upper half.
    focus_x = models.PositiveSmallIntegerField(_("across, from the left"), default=50)
    focus_y = models.PositiveSmallIntegerField(_("down, from the top"), default=30)
    likeness = models.CharField(
        _("likeness"),
        max_length=10,
        choices=Likeness,
        default=Likeness.UNVERIFIED,
        help_text=_(
            "Whether it shows whom it is said to show. Wrong portraits have been published."
        ),
    )
    likeness_by = EncryptedTextField(
        _("confirmed by"),
        blank=True,
        help_text=_("Who, how and when. Never shown in public; encrypted in the database."),
    )
    provenance = EncryptedTextField(
        _("where it comes from"),
        blank=True,
        help_text=_(
            "How it came to us, and where it was seen before. Never shown in public; encrypted in the "
            "database."
        ),
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ("-uploaded_at",)
        permissions = (("see_origin", _("Can see where pictures come from")),)
        constraints = (
            TrackChanges(name="picture_kept"),
            models.CheckConstraint(
                name="picture_has_description_and_credit",
                condition=~models.Q(alt="") & ~models.Q(credit=""),
                violation_error_message=_("A picture needs a description and a credit."),
            ),
            models.CheckConstraint(
                name="picture_focus_is_on_it",
                condition=models.Q(focus_x__lte=100, focus_y__lte=100),
                violation_error_message=_("The point must be on the picture: 0 to 100."),
            ),
            models.CheckConstraint(
                name="picture_likeness_was_confirmed_by_somebody",
                condition=models.Q(likeness=Likeness.UNVERIFIED) | ~models.Q(likeness_by=""),
                violation_error_message=_("Say who confirmed the likeness."),
            ),
        )

    def __str__(self) -> str:
        return str(CLOSED_LABEL) if is_closed_here(self) else self.alt
