"""Cards: the pictures of shared links, and of those who save one to post it themselves.

The wide one is for previews of links (Open Graph), the square one to save. profiles/documents/card.py makes those of
people; `text_card` makes those of petitions and news.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaign.documents import pdf
from campaign.documents.cached import CachedDocument
from campaign.web import file_cache

WIDE, SQUARE = "card", "card-square"
SIZES = {WIDE: (1200, 630), SQUARE: (1080, 1080)}  # pixels; also the names of the files, with .png


def text_card(
    owner: str, shape: str, *, kicker: str, title: str, lead: str, is_demo: bool
) -> CachedDocument:
    """A card with the pattern of atlas silk, a line above, a title, and a sentence below it if there is room."""
    width, height = SIZES[shape]
    return CachedDocument(
        owner=owner,
        kind=f"{shape}-{get_language()}",
        template="text-card",
        data={
            "campaign": settings.CAMPAIGN_NAME,
            "site": settings.SITE_URL.partition("://")[2],
            "width": width,
            "height": height,
            "band": _band(),
            "kicker": kicker,
            "title": title,
            "lead": lead,
            "demo": _("A demonstration: the people and signatures are invented.")
            if is_demo
            else "",
        },
        render=pdf.render_png,
    )


def delete_stale[Item](
    prefix: str, public: Mapping[int, Item], card: Callable[[Item, str], CachedDocument]
) -> None:
    """Delete the cards of owners with this prefix that are out of date, or that are not public.

    public: what is, by the id that follows the prefix. card: makes its card of a shape.
    """
    for owner in file_cache.owners():
        number = owner.removeprefix(prefix)
        if number == owner:
            continue
        item = public.get(int(number))
        keep = in_every_language(partial(_of_all_shapes, card, item)) if item else set()
        file_cache.delete_files(owner, keep=keep)


def _of_all_shapes[Item](
    card: Callable[[Item, str], CachedDocument], item: Item
) -> list[CachedDocument]:
    return [card(item, shape) for shape in SIZES]


def in_every_language(documents: Callable[[], Iterable[CachedDocument]]) -> set[str]:
    """The names of the files that would be made now, in every language."""
    files = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            files |= {document.file_name for document in documents()}
    return files


@cache
def _band() -> str:
    return (settings.BASE_DIR / "static" / "img" / "band.svg").read_text(encoding="utf-8")
