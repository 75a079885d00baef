"""Finds every page that still names someone who is not public any more, on any day, for a list at the desk.

Whoever unpublishes a person is asked about these pages (linked_pages.still_naming). This list finds what was left then, what
a consent has ended for since, and what was written later.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from campaign.privacy.readers import is_closed_here
from profiles.models import Detainee
from profiles.safety.hidden_words import find_words
from profiles.safety.linked_pages import LinkedPage, Revealing, pages_naming, read_page, whole_names


@dataclass(frozen=True, slots=True)
class LeftName:
    """person: who is not public any more. page: what still names them."""

    person: Detainee
    page: Revealing

    @property
    def is_closed_here(self) -> bool:
        """Whether the reader of this request may see neither the person nor the words."""
        return self.person.is_closed_here or is_closed_here(self.page.item)


def left_names() -> list[LeftName]:
    """One search a page finds the whole names of everyone. Only who is found, or linked, is searched word by word."""
    gone = list(Detainee.objects.no_longer_public().prefetch_related("names"))
    found = (left for page in pages_naming(gone) for left in _left_on(page, gone))
    return sorted(found, key=lambda left: (str(left.page.item), left.person.pk))


def _left_on(page: LinkedPage, gone: Iterable[Detainee]) -> Iterator[LeftName]:
    by_name: dict[str, list[Detainee]] = {}
    for person in gone:
        for name in whole_names(person):
            by_name.setdefault(name, []).append(person)
    named = [person for name in find_words(by_name, [], page.texts) for person in by_name[name]]
    linked = [person for person in gone if person in page.people]
    for person in dict.fromkeys([*linked, *named]):
        if revealing := read_page(page, person):
            yield LeftName(person, revealing)
