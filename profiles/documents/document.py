"""A document about one person: what its data has in common, and its portrait."""

from dataclasses import dataclass
from typing import override

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaign.documents.cached import CachedDocument
from campaign.documents.pdf import script_of
from campaign.images import renditions
from profiles.public.parts import PublicName
from profiles.public.profile import PORTRAIT_RATIO, PublicProfile

PORTRAIT_WIDTH = 473  # pixels; the widest portrait is that of the card


@dataclass(frozen=True, slots=True)
class Document(CachedDocument):
    """Its cached files belong to the person's reference. `data` has a portrait, whose file is read only when needed."""

    person: PublicProfile

    @override
    def make(self) -> bytes:
        language = get_language() or settings.LANGUAGE_CODE
        photo = self.data["portrait"]["file"]
        if photo and (content := _read_photo(self.person)) is not None:
            return self.render(self.template, self.data, language=language, files={photo: content})
        data = self.data | {"portrait": _pattern(self.person)}
        return self.render(self.template, data, language=language)


def common_data(person: PublicProfile) -> dict[str, object]:
    """Return the data that every template uses."""
    return {
        "campaign": settings.CAMPAIGN_NAME,
        "site": settings.SITE_URL.partition("://")[2],
        "demo": _("Demonstration: this person is invented.") if person.is_demo else "",
        "reference": person.reference,
        "portrait": _portrait(person),
    }


# --- Names -------------------------------------------------------------------------------------------------


def heading_name(person: PublicProfile) -> PublicName:
    """Return the name at the head of the page. A person who is not fully named has no row for it."""
    if person.names:
        return person.names[0]
    language = person.name_language
    return PublicName(person.name, language, "ltr", kind="", kind_code="", is_own=True)


def name_data(name: PublicName) -> dict[str, object]:
    return {"text": name.text, "script": script_of(name.language)}


# --- The portrait ------------------------------------------------------------------------------------------


def _portrait(person: PublicProfile) -> dict[str, object]:
    picture = person.portrait_picture
    if picture is None:
        return _pattern(person)
    return {
        "file": "portrait.jpg",
        "name": picture.name,  # unique for these pixels, so it changes the digest
        "ratio": picture.width / picture.height,
        "focus": [picture.focus_x / 100, picture.focus_y / 100],
        "alt": picture.alt,
        "credit": picture.credit,
    }


def _pattern(person: PublicProfile) -> dict[str, object]:
    label = person.native_name
    return {
        "file": "",
        # An SVG file needs its namespace; an SVG inside HTML does not.
        "pattern": person.ikat_portrait.replace(
            "<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1
        ),
        "label": label and name_data(label),
        "alt": _("A pattern of atlas silk in place of a photograph"),
        "credit": "",
    }


def _read_photo(person: PublicProfile) -> bytes | None:
    """Return the smallest file that is wide enough; None if there is no picture or its file is lost."""
    picture = person.portrait_picture
    if picture is None:
        return None
    needed = max(PORTRAIT_WIDTH, PORTRAIT_WIDTH / PORTRAIT_RATIO * picture.width / picture.height)
    wide_enough = [width for width in picture.widths if width >= needed]
    try:
        return renditions.read_file(picture, min(wide_enough, default=max(picture.widths)), "jpg")
    except FileNotFoundError:
        return None
