"""Tags at the desk: those that staff type, and the merge of two."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.urls import reverse

from campaign.activity.log import Kind, record
from campaign.addresses import redirects
from campaign.addresses.slugs import free_slug
from campaign.history.changes import attribute_to
from news.models import NewsItem, Tag

MAX_LENGTH = 60  # of a name; Tag.name


def read_names(typed: str) -> list[str]:
    """The names between commas, each once."""
    names = (" ".join(name.split()) for name in typed.replace("،", ",").split(","))
    return list({name.casefold(): name for name in names if name}.values())


def add_tags(item: NewsItem, names: Iterable[str]) -> list[Tag]:
    """Give the item these tags. Make and return those that do not exist yet. The caller has named the author of the change."""
    made = []
    for name in names:
        tag = Tag.objects.filter(name__iexact=name).first()
        if tag is None:
            tag = Tag.objects.create(name=name, slug=free_slug(Tag, name))
            made.append(tag)
        item.tags.add(tag)
    return made


def keep(made: Iterable[Tag]) -> None:
    """Store new tags whose item is kept as a working version: what its form wrote was taken back, these rows too."""
    Tag.objects.bulk_create(made, ignore_conflicts=True)


@transaction.atomic
def merge(gone: Tag, *, into: Tag, by: User) -> None:
    """Give all items of one tag the other, and delete the first. What is public stays public, and its address leads on."""
    attribute_to(by, f"Merged the tag “{gone}” into “{into}”.")
    for item in gone.items.all():
        item.tags.add(into)
        item.tags.remove(gone)
    record(Kind.DELETED, actor=by, subject=gone, detail=f"merged into news.tag {into.pk}")
    left, kept = _addresses(gone), _addresses(into)
    gone.delete()
    lines = [
        redirects.Line(1, redirects.normal(old), to) for old, to in zip(left, kept, strict=True)
    ]
    redirects.store(lines, author=by)


def _addresses(tag: Tag) -> list[str]:
    """Of its page and its feeds, which readers of feeds keep asking for."""
    feeds = (reverse(name) for name in ("news:feed", "news:feed-json"))
    return [tag.get_absolute_url(), *(f"{feed}?tag={tag.slug}" for feed in feeds)]
