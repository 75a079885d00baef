"""The pictures for shared links to a news item."""

from django.utils.formats import date_format
from django.utils.timezone import localtime

from campaign.documents import cards
from campaign.documents.cached import CachedDocument
from campaign.publishing.sharing import shorten
from news.models import NewsItem

OWNER = "news-"  # and the id: whose files they are in the cache


def card(item: NewsItem, shape: str) -> CachedDocument:
    day = date_format(localtime(item.publish_at), "j F Y") if item.publish_at else ""
    return cards.text_card(
        f"{OWNER}{item.pk}",
        shape,
        kicker=" · ".join(filter(None, [item.get_kind_display(), day])),
        title=item.headline,
        lead=shorten(item.standfirst),
        is_demo=item.is_demo,
    )


def delete_stale() -> None:
    """Delete cards that are out of date, or of news that is no longer public."""
    public = NewsItem.objects.published()
    cards.delete_stale(OWNER, public.in_bulk(), card)
