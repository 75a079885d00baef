"""What the public sees of the campaign's press contact: on `/press/`, under every release, in every press pack."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _

from campaign.dates.wording import name_moment
from campaign.images import renditions
from campaign.images.models import Picture
from campaign.previews.public_pages import Addresses
from campaign.publishing.workflow import Stage
from campaign.text import markdown
from news.models import Kind, NewsItem, PressPage, Spokesperson
from profiles.public import text_pictures
from profiles.public.profile import may_be_shown

MOST_LISTED = 8
PACKED = (Kind.RELEASE, Kind.STATEMENT)  # kinds with a press pack


@dataclass(frozen=True, slots=True)
class PublicSpokesperson:
    name: str
    role: str
    languages: str
    topics: str
    picture: Picture | None
    image: renditions.Rendition | None


@dataclass(frozen=True, slots=True)
class Release:
    """line: for immediate release, or until when it is embargoed. place and day: “GENEVA” and “30 November 2026”.

    A statement has a line only until it is public, and neither place nor day.
    """

    line: str
    place: str
    day: str
    is_release: bool
    notes: SafeString | str
    press: PressPage | None
    about: SafeString | str
    print_url: str
    pack_url: str


def published_press() -> PressPage | None:
    return PressPage.objects.published().first()


def page_context(press: PressPage | None, addresses: Addresses | None = None) -> dict[str, object]:
    """The context of `/press/`, and of a preview with these addresses. Without a press page: only what is new."""
    published = NewsItem.objects.published()
    return {
        "press": press,
        "spokespeople": spokespeople(press, addresses) if press else [],
        "about": markdown.render(press.boilerplate) if press and press.boilerplate else "",
        "releases": published.filter(kind__in=PACKED)[:MOST_LISTED],
        "resources": published.filter(kind=Kind.RESOURCE)[:MOST_LISTED],
    }


def spokespeople(press: PressPage, addresses: Addresses | None = None) -> list[PublicSpokesperson]:
    rows = press.spokespeople.select_related("picture")
    return [_spokesperson(each, addresses) for each in rows]


def _spokesperson(row: Spokesperson, addresses: Addresses | None) -> PublicSpokesperson:
    picture = row.picture if row.picture and may_be_shown(row.picture) else None

    def url(width: int, kind: str) -> str:
        return reverse("press:picture", args=[row.pk, width, kind])

    image = None
    if picture:
        image = renditions.rendition(
            picture, addresses.picture(picture) if addresses else url, cut_to=1
        )
    return PublicSpokesperson(row.name, row.role, row.languages, row.topics, picture, image)


def release_of(item: NewsItem, addresses: Addresses | None = None) -> Release | None:
    """What only a press release has, and a statement for the press. Without addresses, its notes show no pictures."""
    if item.kind not in PACKED:
        return None
    press = published_press()
    is_release = item.kind == Kind.RELEASE
    return Release(
        line=_line(item),
        place=item.dateline.upper() if is_release else "",
        day=_day(item) if is_release else "",
        is_release=is_release,
        notes=_notes(item, addresses) if is_release and item.notes else "",
        press=press,
        about=markdown.render(press.boilerplate) if press and press.boilerplate else "",
        print_url=addresses.file("print/") if addresses else "",
        pack_url=addresses.file("press-pack.zip") if addresses else "",
    )


def _notes(item: NewsItem, addresses: Addresses | None) -> SafeString:
    if addresses is None:
        return markdown.render(item.notes)
    return text_pictures.render(item.notes, addresses.picture)


def _line(item: NewsItem) -> str:
    """What is not public is read in a preview, and says on each sheet and file that it is not. Whatever its state is.

    A sheet or file lasts longer than the page on which someone found it.
    """
    if item.stage in {Stage.PUBLISHED, Stage.ENDED}:
        return _("For immediate release") if item.kind == Kind.RELEASE else ""
    if item.publish_at and item.publish_at > now():
        return _("Embargoed until %(time)s") % {"time": name_moment(item.publish_at)}
    return _("Not for publication yet")


def _day(item: NewsItem) -> str:
    """In the language of the text, since it stands in one line with its place."""
    with translation.override(item.written_in.parameter):
        return date_format(localtime(item.publish_at), "DATE_FORMAT") if item.publish_at else ""


def about_heading() -> str:
    return _("About %(campaign)s") % {"campaign": settings.CAMPAIGN_NAME}
