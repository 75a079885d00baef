"""What an item with an address says of it, the former addresses of items, and the redirects of an older site."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.history.changes import TrackChanges
from campaign.text.fields import ParagraphField

# For Postgres. Browsers read a backslash as a slash and drop tabs and line breaks: /<tab>/example.org is another site.
_REST = r"[^\\[:cntrl:][:space:]]*"
PATH_OF_SITE = rf"^/([^/\\[:cntrl:][:space:]]{_REST})?$"
HTTPS_ADDRESS = rf"^https://[^/\\@?#[:cntrl:][:space:]]+([/?#]{_REST})?$"


class Addressed(models.Model):
    """For a Publishable with a slug. Its address can change, and say something once the item is unpublished."""

    # Columns that unpublishing writes besides the state (campaign/publishing/workflow.py).
    leaving_fields: ClassVar[tuple[str, ...]] = ("gone_because", "replaced_by")

    keeps_old_addresses = models.BooleanField(
        _("old addresses lead here"),
        default=True,
        db_default=True,
        help_text=_(
            "If you change the address of something public, the old one leads to the new one. Without this, it answers "
            "that the page is gone."
        ),
    )
    gone_because = ParagraphField(
        _("public reason"), max_length=600, blank=True, default="", db_default="", editable=False
    )
    replaced_by = models.CharField(
        _("replaced by"), max_length=200, blank=True, default="", db_default="", editable=False
    )

    class Meta:
        abstract = True


class FormerAddressQuerySet(models.QuerySet["FormerAddress"]):
    def of(self, model: type[models.Model]) -> "FormerAddressQuerySet":
        return self.filter(subject=model._meta.label_lower)


class FormerAddress(models.Model):
    """A slug that an item had while it was public. Only a trigger writes it (campaign/migrations/sql/addresses.sql).

    So no code can forget it: not a form, a working version or plain SQL. No other item gets the slug.
    """

    subject = models.CharField(max_length=60)
    subject_pk = models.BigIntegerField()
    slug = models.SlugField(max_length=80)

    objects = FormerAddressQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["subject", "slug"], name="former_address_of_one_item"),
        )
        indexes = (models.Index(fields=["subject", "subject_pk"], name="former_addresses_of_item"),)

    def __str__(self) -> str:
        return self.slug


class Redirect(models.Model):
    """An address of an older site, and where it leads now.

    old: a path as `redirects.normal` writes it, with its query if it had one. to: a path of this site, or an https address
    that staff have marked as one of another site.
    """

    old = models.CharField(
        _("old address"),
        max_length=500,
        unique=True,
        help_text=_("The path, such as /2019/05/our-appeal/ or /index.php?page_id=12."),
    )
    to = models.CharField(
        _("leads to"),
        max_length=500,
        help_text=_("A path of this site, such as /news/our-appeal/."),
    )
    is_elsewhere = models.BooleanField(
        _("on another site"),
        default=False,
        help_text=_(
            "Visitors leave this site, and see no warning. The address begins with https://."
        ),
    )

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ("old",)
        constraints = (
            TrackChanges(name="redirect_kept"),
            models.CheckConstraint(
                name="redirect_begins_with_a_slash",
                condition=Q(old__startswith="/"),
                violation_error_message=_("The old address begins with a slash."),
            ),
            models.CheckConstraint(
                name="redirect_leads_where_it_says",
                condition=Q(is_elsewhere=False, to__regex=PATH_OF_SITE)
                | Q(is_elsewhere=True, to__regex=HTTPS_ADDRESS),
                violation_error_message=_(
                    "It leads to a path of this site, or to an https address that is marked as one of another site."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.old
