"""What petitions add to the page of a person: what can be signed for her, and how many did.

A page of a person is kept for longer than a count may be old, so it says “at least”, in round numbers.
They stay true while the count grows, and nobody can watch them to see one signature arrive.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from petitions.counting import tallies
from petitions.models import Petition
from petitions.signing.forms import SignatureForm
from profiles.models import Detainee
from profiles.public.profile import PublicProfile


def for_page_of(detainee: Detainee) -> dict[str, object]:
    """petitions: those to sign; of who is free or dead, those that still ask for something in her name.
    to_sign: the first of them, with a form of its own, unless it asks browsers for a proof of work, which
    is not to be had on a page that is kept for long. letter_url: where to write a letter of one's own.
    signed_for: signatures at the least, 0 for too few to tell. share_text: the words to share the story with."""
    open_now = Petition.objects.open()
    person = PublicProfile(detainee)
    ended = bool(person.outcome)
    if ended:
        open_now = open_now.filter(people=detainee.pk)
    petitions = list(open_now.about(detainee.pk))
    first = petitions[0] if petitions and not ended else None
    to_sign = first if first and not first.asks_proof else None
    return {
        "petitions": petitions[1:] if to_sign else petitions,
        "to_sign": to_sign,
        "form": SignatureForm(initial={"for": detainee.reference}) if to_sign else None,
        "letter_url": first.letter_url(detainee) if first else "",
        "signed_for": tallies.rounded_down(tallies.count_for_person(detainee.pk)),
        "share_text": _share_text(person, can_be_signed=first is not None),
    }


def _share_text(person: PublicProfile, *, can_be_signed: bool) -> str:
    if can_be_signed:
        call = _("Read the story of %(name)s and sign for their release: %(link)s")
    else:
        call = _("Read the story of %(name)s: %(link)s")
    words = call % {"name": person.name, "link": f"{settings.SITE_URL}{person.url}"}
    return f"{person.first_sentence} {words}".strip()
