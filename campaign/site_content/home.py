"""What the home page shows: what staff have chosen, while it is public, and otherwise what the site chooses itself."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from campaign.previews.public_pages import Addresses, PublicPage
from campaign.site_content.models import MAX_FEATURED, FeaturedItem, HomePage, Notice
from news.models import NewsItem
from news.public.item import published_items
from news.public.listing import cards
from petitions.counting.goals import Progress
from petitions.models import Petition
from petitions.views.pages import live_page
from profiles.models import Detainee
from profiles.public.profile import public_profiles

MAX_PEOPLE = 12  # with those whom staff have chosen, so that the page stays light
MIN_PEOPLE = 4
NEWS = 3


@require_safe
@live_page
def home(request: HttpRequest) -> HttpResponse:
    return render(request, HOME.template, home_context(HomePage.objects.published().first()))


def home_context(chosen: HomePage | None) -> dict[str, Any]:
    """chosen: what staff have chosen; None if they have not, or if it is not public."""
    featured = list(chosen.featured.all()[:MAX_FEATURED]) if chosen else []
    people = _people(
        {chosen.lead_person_id if chosen else None, *(each.person_id for each in featured)}
    )
    news = _news({chosen.lead_news_id if chosen else None, *(each.news_id for each in featured)})
    petitions = _petitions({each.petition_id for each in featured})
    petition, is_lead = _petition(chosen)
    everyone = Detainee.objects.published()
    others = everyone.exclude(pk__in=people) if people else everyone
    return {
        "chosen": chosen,
        "lead_person": chosen and people.get(chosen.lead_person_id or 0),
        "lead_news": chosen and news.get(chosen.lead_news_id or 0),
        "leads_with_petition": is_lead,
        "featured": [card for each in featured if (card := _card(each, people, petitions, news))],
        "people": public_profiles(
            others.for_cards()[: max(MAX_PEOPLE - len(featured), MIN_PEOPLE)]
        ),
        "total": everyone.count(),
        "petition": petition,
        "progress": Progress.now(petition) if petition else None,
        "news": NewsItem.objects.published().exclude(pk__in=news)[:NEWS],
    }


def _petition(chosen: HomePage | None) -> tuple[Petition | None, bool]:
    """The petition to sign, and whether staff have chosen it as the lead."""
    petitions = Petition.objects.select_related("addressee")
    if chosen and chosen.lead_petition_id:
        lead = petitions.published().filter(pk=chosen.lead_petition_id).first()
        if lead:
            return lead, True
    return petitions.open().open_first().first(), False


def _people(keys: Collection[int | None]) -> dict[int, Any]:
    known = [key for key in keys if key]
    if not known:
        return {}
    rows = list(Detainee.objects.published().for_cards().filter(pk__in=known))
    return dict(zip((row.pk for row in rows), public_profiles(rows), strict=True))


def _news(keys: Collection[int | None]) -> dict[int, Any]:
    known = [key for key in keys if key]
    items = published_items().filter(pk__in=known).prefetch_related("tags") if known else ()
    return {card.item.pk: card for card in cards(items)}


def _petitions(keys: Collection[int | None]) -> dict[int, Petition]:
    known = [key for key in keys if key]
    if not known:
        return {}
    rows = Petition.objects.published().select_related("addressee").with_deliveries()
    return rows.in_bulk(known)


def _card(each: FeaturedItem, people: Any, petitions: Any, news: Any) -> tuple[str, Any] | None:
    """The kind and what its card shows; None for what is not public."""
    for kind, key, found in (
        ("person", each.person_id, people),
        ("petition", each.petition_id, petitions),
        ("news", each.news_id, news),
    ):
        if key in found:
            return kind, found[key]
    return None


def _preview(item: HomePage, _addresses: Addresses) -> dict[str, Any]:
    return home_context(item)


HOME = PublicPage("campaign/home.html", _preview)


def _preview_notice(item: Notice, _addresses: Addresses) -> dict[str, Any]:
    """The notice above the home page, wherever it will be shown."""
    return home_context(HomePage.objects.published().first()) | {"notice": item}


NOTICE = PublicPage("campaign/home.html", _preview_notice)
