"""What is made of a profile to be passed on: the picture that goes along when a story is shared, and the case
sheet to print. Both are set by typst from the public shape alone, and made once (campaign/kept_files.py)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaign import kept_files, pictures, typesetting
from campaign.dates import in_sentence
from campaign.typesetting import script_of
from profiles.models import Detainee
from profiles.public import PORTRAIT, PublicProfile
from profiles.public_parts import PublicName
from profiles.references import parse_reference


@dataclass(frozen=True, slots=True)
class Paper:
    """kind: under which one is kept of a person. setting: makes it of template, data, language and files."""

    kind: str
    template: str
    data: dict[str, Any]
    setting: Callable[..., bytes]
    person: PublicProfile

    @property
    def name(self) -> str:
        """Another one whenever anything that it is made of is another."""
        return kept_files.digest({"data": self.data, "templates": _templates()})

    def file(self) -> bytes:
        """Raises Busy or NotSet: it is not there yet, and cannot be made now."""
        return kept_files.kept(self.person.reference, self.kind, self.name, self._make)

    def _make(self) -> bytes:
        language = get_language() or settings.LANGUAGE_CODE
        photo = self.data["portrait"]["file"]
        if photo and (found := _photo(self.person)) is not None:
            return self.setting(self.template, self.data, language=language, files={photo: found})
        data = self.data | {"portrait": _cloth(self.person)}
        return self.setting(self.template, data, language=language)


def card(person: PublicProfile) -> Paper:
    """1200 × 630: the name in two scripts, what is known, and the portrait if the family agrees to it."""
    return Paper(
        kind=f"card-{get_language()}",
        template="card",
        data=_base(person)
        | {
            "names": [_named(name) for name in _in_two_scripts(person)],
            "status": status_in_words(person),
        },
        setting=typesetting.picture,
        person=person,
    )


def status_in_words(person: PublicProfile) -> str:
    status = person.status
    if status is None:
        return _("Nothing is known")
    if not status.as_of:
        return status.label
    return _("%(status)s, as of %(date)s") % {
        "status": status.label,
        "date": in_sentence(status.as_of),
    }


def _base(person: PublicProfile) -> dict[str, Any]:
    return {
        "campaign": settings.CAMPAIGN_NAME,
        "site": settings.SITE_URL.partition("://")[2],
        "demo": _("A demonstration: this person is invented.") if person.is_demo else "",
        "reference": person.reference,
        "portrait": _portrait(person),
    }


# --- Names -------------------------------------------------------------------------------------------------


def _named(name: PublicName) -> dict[str, Any]:
    return {"text": name.text, "script": script_of(name.language)}


def _in_two_scripts(person: PublicProfile) -> list[PublicName]:
    """The name that stands first, and the first one in other letters."""
    first, *others = person.names or [
        PublicName(person.reference, "en", "ltr", kind="", is_own=True)
    ]
    own = [name for name in others if name.is_own]
    return [first, *[name for name in own if _letters(name) != _letters(first)][:1]]


def _letters(name: PublicName) -> str:
    """The script of a language tag; the tags that name none are of Latin letters."""
    return next((part for part in name.language.split("-") if len(part) == 4), "Latn")


# --- The portrait ------------------------------------------------------------------------------------------


def _portrait(person: PublicProfile) -> dict[str, Any]:
    picture = person.portrait_picture
    if picture is None:
        return _cloth(person)
    return {
        "file": "portrait.jpg",
        "name": picture.name,  # never the same again: it stands for the pixels
        "ratio": picture.width / picture.height,
        "focus": [picture.focus_x / 100, picture.focus_y / 100],
        "alt": picture.alt,
        "credit": picture.credit,
    }


def _cloth(person: PublicProfile) -> dict[str, Any]:
    label = person.native_name
    return {
        "file": "",
        # As part of a page a drawing need not say what it is; as a file it must.
        "pattern": person.pattern.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1),
        "label": label and _named(label),
        "alt": _("No photograph: a pattern of atlas silk"),
        "credit": "",
    }


def _photo(person: PublicProfile) -> bytes | None:
    """The file that is wide enough for a card and no wider; None if it is lost."""
    picture = person.portrait_picture
    if picture is None:
        return None
    needed = max(CARD_PORTRAIT, CARD_PORTRAIT / PORTRAIT * picture.width / picture.height)
    wide = [width for width in picture.widths if width >= needed]
    try:
        return pictures.read(picture, min(wide, default=max(picture.widths)), "jpg")
    except FileNotFoundError:
        return None


CARD_PORTRAIT = 473  # pixels


@cache
def _templates() -> str:
    """Stands for what sets the papers."""
    made = blake2b(version("typst").encode(), digest_size=8)
    for path in sorted(typesetting.TEMPLATES.iterdir()):
        made.update(path.read_bytes())
    return made.hexdigest()


def sweep() -> None:
    """Delete what nobody may see any more, or what would be made otherwise now."""
    kept = {pk: owner for owner in kept_files.owners() if (pk := parse_reference(owner))}
    people = Detainee.objects.published().for_cards().filter(pk__in=kept)
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
            current |= {f"{paper.kind}-{paper.name}" for paper in (card(person),)}
    return current
