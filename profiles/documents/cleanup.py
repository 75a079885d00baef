"""Deletes cached documents that are out of date, or of people who are no longer public."""

from campaign.documents import cards
from campaign.web import file_cache
from profiles.documents.card import card
from profiles.documents.case_sheet import case_sheet
from profiles.models import Detainee
from profiles.models.references import parse_reference
from profiles.public.profile import PublicProfile


def delete_stale() -> None:
    cached = {pk: owner for owner in file_cache.owners() if (pk := parse_reference(owner))}
    people = Detainee.objects.published().for_story().filter(pk__in=cached)
    for detainee in people.iterator(chunk_size=200):
        person = PublicProfile(detainee)
        file_cache.delete_files(cached.pop(detainee.pk), keep=_current_files(person))
    for owner in cached.values():
        file_cache.delete_files(owner)
    file_cache.delete_oldest()


def _current_files(person: PublicProfile) -> set[str]:
    """Return the names of the files that would be made now, in every language."""
    return cards.in_every_language(
        lambda: [*(card(person, shape) for shape in cards.SIZES), case_sheet(person)]
    )
