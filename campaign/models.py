"""The pages that staff write; and the models of the shared packages, which Django looks for here."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.accounts.models import (
    AccountEvent,
    AuthenticatorApp,
    EmailedLink,
    KnownBrowser,
    Passkey,
    RecoveryCodes,
    StaffSession,
)
from campaign.activity.models import Activity, ActivityHead
from campaign.addresses.models import Addressed, FormerAddress, Redirect
from campaign.autosave.models import OpenForm, UnsavedWork
from campaign.collaboration.models import CaseOwner, Remark, ReviewDay
from campaign.history.changes import TrackChanges
from campaign.history.models import Change, Edit
from campaign.images.models import Picture
from campaign.preview_links.models import PreviewComment, PreviewLink
from campaign.publishing.ending import Ending
from campaign.publishing.models import Review
from campaign.publishing.workflow import Publishable, PublishableQuerySet
from campaign.saved_views.models import SavedView
from campaign.site_closing.models import SiteState
from campaign.site_content.models import FeaturedItem, HomePage, Menu, MenuEntry, Notice
from campaign.text.fields import LineField, MarkdownField
from campaign.translations.models import Translatable, Translation, TranslationQuerySet
from campaign.web.models import Bucket, DayKey, Limit
from campaign.working_versions.models import WorkingVersion

__all__ = [
    "AccountEvent",
    "Activity",
    "ActivityHead",
    "AuthenticatorApp",
    "Bucket",
    "CaseOwner",
    "Change",
    "DayKey",
    "Edit",
    "EmailedLink",
    "FeaturedItem",
    "FormerAddress",
    "HomePage",
    "KnownBrowser",
    "Limit",
    "Menu",
    "MenuEntry",
    "Notice",
    "OpenForm",
    "Page",
    "PageTranslation",
    "Passkey",
    "Picture",
    "PreviewComment",
    "PreviewLink",
    "RecoveryCodes",
    "Redirect",
    "Remark",
    "Review",
    "ReviewDay",
    "SavedView",
    "SiteState",
    "StaffSession",
    "UnsavedWork",
    "WorkingVersion",
]


class Page(Translatable, Ending, Addressed, Publishable):
    """A page that staff write: about, privacy and the like."""

    four_eyes = "pages"
    translated_fields = ("title", "body")
    irreversible_fields = (
        "state",
        "publish_at",
        "slug",
        "gone_because",
        "replaced_by",
    )  # (campaign/history/revert.py)
    slug_from = ("title", "page")
    # fmt: off
    reserved_slugs = frozenset(
        {"admin", "data", "follow", "news", "petitions", "press", "preview", "profiles", "static", "ug", "zh-hans"}
    )
    # fmt: on

    slug = models.SlugField(
        _("address"),
        unique=True,
        blank=True,
        help_text=_("about gives /about/. Made from the title if left empty."),
    )
    title = LineField(_("title"), max_length=120)
    body = MarkdownField(_("text"), help_text=_("Markdown: ## for a heading, * for a list."))

    objects = PublishableQuerySet["Page"].as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ("slug",)
        constraints = (
            *Publishable.Meta.constraints,
            *Ending.Meta.constraints,
            TrackChanges(name="page_kept"),
            models.CheckConstraint(
                name="page_has_an_address",
                condition=~models.Q(slug=""),
                violation_error_message=_("It needs an address."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("page", args=[self.slug])


class PageTranslation(Translation):
    item = models.ForeignKey(Page, models.CASCADE, related_name="translations")
    title = LineField(_("title"), max_length=120, blank=True)
    body = MarkdownField(_("text"), blank=True)

    objects = TranslationQuerySet["PageTranslation"].as_manager()

    class Meta(Translation.Meta):
        verbose_name = _("translation of a page")
        verbose_name_plural = _("translations of pages")
