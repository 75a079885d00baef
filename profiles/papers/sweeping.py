"""Deleting what is kept of papers and should not be."""

from django.conf import settings
from django.utils import translation

from campaign import kept_files
from profiles.models import Detainee
from profiles.papers.card import card
from profiles.papers.case_sheet import case_sheet
from profiles.public import PublicProfile
from profiles.references import parse_reference


def sweep() -> None:
    """Delete what nobody may see any more, or what would be made otherwise now."""
    kept = {pk: owner for owner in kept_files.owners() if (pk := parse_reference(owner))}
    people = Detainee.objects.published().for_story().filter(pk__in=kept)
    for detainee in people.iterator(chunk_size=200):
        person = PublicProfile(detainee)
        kept_files.forget(kept.pop(detainee.pk), but=_current(person))
    for owner in kept.values():
        kept_files.forget(owner)
    kept_files.forget_oldest()


def _current(person: PublicProfile) -> set[str]:
    current = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            papers = card(person), case_sheet(person)
            current |= {f"{paper.kind}-{paper.name}" for paper in papers}
    return current
