"""What visitors see of a news item: its page in the site, and in the desk's preview.

No one is named, shown or linked here who is not public now: neither the people of the item, nor the person who is
quoted, nor anyone in its picture. Names in its texts are the work of linked_people.py.
"""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from campaign.images import renditions
from campaign.images.models import Picture
from campaign.previews.public_pages import Addresses
from campaign.publishing.sharing import Share, absolute
from campaign.translations.languages import address
from news.documents.serving import file_name
from news.models import NewsDocument, NewsItem
from news.public.event import event_of
from news.public.press import release_of
from news.public.schema_org import linked_data
from profiles.models import Detainee
from profiles.public import text_pictures
from profiles.public.profile import may_be_shown, public_profiles

TRANSLATED = ("", "print/", "press-pack.zip")  # the files that are in the language of the page


@dataclass(frozen=True, slots=True)
class PublicDocument:
    """A document on a page. kind: its ending. language_name: in its own words."""

    title: str
    language: str
    language_name: str
    kind: str
    size: int
    url: str


def item_context(item: NewsItem, addresses: Addresses) -> dict[str, object]:
    """The context of the public page and of a preview. Only the addresses differ between the two."""
    image = item.image if item.image and may_be_shown(item.image) else None
    authors = [byline.author for byline in item.bylines.select_related("author")]
    event, tags = event_of(item), list(item.tags.all())
    return {
        "item": item,
        "body": text_pictures.render(item.body, addresses.picture),
        "image": image and renditions.rendition(image, addresses.picture(image)),
        "quote": shown_quote(item),
        "authors": authors,
        "event": event,
        "calendar_url": addresses.file("event.ics"),
        "documents": public_documents(item, addresses),
        "release": release_of(item, addresses),
        "tags": tags,
        "corrections": list(item.corrections.all()),
        # Only people who are public now: an old item must not name someone who was withdrawn since.
        "people": public_profiles(Detainee.objects.published().filter(news=item).for_cards()),
        "petitions": item.petitions.published().with_deliveries(),
        "share": _share(item),
        "linked_data": linked_data(item, authors, tags, event),
    }


def shown_quote(item: NewsItem) -> dict[str, str] | None:
    """The pull quote, unless it is of a person of this site who is not public now."""
    if not item.quote or not _may_speak(item.quote_person_id):
        return None
    return {"text": item.quote, "speaker": item.quote_speaker, "role": item.quote_role}


def _may_speak(person: int | None) -> bool:
    """A person who was merged into another one speaks while that one is public."""
    if person is None:
        return True
    them = Q(pk=person) | Q(pk__in=Detainee.objects.filter(pk=person).values("merged_into"))
    return Detainee.objects.published().filter(them).exists()


def public_documents(item: NewsItem, addresses: Addresses) -> list[PublicDocument]:
    return [_public_document(each, addresses) for each in item.documents.all()]


def _public_document(document: NewsDocument, addresses: Addresses) -> PublicDocument:
    return PublicDocument(
        title=document.title,
        language=document.language,
        language_name=str(document.get_language_display()),
        kind=document.kind,
        size=document.size,
        url=addresses.file(f"documents/{document.pk}/{file_name(document)}"),
    )


def _share(item: NewsItem) -> Share:
    path = item.reading_path
    return Share(
        title=item.headline,
        path=path,
        about=item.headline,
        text=f"{item.headline} {absolute(path)}",
        card=reverse("news:card", args=[item.slug]),
        square=reverse("news:card-square", args=[item.slug]),
    )


def published_items() -> QuerySet[NewsItem]:
    return with_pictures(NewsItem.objects.published())


def with_pictures(items: QuerySet[NewsItem]) -> QuerySet[NewsItem]:
    """Items with their picture, but without its encrypted fields."""
    return items.select_related("image").defer("image__likeness_by", "image__provenance")


def public_addresses(item: NewsItem) -> Addresses:
    """Where the public finds the item's pictures and files: below its page (news/urls.py), in the language of the item."""
    in_texts = text_pictures.urls_below("news:text-picture", item.slug)

    def urls_of(picture: Picture) -> renditions.UrlFor:
        return picture_url(item) if picture.pk == item.image_id else in_texts(picture)

    def file(path: str) -> str:
        at = item.get_absolute_url() + path
        return address(at, item.written_in) if item.is_translated and path in TRANSLATED else at

    return Addresses(urls_of, file)


def picture_url(item: NewsItem) -> renditions.UrlFor:
    return lambda width, kind: reverse("news:picture", args=[item.slug, width, kind])
