"""Links for readers outside, and what these say about the text."""

from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from campaign.privacy.encryption import EncryptedTextField

USER = settings.AUTH_USER_MODEL
# Has not ended. A link ends with the account that made it, too, and without its right (`makers`).
WORKING = Q(revoked_at=None, expires_at__gt=Now(), made_by__is_active=True)


def makers(model: type[models.Model]) -> models.QuerySet[User]:
    """Those who may change items of this model, and so show them to someone outside."""
    right = f"{model._meta.app_label}.change_{model._meta.model_name}"
    backend = settings.AUTHENTICATION_BACKENDS[0]
    found: models.QuerySet[User] = User.objects.with_perm(right, backend=backend)
    return found.filter(is_staff=True)


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def about(self, item: models.Model) -> Self:
        return self.filter(subject=item._meta.label_lower, subject_pk=item.pk)

    def working(self) -> Self:
        return self.filter(WORKING)


class PreviewLink(models.Model):
    """Shows one item to one recipient. Only links.py writes it.

    It names the item as the history does, by model and number, and the database deletes it with the item. Of an opening
    we keep the day and nothing else: no address, no browser, no time.
    """

    class Purpose(models.TextChoices):
        FACT_CHECK = "fact_check", _("Fact check")
        EMBARGO = "embargo", _("Embargoed preview")

    subject = models.CharField(max_length=60)  # "news.newsitem"
    subject_pk = models.BigIntegerField()
    purpose = models.CharField(max_length=10, choices=Purpose)
    recipient = (
        EncryptedTextField()
    )  # a name that staff gave them; the page behind the link never says it
    digest = models.BinaryField(max_length=32, unique=True)  # of the token, which is not stored
    shows_version = models.BooleanField(default=False)  # the working version, if there is one
    ends_when_public = models.BooleanField(default=False)
    made_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    max_openings = models.PositiveIntegerField(null=True)
    openings = models.PositiveIntegerField(default=0)
    first_opened_on = models.DateField(null=True)
    last_opened_on = models.DateField(null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("link for a reader outside")
        verbose_name_plural = _("links for readers outside")
        indexes = (
            models.Index(fields=["subject", "subject_pk", "-id"], name="preview_link_of_item"),
        )
        constraints = (
            models.CheckConstraint(
                name="preview_link_is_opened_on_days",
                condition=Q(openings=0, first_opened_on=None, last_opened_on=None)
                | Q(openings__gt=0, first_opened_on__isnull=False, last_opened_on__isnull=False),
            ),
            models.CheckConstraint(
                name="preview_link_opens_no_more_than_allowed",
                condition=Q(max_openings=None) | Q(openings__lte=F("max_openings")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_pk}, {self.get_purpose_display()}"

    @property
    def model(self) -> type[Any]:
        model: Any = apps.get_model(self.subject)
        return model  # type: ignore[no-any-return]

    @property
    def ended_at(self) -> datetime:
        """When it ended or will end, if nothing ends it earlier."""
        return min(self.expires_at, self.revoked_at or self.expires_at)


class PreviewComment(models.Model):
    """What a recipient says about the text. It is no consent, and nothing of it is ever published by itself."""

    class Verdict(models.TextChoices):
        RIGHT = "right", _("This is right")
        CHANGE = "change", _("This must change")
        WITHHOLD = "withhold", _("Do not publish this")

    class About(models.TextChoices):
        WHOLE = "whole", _("The whole text")
        NAMES = "names", _("Names")
        FACTS = "facts", _("Dates, places and facts")
        STORY = "story", _("The story")
        QUOTES = "quotes", _("Quotations")
        PICTURES = "pictures", _("Pictures and documents")
        OTHER = "other", _("Something else")

    link = models.ForeignKey(PreviewLink, models.CASCADE, related_name="comments")
    about = models.CharField(max_length=10, choices=About)
    verdict = models.CharField(max_length=10, choices=Verdict)
    text = EncryptedTextField(blank=True)
    on = models.DateField()
    settled_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+")

    class Meta:
        default_permissions = ()
        verbose_name = _("comment of a reader outside")
        verbose_name_plural = _("comments of readers outside")
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.get_about_display()}: {self.get_verdict_display()}"
