"""Feeds of news: of all news, of a kind, of a tag, about a person, and about a petition.

All URLs are built from SITE_URL, never from the request.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaign.addresses.lookup import published_or_gone
from campaign.publishing.sharing import absolute
from campaign.web.page_cache import public_page
from news.feeds.atom import atom
from news.feeds.channel import Channel, Form
from news.models import Kind, NewsItem
from news.public.archive import chosen_kind, chosen_tag, of_kind, of_tag
from petitions.models import Petition
from profiles.models import Detainee
from profiles.public.profile import PublicProfile
from profiles.views.people import moved_or_missing


@require_safe
@public_page(params=("kind", "tag"))
def news_feed(request: HttpRequest, form: Form) -> HttpResponse:
    kind, tag = chosen_kind(request), chosen_tag(request)
    asked = {"kind": kind, "tag": tag.slug if tag else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    query = f"?{query}" if query else ""
    about = " · ".join(filter(None, [str(Kind(kind).label) if kind else "", str(tag or "")]))
    about = about or _("News")
    items = of_tag(of_kind(NewsItem.objects.published(), kind), tag)
    page = absolute(tag.get_absolute_url() if tag else reverse("news:list") + query)
    return form(Channel(_title(str(about)), page, absolute(request.path + query), items))


@require_safe
@public_page()
def person_feed(request: HttpRequest, slug: str, form: Form) -> HttpResponse:
    """News about a person. It is gone with the person's page."""
    detainee = Detainee.objects.published().for_cards().filter(slug=slug).first()
    if detainee is None:
        return moved_or_missing(
            request, slug, "person-feed" if form is atom else "person-feed-json"
        )
    person = PublicProfile(detainee)
    items = NewsItem.objects.published().filter(people=detainee)
    title = _title(_("News about %(name)s") % {"name": person.name})
    return form(Channel(title, absolute(person.url), absolute(request.path), items))


@require_safe
@public_page()
def petition_feed(request: HttpRequest, slug: str, form: Form) -> HttpResponse:
    """News about a petition. It is gone with the petition's page."""
    petition = published_or_gone(Petition.objects.published(), slug)
    items = NewsItem.objects.published().filter(petitions=petition)
    title = _title(_("News about the petition “%(title)s”") % {"title": petition})
    page = absolute(petition.get_absolute_url())
    return form(Channel(title, page, absolute(request.path), items))


def _title(about: str) -> str:
    return f"{about}: {settings.CAMPAIGN_NAME}"
