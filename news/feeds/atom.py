"""Atom (RFC 4287). The id of an entry is its URL, and stays when its words change."""

from datetime import UTC, datetime
from typing import Any, override

from django.conf import settings
from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed, Enclosure
from django.utils.translation import get_language

from campaign.publishing.sharing import absolute
from news.documents.serving import CONTENT_TYPES
from news.feeds.channel import Channel, authors, categories, text_of
from news.public.item import PublicDocument, public_addresses, public_documents

# Control characters that pasted text may contain. XML forbids them, so one would break the whole feed.
_NOT_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


_EMPTY_SINCE = datetime(2000, 1, 1, tzinfo=UTC)


class _Feed(Atom1Feed):
    """Each entry says its language. A feed without entries stays the same, so its ETag does."""

    @override
    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else _EMPTY_SINCE

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]}


def atom(channel: Channel) -> HttpResponse:
    feed = _Feed(
        title=channel.title.translate(_NOT_XML),
        link=channel.page,
        description="",
        language=get_language(),
        author_name=settings.CAMPAIGN_NAME,
        author_link=f"{settings.SITE_URL}/",
        feed_url=channel.url,
    )
    for item in channel.newest():
        url = absolute(item.get_absolute_url())
        feed.add_item(
            title=item.headline.translate(_NOT_XML),
            link=url,
            description=text_of(item).translate(_NOT_XML),
            unique_id=url,
            language=item.language,
            pubdate=item.publish_at,
            updateddate=item.modified_at,
            categories=[words.translate(_NOT_XML) for words in categories(item)],
            author_name=", ".join(authors(item)).translate(_NOT_XML) or None,
            enclosures=[
                _enclosure(each) for each in public_documents(item, public_addresses(item))
            ],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _enclosure(document: PublicDocument) -> Enclosure:
    url = absolute(document.url)
    return Enclosure(url, str(document.size), CONTENT_TYPES[document.kind])
