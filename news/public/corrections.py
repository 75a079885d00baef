"""The list of corrected mistakes: those of news, and those of what the pages of people say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from campaign.translations.languages import Language
from news.models import Correction, NewsItem
from profiles.models import Amendment, Detainee
from profiles.models.vocabulary import AmendmentKind
from profiles.public.profile import PublicProfile


@dataclass(frozen=True, slots=True)
class Corrected:
    """title: the headline of a news item, or the name of a person, in `title_language`. written_in: the language of the text."""

    on: date
    text: str
    title: str
    title_language: str
    url: str
    written_in: Language


def corrections() -> list[Corrected]:
    """The newest first."""
    return sorted([*_of_news(), *_of_people()], key=attrgetter("on"), reverse=True)


def _of_news() -> Iterator[Corrected]:
    for row in Correction.objects.of(NewsItem.objects.published()).select_related("item"):
        item = row.item
        yield Corrected(
            on=localdate(row.at),
            text=row.text,
            title=item.headline,
            title_language=item.written_in.code,
            url=item.get_absolute_url(),
            written_in=item.written_in,
        )


def _of_people() -> Iterator[Corrected]:
    own = Amendment.objects.filter(detainee=OuterRef("pk"), kind=AmendmentKind.CORRECTION)
    people = Detainee.objects.published().filter(Exists(own.filter(is_public=True)))
    for detainee in people.for_cards().prefetch_related("amendments"):
        person = PublicProfile(detainee)
        for each in person.amendments:
            if each.code == AmendmentKind.CORRECTION:
                yield Corrected(
                    on=each.on,
                    text=each.text,
                    title=person.name,
                    title_language=person.name_language,
                    url=person.url,
                    written_in=detainee.written_in,
                )
