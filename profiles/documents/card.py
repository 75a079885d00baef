"""The picture that goes along when a story is shared."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaign.documents import pdf
from campaign.text.date_parser import in_sentence
from profiles.documents.document import Document, base, named, shown_first
from profiles.public.parts import PublicName
from profiles.public.profile import PublicProfile


def card(person: PublicProfile) -> Document:
    """1200 × 630: the name in two scripts, what is known, and the portrait if the family agrees to it."""
    return Document(
        kind=f"card-{get_language()}",
        template="card",
        data=base(person)
        | {
            "names": [named(name) for name in _in_two_scripts(person)],
            "status": status_in_words(person),
        },
        setting=pdf.render_png,
        person=person,
    )


def status_in_words(person: PublicProfile) -> str:
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
    """The name that stands first, and the first one in other letters."""
    first, others = shown_first(person), person.names[1:]
    own = [name for name in others if name.is_own]
    return [first, *[name for name in own if _letters(name) != _letters(first)][:1]]


def _letters(name: PublicName) -> str:
    """The script of a language tag; the tags that name none are of Latin letters."""
    return next((part for part in name.language.split("-") if len(part) == 4), "Latn")
