"""What a feed has, whatever its form: a title, its addresses and its items."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpResponse
from django.utils.html import linebreaks

from campaign.publishing.sharing import absolute
from campaign.publishing.workflow import PublishableQuerySet
from campaign.text import markdown
from news.models import NewsItem

MOST_ITEMS = 30

# Where the links begin that campaign/text/markdown allows without a host. It writes " within words as &quot;.
_RELATIVE = re.compile(r'(?<= href=")[/#]')


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed is about. page: the URL of the page that it belongs to. url: its own."""

    title: str
    page: str
    url: str
    items: PublishableQuerySet[NewsItem]

    def newest(self) -> list[NewsItem]:
        """The items of the feed, with what it says of each."""
        return list(
            self.items.prefetch_related("tags", "documents", "bylines__author", "corrections")[
                :MOST_ITEMS
            ]
        )


type Form = Callable[[Channel], HttpResponse]


def text_of(item: NewsItem) -> str:
    """The text as HTML. Its links are absolute, since readers show it far from its page."""
    page = absolute(item.get_absolute_url())
    # The page shows the standfirst as it is typed: “2019. He was taken from home.” begins no list.
    text = linebreaks(item.standfirst, autoescape=True) + markdown.render(item.body)
    return _RELATIVE.sub(
        lambda link: (page if link[0] == "#" else settings.SITE_URL) + link[0], text
    )


def categories(item: NewsItem) -> list[str]:
    """Its kind, then its tags."""
    return [str(item.get_kind_display()), *(tag.name for tag in item.tags.all())]


def authors(item: NewsItem) -> list[str]:
    return [byline.author.name for byline in item.bylines.all()]
