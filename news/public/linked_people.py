"""What a news item says, for the search for names that must stay hidden (profiles/safety/linked_pages.py)."""

from collections.abc import Iterator

from campaign.publishing.workflow import State
from news.models import NewsItem
from profiles.models import Detainee
from profiles.safety.linked_pages import LinkedPage, field_texts


def page_of(item: NewsItem) -> LinkedPage:
    texts = field_texts(item, "headline", "standfirst", "body", "slug")
    if item.image:
        texts |= {str(NewsItem.image.field.verbose_name): [item.image.alt, item.image.credit]}
    return LinkedPage(item, texts, list(item.people.all()))


def pages_about(person: Detainee) -> Iterator[LinkedPage]:
    """Those that are public, or will be: one about someone else may name the person too."""
    items = NewsItem.objects.filter(state=State.PUBLISHED)
    items = items.select_related("image").defer("image__likeness_by", "image__provenance")
    return map(page_of, items.prefetch_related("people__names"))
