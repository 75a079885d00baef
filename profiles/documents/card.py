"""The share images of a person: 1200 × 630 pixels, and a square one to save."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaign.documents import pdf
from campaign.documents.cards import SIZES, WIDE
from campaign.publishing.sharing import shorten
from campaign.text.date_parser import in_sentence
from profiles.documents.document import Document, common_data, heading_name, name_data
from profiles.public.parts import PublicName
from profiles.public.profile import PublicProfile


def card(person: PublicProfile, shape: str = WIDE) -> Document:
    """It shows the name in two scripts, the status, and the portrait if the consent covers it.

    The square one has room for a sentence on who the person is.
    """
    width, height = SIZES[shape]
    return Document(
        owner=person.reference,
        kind=f"{shape}-{get_language()}",
        template="card",
        data=common_data(person)
        | {
            "width": width,
            "height": height,
            "names": [name_data(name) for name in _in_two_scripts(person)],
            "status": status_text(person),
            "who": shorten(person.first_sentence),
        },
        render=pdf.render_png,
        person=person,
    )


def status_text(person: PublicProfile) -> str:
    status = person.status
    if status is None:
        return _("Status not known")
    if not status.as_of:
        return status.label
    return _("%(status)s, as of %(date)s") % {
        "status": status.label,
        "date": in_sentence(str(status.as_of)),
    }


def _in_two_scripts(person: PublicProfile) -> list[PublicName]:
    """Return the name at the head of the page, and the first own name in another script."""
    first, others = heading_name(person), person.names[1:]
    own = [name for name in others if name.is_own]
    return [first, *[name for name in own if _script(name) != _script(first)][:1]]


def _script(name: PublicName) -> str:
    """Return the script of the name's language tag. Tags without a script are of languages in Latin letters."""
    return next((part for part in name.language.split("-") if len(part) == 4), "Latn")
