"""What a news item says, for the search for names that must stay hidden (profiles/safety/linked_pages.py)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from campaign.images.models import Picture
from campaign.publishing.workflow import State
from news.models import Byline, Correction, NewsDocument, NewsItem, PressPage, Spokesperson, Tag
from profiles.models import Detainee
from profiles.safety.linked_pages import LinkedPage, field_texts

TEXTS = (
    "headline", "standfirst", "body", "slug", "quote", "quote_speaker", "quote_role", "caption", "dateline", "notes",
    "place", "outlet", "link", "gone_because",
)  # fmt: skip


def page_of(item: NewsItem) -> LinkedPage:
    texts = field_texts(item, *TEXTS)
    if item.image:
        texts |= {str(NewsItem.image.field.verbose_name): [item.image.alt, item.image.credit]}
    if item.pk:
        texts |= _rows(item)
    people = list(item.people.all())
    if item.quote_person and item.quote_person not in people:
        people.append(item.quote_person)
    return LinkedPage(item, texts, people)


def _rows(item: NewsItem) -> dict[str, list[str]]:
    documents = list(item.documents.all())
    authors = [byline.author for byline in _bylines(item)]
    texts: dict[str, list[str]] = {
        _label(Byline): [words for each in authors for words in (each.name, each.role)],
        _label(Tag): [words for tag in item.tags.all() for words in (tag.name, tag.slug)],
        _label(Correction): [each.text for each in item.corrections.all()],
        _label(NewsDocument): [each.title for each in documents],
        _("text of a document"): [each.words for each in documents],
    }
    return {label: words for label, words in texts.items() if any(words)}


def _bylines(item: NewsItem) -> QuerySet[Byline]:
    """Read anew, unless `pages_about` has read them for all items: a form may have just changed them."""
    is_read = "bylines" in getattr(item, "_prefetched_objects_cache", ())
    return item.bylines.all() if is_read else item.bylines.select_related("author")


def _label(model: Any) -> str:
    return str(model._meta.verbose_name)


def pages_about(person: Detainee) -> Iterator[LinkedPage]:
    """Those that are public, or will be: one about someone else may name the person too."""
    items = NewsItem.objects.filter(state=State.PUBLISHED)
    items = items.select_related("image", "quote_person")
    items = items.defer("image__likeness_by", "image__provenance")
    rows = (
        "people__names",
        "quote_person__names",
        "bylines__author",
        "tags",
        "documents",
        "translations",
        "corrections",
    )
    return map(page_of, items.prefetch_related(*rows))


# --- The page for the press, which is about no one -------------------------------------------------------------------


def press_page_of(page: PressPage) -> LinkedPage:
    texts = field_texts(page, "contact_name", "hours", "languages", "boilerplate")
    rows = page.spokespeople.select_related("picture") if page.pk else ()
    texts[_label(Spokesperson)] = [
        words
        for each in rows
        for words in (each.name, each.role, each.languages, each.topics, *_words_of(each.picture))
    ]
    return LinkedPage(page, texts, [])


def _words_of(picture: Picture | None) -> tuple[str, ...]:
    return (picture.alt, picture.credit) if picture else ()


def press_pages(person: Detainee) -> Iterator[LinkedPage]:
    return map(press_page_of, PressPage.objects.filter(state=State.PUBLISHED))
