"""Tags at the desk: those that staff type, and the merge of two."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction

from campaign.activity.log import Kind, record
from campaign.addresses.slugs import free_slug
from campaign.history.changes import attribute_to
from campaign.web import page_cache
from news.models import NewsItem, Tag

MAX_LENGTH = 60  # of a name; Tag.name


def read_names(typed: str) -> list[str]:
    """The names between commas, each once."""
    names = (" ".join(name.split())[:MAX_LENGTH] for name in typed.replace("،", ",").split(","))
    return list({name.casefold(): name for name in names if name}.values())


def add_tags(item: NewsItem, names: Iterable[str]) -> None:
    """Give the item these tags. Make those that do not exist yet. The caller has named the author of the change."""
    for name in names:
        tag = Tag.objects.filter(name__iexact=name).first()
        item.tags.add(tag or Tag.objects.create(name=name, slug=free_slug(Tag, name)))


@transaction.atomic
def merge(gone: Tag, *, into: Tag, by: User) -> None:
    """Give all items of one tag the other, and delete the first. What is public stays public."""
    attribute_to(by, f"Merged the tag “{gone}” into “{into}”.")
    for item in gone.items.all():
        item.tags.add(into)
        item.tags.remove(gone)
    record(Kind.DELETED, actor=by, subject=gone, detail=f"merged into news.tag {into.pk}")
    gone.delete()
    page_cache.invalidate_after_commit()
