"""News in lists: each item with what its card shows besides the words."""

from collections.abc import Iterable
from dataclasses import dataclass

from campaign.images import renditions
from news.models import NewsItem, Tag
from news.public.event import EventTimes, event_of
from news.public.item import picture_url
from profiles.models import Depiction

THUMBNAIL_RATIO = 3 / 2


@dataclass(frozen=True, slots=True)
class Card:
    item: NewsItem
    image: renditions.Rendition | None
    event: EventTimes | None
    tags: list[Tag]


def cards(items: Iterable[NewsItem]) -> list[Card]:
    """items: of `published_items`, with their tags. Pictures that not everyone in them allows are left out."""
    rows = list(items)
    pictures = {item.image_id for item in rows if item.image_id}
    hidden = (
        set(
            Depiction.objects.refused()
            .filter(picture__in=pictures)
            .values_list("picture", flat=True)
        )
        if pictures
        else set()
    )
    return [_card(item, item.image_id not in hidden) for item in rows]


def _card(item: NewsItem, may_show: bool) -> Card:
    image = None
    if item.image and may_show:
        image = renditions.rendition(item.image, picture_url(item), cut_to=THUMBNAIL_RATIO)
    return Card(item, image, event_of(item), list(item.tags.all()))
