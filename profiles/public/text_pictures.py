"""Texts with pictures, as the public sees them: a picture is left out as long as one person in it does not allow it.

The address of a picture names the page whose text shows it. It answers only while that page is public, and its text has the
picture.
"""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from campaign.images import in_texts, renditions
from campaign.images.models import Picture
from campaign.text import markdown
from profiles.models import Depiction


def render(text: str, urls_of: in_texts.UrlsOf) -> SafeString:
    """The Markdown as HTML, with the pictures that may be shown."""
    return in_texts.render(text, public_pictures(), urls_of)


def public_pictures() -> QuerySet[Picture]:
    return Picture.objects.exclude(pk__in=Depiction.objects.refused().values("picture"))


def urls_below(name: str, slug: str) -> in_texts.UrlsOf:
    """name: of the URL pattern, which takes the slug, the picture's number, a width and a kind."""

    def urls_of(picture: Picture) -> renditions.UrlFor:
        return lambda width, kind: reverse(name, args=[slug, picture.pk, width, kind])

    return urls_of


def file_response(text: str, number: int, width: int, kind: str) -> HttpResponse:
    """A file of a picture that this text shows. Raises Http404."""
    if number not in markdown.picture_numbers(text):
        raise Http404
    picture = public_pictures().defer("likeness_by", "provenance").filter(pk=number).first()
    if picture is None:
        raise Http404
    return renditions.file_response(picture, width, kind)
