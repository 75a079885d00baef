"""The home page, notices and menus."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.addresses.models import HTTPS_ADDRESS, PATH_OF_SITE
from campaign.history.changes import TrackChanges
from campaign.publishing.ending import Ending
from campaign.publishing.workflow import Publishable, PublishableQuerySet
from campaign.text.fields import LineField, ParagraphField

KINDS = ("person", "petition", "news")
# A path of this site, or an https address.
LINK = rf"({PATH_OF_SITE})|({HTTPS_ADDRESS})"
LINK_HELP = _("A path of this site, such as /petitions/, or an address that begins with https://.")
MAX_FEATURED = 12


def one_of(prefix: str = "", *, at_least: int = 0) -> Q:
    """At most one of person, petition and news; exactly one with at_least=1."""
    found = Q()
    for chosen in (*KINDS, None) if not at_least else KINDS:
        found |= Q(**{f"{prefix}{kind}__isnull": kind != chosen for kind in KINDS})
    return found


class HomePage(Publishable):
    """There is one row. While it is not published, the site chooses by itself: the newest people, the open petition, news."""

    four_eyes = "pages"
    irreversible_fields = ("state", "publish_at")  # (campaign/history/revert.py)
    leaving_words = _("The home page stays. The site chooses by itself again what it shows.")

    heading = LineField(
        _("heading"),
        max_length=120,
        blank=True,
        help_text=_("If left empty: Each of them has a name."),
    )
    introduction = ParagraphField(
        _("introduction"),
        max_length=400,
        blank=True,
        help_text=_("If left empty, it says how many people there are."),
    )
    lead_person = models.ForeignKey(
        "profiles.Detainee", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("person"),
    )  # fmt: skip
    lead_petition = models.ForeignKey(
        "petitions.Petition", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("petition"),
    )  # fmt: skip
    lead_news = models.ForeignKey(
        "news.NewsItem", models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("news item"),
    )  # fmt: skip
    only = models.BooleanField(default=True, db_default=True, unique=True, editable=False)

    objects = PublishableQuerySet["HomePage"].as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("home page")
        verbose_name_plural = _("home page")
        constraints = (
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                name="homepage_is_the_only_one",
                condition=Q(only=True),
                violation_error_message=_("There is one home page already. Change that one."),
            ),
            models.CheckConstraint(
                name="homepage_has_one_lead",
                condition=one_of("lead_"),
                violation_error_message=_("Choose one lead: a person, a petition or a news item."),
            ),
            TrackChanges(name="homepage_kept"),
        )

    def __str__(self) -> str:
        return str(_("Home page"))

    def get_absolute_url(self) -> str:
        return reverse("home")


class FeaturedItem(models.Model):
    """A person, petition or news item on the home page. It is shown while it is public."""

    home = models.ForeignKey(HomePage, models.CASCADE, related_name="featured")
    person = models.ForeignKey(
        "profiles.Detainee", models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("person"),
    )  # fmt: skip
    petition = models.ForeignKey(
        "petitions.Petition", models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("petition"),
    )  # fmt: skip
    news = models.ForeignKey(
        "news.NewsItem", models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("news item"),
    )  # fmt: skip
    order = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name = _("featured item")
        verbose_name_plural = _("featured items")
        ordering = ("order", "pk")
        constraints = (
            models.CheckConstraint(
                name="featureditem_is_one_thing",
                condition=one_of(at_least=1),
                violation_error_message=_("Choose one: a person, a petition or a news item."),
            ),
            TrackChanges(name="featureditem_kept", of="home"),
        )

    def __str__(self) -> str:
        return str(self.chosen)

    @property
    def chosen(self) -> Any:
        return self.person or self.petition or self.news


class Level(models.TextChoices):
    """The most urgent first: of several notices, a page shows one."""

    URGENT = "urgent", _("Urgent")
    IMPORTANT = "important", _("Important")
    INFORMATION = "information", _("Information")


class Section(models.TextChoices):
    """Where a notice is shown."""

    EVERYWHERE = "everywhere", _("On every page")
    HOME = "home", _("On the home page")
    PEOPLE = "profiles", _("On the pages of people")
    PETITIONS = "petitions", _("On the pages of petitions")
    NEWS = "news", _("On the pages of news")


class Notice(Ending, Publishable):
    """One or two sentences above the pages of the site, for a time."""

    four_eyes = "pages"
    irreversible_fields = ("state", "publish_at")  # (campaign/history/revert.py)
    leaving_words = _("No page shows it any more.")

    text = LineField(_("text"), max_length=300)
    link = models.CharField(_("link"), max_length=500, blank=True, help_text=LINK_HELP)
    link_text = LineField(_("words of the link"), max_length=80, blank=True)
    level = models.CharField(
        _("level"), max_length=20, choices=Level, default=Level.INFORMATION,
        help_text=_("A page shows one notice: the most urgent, and of these the newest."),
    )  # fmt: skip
    section = models.CharField(
        _("where"), max_length=20, choices=Section, default=Section.EVERYWHERE
    )

    objects = PublishableQuerySet["Notice"].as_manager()

    class Meta(Publishable.Meta):
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-publish_at", "-pk")
        constraints = (
            *Publishable.Meta.constraints,
            *Ending.Meta.constraints,
            models.CheckConstraint(
                name="notice_link_is_safe",
                condition=Q(link="") | Q(link__regex=LINK),
                violation_error_message=LINK_HELP,
            ),
            models.CheckConstraint(
                name="notice_link_has_words",
                condition=Q(link="") | ~Q(link_text=""),
                violation_error_message=_("Say in words where the link leads."),
            ),
            TrackChanges(name="notice_kept"),
        )

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_elsewhere(self) -> bool:
        return self.link.startswith("https://")

    def get_absolute_url(self) -> str:
        """Where it can be seen."""
        section = (
            "home" if self.section in {Section.EVERYWHERE, Section.HOME} else f"{self.section}:list"
        )
        return reverse(section)


class Place(models.TextChoices):
    MAIN = "main", _("At the top of each page")
    FOOTER = "footer", _("At the foot of each page")


class Menu(models.Model):
    """Without entries of its own, a place shows the menu of a new site (menus.py)."""

    place = models.CharField(_("place"), max_length=10, choices=Place, unique=True)

    class Meta:
        verbose_name = _("menu")
        verbose_name_plural = _("menus")
        ordering = ("-place",)
        constraints = (TrackChanges(name="menu_kept"),)

    def __str__(self) -> str:
        return str(self.get_place_display())


class MenuEntry(models.Model):
    menu = models.ForeignKey(Menu, models.CASCADE, related_name="entries")
    label = LineField(_("label"), max_length=40)
    to = models.CharField(_("leads to"), max_length=500, help_text=LINK_HELP)
    order = models.PositiveSmallIntegerField(_("order"), default=1)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ("order", "pk")
        constraints = (
            models.CheckConstraint(
                name="menuentry_link_is_safe",
                condition=Q(to__regex=LINK),
                violation_error_message=LINK_HELP,
            ),
            TrackChanges(name="menuentry_kept", of="menu"),
        )

    def __str__(self) -> str:
        return self.label
