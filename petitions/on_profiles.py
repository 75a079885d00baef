"""What petitions add to the page of a person: what can be signed for her, and how many did.

A page of a person is kept for longer than a count may be old, so it says “at least”, in round numbers.
They stay true while the count grows, and nobody can watch them to see one signature arrive.
"""

from petitions import counting
from petitions.models import Petition
from profiles.models import Detainee
from profiles.public import PublicProfile


def for_page_of(detainee: Detainee) -> dict[str, object]:
    """petitions: those to sign; of who is free or dead, those that still ask for something in her name.
    signed_for: signatures at the least, 0 for too few to tell."""
    petitions = Petition.objects.open()
    if PublicProfile(detainee).outcome:
        petitions = petitions.filter(people=detainee.pk)
    return {
        "petitions": petitions.about(detainee.pk),
        "signed_for": counting.at_least(counting.signed_for(detainee.pk)),
    }
