"""Deleting what is kept of papers and should not be."""

from django.conf import settings
from django.utils import translation

from campaign.web import file_cache
from profiles.documents.card import card
from profiles.documents.case_sheet import case_sheet
from profiles.models import Detainee
from profiles.models.references import parse_reference
from profiles.public.profile import PublicProfile


def delete_stale() -> None:
    """Delete what nobody may see any more, or what would be made otherwise now."""
    kept = {pk: owner for owner in file_cache.owners() if (pk := parse_reference(owner))}
    people = Detainee.objects.published().for_story().filter(pk__in=kept)
    for detainee in people.iterator(chunk_size=200):
        person = PublicProfile(detainee)
        file_cache.delete_files(kept.pop(detainee.pk), keep=_current(person))
    for owner in kept.values():
        file_cache.delete_files(owner)
    file_cache.delete_oldest()


def _current(person: PublicProfile) -> set[str]:
    current = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            papers = card(person), case_sheet(person)
            current |= {f"{paper.kind}-{paper.name}" for paper in papers}
    return current
