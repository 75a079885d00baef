"""One paper of one person: what stands on it, and how it is made and kept."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaign.documents import pdf
from campaign.documents.pdf import script_of
from campaign.images import renditions
from campaign.web import file_cache
from profiles.public.parts import PublicName
from profiles.public.profile import PORTRAIT, PublicProfile

WIDEST = 473  # pixels of a portrait, that of a card


@dataclass(frozen=True, slots=True)
class Document:
    """kind: under which one is kept of a person. setting: makes it of template, data, language and files."""

    kind: str
    template: str
    data: dict[str, Any]
    setting: Callable[..., bytes]
    person: PublicProfile

    @property
    def name(self) -> str:
        """Another one whenever anything that it is made of is another."""
        return file_cache.digest({"data": self.data, "templates": _templates()})

    def file(self) -> bytes:
        """Raises Busy or NotSet: it is not there yet, and cannot be made now."""
        return file_cache.get_or_create(self.person.reference, self.kind, self.name, self._make)

    def _make(self) -> bytes:
        language = get_language() or settings.LANGUAGE_CODE
        photo = self.data["portrait"]["file"]
        if photo and (found := _photo(self.person)) is not None:
            return self.setting(self.template, self.data, language=language, files={photo: found})
        data = self.data | {"portrait": _cloth(self.person)}
        return self.setting(self.template, data, language=language)


def base(person: PublicProfile) -> dict[str, Any]:
    return {
        "campaign": settings.CAMPAIGN_NAME,
        "site": settings.SITE_URL.partition("://")[2],
        "demo": _("Demonstration: this person is invented.") if person.is_demo else "",
        "reference": person.reference,
        "portrait": _portrait(person),
    }


# --- Names -------------------------------------------------------------------------------------------------


def shown_first(person: PublicProfile) -> PublicName:
    """The name at the head of the page, which is in none of the rows of who is not fully named."""
    if person.names:
        return person.names[0]
    language = person.name_language
    return PublicName(person.name, language, "ltr", kind="", kind_code="", is_own=True)


def named(name: PublicName) -> dict[str, Any]:
    return {"text": name.text, "script": script_of(name.language)}


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
        "label": label and named(label),
        "alt": _("A pattern of atlas silk in place of a photograph"),
        "credit": "",
    }


def _photo(person: PublicProfile) -> bytes | None:
    """The file that is wide enough and no wider; None if it is lost."""
    picture = person.portrait_picture
    if picture is None:
        return None
    needed = max(WIDEST, WIDEST / PORTRAIT * picture.width / picture.height)
    wide = [width for width in picture.widths if width >= needed]
    try:
        return renditions.read_file(picture, min(wide, default=max(picture.widths)), "jpg")
    except FileNotFoundError:
        return None


@cache
def _templates() -> str:
    """Stands for what sets the papers."""
    made = blake2b(version("typst").encode(), digest_size=8)
    for path in sorted(pdf.TEMPLATES.iterdir()):
        made.update(path.read_bytes())
    return made.hexdigest()
