"""Feeds of news, as Atom and as JSON Feed: of all news, of a kind, about a person, and about a petition.

All URLs are built from SITE_URL, never from the request.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaign.publishing.licence import CORS_HEADERS
from campaign.publishing.lookup import published_or_gone
from campaign.publishing.sharing import absolute
from campaign.publishing.workflow import PublishableQuerySet
from campaign.text import markdown
from campaign.web.page_cache import public_page
from news.archive import chosen_kind, of_kind
from news.models import NewsItem
from petitions.models import Petition
from profiles.models import Detainee
from profiles.public.profile import PublicProfile
from profiles.views.people import moved_or_missing

MOST_ITEMS = 30
# Control characters that pasted text may contain. XML forbids them, so one would break the whole feed.
_NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])

# Where the links begin that campaign/text/markdown allows without a host. It writes " within words as &quot;.
_RELATIVE = re.compile(r'(?<= href=")[/#]')


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed is about. page: the URL of the page that it belongs to. url: its own."""

    title: str
    page: str
    url: str
    items: PublishableQuerySet[NewsItem]


type Form = Callable[[Channel], HttpResponse]


# --- The channels ------------------------------------------------------------------------------------------


@require_safe
@public_page(params=("kind",))
def news_feed(request: HttpRequest, form: Form) -> HttpResponse:
    kind = chosen_kind(request)
    query = f"?kind={kind}" if kind else ""
    about = NewsItem.Kind(kind).label if kind else _("News")
    items = of_kind(NewsItem.objects.published(), kind)
    page = absolute(reverse("news:list") + query)
    return form(Channel(_title(str(about)), page, absolute(request.path + query), items))


@require_safe
@public_page()
def person_feed(request: HttpRequest, slug: str, form: Form) -> HttpResponse:
    """News about a person. It is gone with the person's page."""
    detainee = Detainee.objects.published().for_cards().filter(slug=slug).first()
    if detainee is None:
        return moved_or_missing(slug, "person-feed" if form is atom else "person-feed-json")
    person = PublicProfile(detainee)
    items = NewsItem.objects.published().filter(people=detainee)
    title = _title(_("News about %(name)s") % {"name": person.name})
    return form(Channel(title, absolute(person.url), absolute(request.path), items))


@require_safe
@public_page()
def petition_feed(request: HttpRequest, slug: str, form: Form) -> HttpResponse:
    """News about a petition. It is gone with the petition's page."""
    petition = published_or_gone(Petition.objects.published(), Petition.objects.withdrawn(), slug)
    items = NewsItem.objects.published().filter(petitions=petition)
    title = _title(_("News about the petition “%(title)s”") % {"title": petition})
    page = absolute(petition.get_absolute_url())
    return form(Channel(title, page, absolute(request.path), items))


def _title(about: str) -> str:
    return f"{about}: {settings.CAMPAIGN_NAME}"


# --- The forms ---------------------------------------------------------------------------------------------


def atom(channel: Channel) -> HttpResponse:
    """RFC 4287. The id of an entry is its URL, and stays when its words change."""
    feed = Atom1Feed(
        title=channel.title.translate(_NOT_XML),
        link=channel.page,
        description="",
        language=get_language(),
        author_name=settings.CAMPAIGN_NAME,
        author_link=f"{settings.SITE_URL}/",
        feed_url=channel.url,
    )
    for item in channel.items[:MOST_ITEMS]:
        url = absolute(item.get_absolute_url())
        feed.add_item(
            title=item.headline.translate(_NOT_XML),
            link=url,
            description=_text(item).translate(_NOT_XML),
            unique_id=url,
            pubdate=item.publish_at,
            updateddate=item.updated_at,
            categories=[str(item.get_kind_display())],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def json_feed(channel: Channel) -> HttpResponse:
    """JSON Feed 1.1 (jsonfeed.org). Scripts of other sites may read it."""
    campaign = {"name": settings.CAMPAIGN_NAME, "url": f"{settings.SITE_URL}/"}
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.page,
        "feed_url": channel.url,
        "language": get_language(),
        "authors": [campaign],
        "items": [_json_item(item) for item in channel.items[:MOST_ITEMS]],
    }
    content_type = "application/feed+json"
    return JsonResponse(
        data,
        content_type=content_type,
        headers=CORS_HEADERS,
        json_dumps_params={"ensure_ascii": False},
    )


def _json_item(item: NewsItem) -> dict[str, object]:
    url = absolute(item.get_absolute_url())
    return {
        "id": url,
        "url": url,
        "title": item.headline,
        "summary": item.standfirst,
        "content_html": _text(item),
        "date_published": item.publish_at and item.publish_at.isoformat(),
        "date_modified": item.updated_at.isoformat(),
        "image": absolute(reverse("news:card", args=[item.slug])),
        "tags": [str(item.get_kind_display())],
    }


def _text(item: NewsItem) -> str:
    """The text as HTML. Its links are absolute, since readers show it far from its page."""
    page = absolute(item.get_absolute_url())
    text = markdown.render(item.standfirst) + markdown.render(item.body)
    return _RELATIVE.sub(
        lambda link: (page if link[0] == "#" else settings.SITE_URL) + link[0], text
    )
