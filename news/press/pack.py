"""Makes the press pack of an item, and keeps it while nothing in it changes.

Its name in the cache is a digest of everything in it (campaign/web/file_cache.py). A person who is withdrawn makes
another name, so the old pack is never served again. It is written to disk one file after the other, never held in memory.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaign.images import renditions
from campaign.images.models import Picture
from campaign.previews.public_pages import Addresses
from campaign.text import markdown
from campaign.web import file_cache
from news.documents.intake import file_path
from news.documents.serving import file_name
from news.models import NewsItem
from news.press import texts
from news.public.cards import OWNER
from news.public.item import item_context
from news.public.press import Release, spokespeople
from profiles.documents.case_sheet import case_sheet
from profiles.models import Detainee
from profiles.public.profile import PublicProfile, may_be_shown, public_profiles

logger = logging.getLogger(__name__)

MOST_PEOPLE = 10  # whose case sheets are in it: each takes a second to set

NOWHERE = Addresses(
    lambda _picture: lambda *_: ""
)  # the pack has pictures and documents as files of its own

type Read = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of the pack. version: changes with its content. read: called only when the pack is made."""

    name: str
    version: str
    read: Read


def open_pack(item: NewsItem, release: Release) -> IO[bytes]:
    """The open zip file. Raises Busy, or RenderingFailed if a case sheet cannot be set now."""
    entries = list(_entries(item, release))
    name = file_cache.digest({each.name: each.version for each in entries})
    kind = f"pack-{get_language()}-{item.written_in.code}"
    return file_cache.open_or_create(
        f"{OWNER}{item.pk}", kind, name, lambda file: _write(file, entries)
    )


def _write(file: IO[bytes], entries: list[Entry]) -> None:
    with ZipFile(file, "w", ZIP_DEFLATED) as pack:
        for entry in entries:
            try:
                pack.writestr(entry.name, entry.read())
            except FileNotFoundError:
                logger.error("A file of the press pack is lost: %s", entry.name)


def _entries(item: NewsItem, release: Release) -> Iterator[Entry]:
    people = _people(item)
    yield _text("release.txt", texts.release_text(item, release))
    yield _text("release.html", alone(item, release))
    yield _text("about-and-contact.txt", texts.contact_text(release.press))
    if quotes := texts.quotes_text(item, people).strip():
        yield _text("quotes.txt", quotes)
    yield from _pictures(item, release, people)
    for person in people:
        sheet = case_sheet(person)
        yield Entry(f"case-sheets/{person.reference}.pdf", sheet.name, sheet.make)
    for document in item.documents.all():
        yield Entry(
            f"documents/{document.pk}-{file_name(document)}", document.name, _stored(document.name)
        )


def _people(item: NewsItem) -> list[PublicProfile]:
    people = Detainee.objects.published().filter(news=item).for_story().order_by("pk")
    return public_profiles(people[:MOST_PEOPLE])


def alone(item: NewsItem, release: Release) -> str:
    """The release as a page without style sheets and scripts."""
    site = {"name": settings.CAMPAIGN_NAME}
    context = item_context(item, NOWHERE) | {
        "body": markdown.render(
            item.body
        ),  # without pictures: those that are cleared are files of their own
        "release": release,
        "site": site,
    }
    return render_to_string("press/release_alone.html", context)


def _text(name: str, text: str) -> Entry:
    return Entry(name, text, lambda: text.encode())


def _stored(name: str) -> Read:
    def read() -> bytes:
        with default_storage.open(file_path(name)) as file:
            content: bytes = file.read()
        return content

    return read


# --- Pictures --------------------------------------------------------------------------------------------------------


def _pictures(item: NewsItem, release: Release, people: list[PublicProfile]) -> Iterator[Entry]:
    """Those that are cleared for the press, and allowed by everyone in them; their credits in a file."""
    found = [item.image, *(person.portrait_picture for person in people)]
    if release.press:
        found += [each.picture for each in spokespeople(release.press)]
    pictures = {each.pk: each for each in found if each and each.for_press and may_be_shown(each)}
    credits = []
    for number, picture in enumerate(pictures.values(), 1):
        name = f"picture-{number}.jpg"
        yield Entry(f"pictures/{name}", picture.name, _pixels(picture))
        caption = item.caption if picture.pk == item.image_id else ""
        credits.append(_credit(name, picture, caption))
    if credits:
        yield _text("pictures/credits.txt", "\n\n".join(credits) + "\n")


def _pixels(picture: Picture) -> Read:
    return lambda: renditions.read_file(picture, max(picture.widths), "jpg")


def _credit(name: str, picture: Picture, caption: str) -> str:
    lines = [name, picture.alt, caption, _("Credit: %s") % picture.credit]
    return "\n".join(filter(None, lines))
