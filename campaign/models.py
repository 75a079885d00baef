"""What every part of the site shares: pictures, the pages that staff write, and the history."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.history.changes import Kept
from campaign.privacy.encryption import SealedTextField
from campaign.publishing.workflow import Publishable, PublishableQuerySet
from campaign.text.fields import LineField
from campaign.web.rate_limits import Use


class Likeness(models.TextChoices):
    """Who says that a picture shows whom it is said to show."""

    FAMILY = "family", _("Confirmed by the family")
    OTHER = "other", _("Confirmed by somebody else")
    UNVERIFIED = "unverified", _("Not verified")


class Picture(models.Model):
    """A picture as re-encoded by campaign/images/intake.py; the uploaded file itself is never kept."""

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
    # Where a smaller picture is cut out of it, as a portrait is, this point stays in sight: tenths of the
    # width and of the height. People look into a camera from the upper half.
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
    likeness_by = SealedTextField(
        _("confirmed by"),
        blank=True,
        help_text=_("Who, how and when. Never shown in public; encrypted in the database."),
    )
    provenance = SealedTextField(
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
            Kept(name="picture_kept"),
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
        return self.alt


class Page(Publishable):
    """A page that staff write: about, privacy and the like."""

    reserved_slugs = frozenset(
        {"admin", "data", "news", "petitions", "profiles", "static", "ug", "zh-hans"}
    )

    slug = models.SlugField(_("address"), unique=True, help_text=_("about gives /about/"))
    title = LineField(_("title"), max_length=120)
    body = models.TextField(_("text"), help_text=_("Markdown: ## for a heading, * for a list."))

    objects = PublishableQuerySet["Page"].as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("page", args=[self.slug])


class Limit(models.Model):
    """How much of something is usual, over a short time and over a long one (campaign/web/rate_limits.py)."""

    at_least_one = (MinValueValidator(1),)

    use = models.CharField(_("of what"), max_length=10, choices=Use, unique=True, editable=False)
    burst = models.PositiveIntegerField(_("at most"), validators=at_least_one)
    burst_minutes = models.PositiveIntegerField(_("in minutes"), validators=at_least_one)
    sustained = models.PositiveIntegerField(_("and at most"), validators=at_least_one)
    sustained_hours = models.PositiveIntegerField(_("in hours"), validators=at_least_one)
    is_on = models.BooleanField(_("on"), default=True)

    class Meta:
        verbose_name = _("limit")
        verbose_name_plural = _("limits")
        ordering = ("pk",)
        default_permissions = ("view", "change")
        constraints = (
            models.CheckConstraint(
                name="limit_lets_something_through",
                condition=models.Q(
                    burst__gt=0, burst_minutes__gt=0, sustained__gt=0, sustained_hours__gt=0
                ),
            ),
        )

    def __str__(self) -> str:
        return self.get_use_display()


class Bucket(models.Model):
    """A bucket that is not full, and when it would be."""

    key = models.BinaryField(max_length=16, primary_key=True)
    full_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"full at {self.full_at:%Y-%m-%d %H:%M}"


class DayKey(models.Model):
    """The random key that goes into every digest of one day."""

    day = models.DateField(primary_key=True)
    key = models.BinaryField(max_length=32)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.day}"


class Edit(models.Model):
    """What one author changed at one time, and why (campaign/history/changes.py). Written by triggers alone."""

    at = models.DateTimeField(db_default=Now())
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )  # null: outside the desk
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.author or ''}".strip()


class Change(models.Model):
    """One row of the database, before and after: of an update only the columns that it changed."""

    edit = models.ForeignKey(Edit, models.CASCADE, related_name="changes")
    subject = models.CharField(max_length=60)  # whose history this belongs to: "profiles.detainee"
    subject_pk = models.BigIntegerField()
    moved_from = models.BigIntegerField(null=True)  # the subject that the row belonged to before
    table = models.CharField(max_length=63)
    row = models.BigIntegerField()
    before = models.JSONField(null=True)  # None: the row was added
    after = models.JSONField(null=True)  # None: the row was deleted

    class Meta:
        default_permissions = ()
        ordering = ("pk",)
        indexes = (
            models.Index(fields=["subject", "subject_pk", "edit"], name="change_of_subject"),
            models.Index(
                fields=["subject", "moved_from"],
                name="change_moved_from",
                condition=models.Q(moved_from__isnull=False),
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="change_has_a_before_or_an_after",
                condition=models.Q(before__isnull=False) | models.Q(after__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.table} {self.row}"
