"""What visitors see of a news item: its page in the site, and in the desk's preview."""

from django.db.models import QuerySet
from django.urls import reverse

from campaign.images import renditions
from campaign.publishing.sharing import Share, absolute
from campaign.text import markdown
from news.models import NewsItem
from news.public.schema_org import linked_data
from profiles.models import Detainee
from profiles.public.profile import may_be_shown, public_profiles


def item_context(item: NewsItem, picture_url: renditions.UrlFor) -> dict[str, object]:
    """The context of the public page and of the admin's preview. `picture_url` differs between the two."""
    image = item.image if item.image and may_be_shown(item.image) else None
    return {
        "item": item,
        "body": markdown.render(item.body),
        "image": image and renditions.rendition(image, picture_url),
        # Only people who are public now: an old item must not name someone who was withdrawn since.
        "people": public_profiles(Detainee.objects.published().filter(news=item).for_cards()),
        "petitions": item.petitions.published().with_deliveries(),
        "share": _share(item),
        "linked_data": linked_data(item),
    }


def _share(item: NewsItem) -> Share:
    path = item.get_absolute_url()
    return Share(
        title=item.headline,
        path=path,
        about=item.headline,
        text=f"{item.headline} {absolute(path)}",
        card=reverse("news:card", args=[item.slug]),
        square=reverse("news:card-square", args=[item.slug]),
    )


def published_items() -> QuerySet[NewsItem]:
    """Published items with their picture, but without its encrypted fields."""
    items = NewsItem.objects.published().select_related("image")
    return items.defer("image__likeness_by", "image__provenance")


def picture_url(item: NewsItem) -> renditions.UrlFor:
    return lambda width, kind: reverse("news:picture", args=[item.slug, width, kind])
