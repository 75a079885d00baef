"""What petitions add to a person's page: the petitions to sign for them, and how many people have signed.

The number moves once a day and by ten or more (petitions/counting/published_figures.py), and the page says “at
least” with a round number. So no one can watch it to see a single signature arrive.

This module holds no view. petitions/apps.py registers `profile_context`, so that profiles need not import petitions.
"""

from petitions.counting import pause, published_figures, tallies
from petitions.models import Petition
from petitions.outreach.shares import person_share
from petitions.signing.forms import SignatureForm
from profiles.models import Detainee
from profiles.public.profile import PublicProfile


def profile_context(detainee: Detainee) -> dict[str, object]:
    """The context for a person's page.

    petitions: open petitions. For a person who is free or has died, only those that name the person.
    to_sign: the first petition, with a form on this page. None if it asks for a proof of work: a page that is
    cached for long cannot have a valid challenge.
    notice: why no one can sign now, in place of the form; empty while signing is open.
    letter_url: the page for writing one's own letter; empty without a petition.
    signed_for: signatures at least, rounded; 0 for too few to publish.
    share: how the story is passed on.
    """
    open_now = Petition.objects.open()
    person = PublicProfile(detainee)
    ended = bool(person.outcome)
    if ended:
        open_now = open_now.filter(people=detainee.pk)
    petitions = list(open_now.about(detainee.pk))
    first = petitions[0] if petitions and not ended else None
    notice = pause.current().notice
    to_sign = first if first and not first.asks_proof else None
    return {
        "petitions": petitions[1:] if to_sign else petitions,
        "to_sign": to_sign,
        "notice": notice,
        "form": SignatureForm(initial={"for": detainee.reference}) if to_sign else None,
        "letter_url": first.letter_url(detainee) if first else "",
        "signed_for": tallies.rounded_down(published_figures.count_for_person(detainee.pk)),
        "share": person_share(person, can_be_signed=first is not None and not notice),
    }
