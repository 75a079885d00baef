"""A person's page for a preview (campaign/previews)."""

from typing import Any, override

from django.utils.translation import gettext as _

from campaign.images.in_texts import UrlsOf
from campaign.images.models import Picture
from campaign.previews.public_pages import Addresses, PublicPage
from profiles.models import Detainee
from profiles.public import contributions
from profiles.public.profile import PublicProfile


class Preview(PublicProfile):
    """The profile as the public would see it. Its pictures come from the addresses of the preview."""

    def __init__(self, detainee: Detainee, addresses: Addresses) -> None:
        super().__init__(detainee)
        self._addresses = addresses

    @property
    @override
    def url(self) -> str:
        return "#content"

    @override
    def portrait_url(self, width: int, kind: str) -> str:
        picture: Picture | None = self.portrait_picture
        return self._addresses.picture(picture)(width, kind) if picture else ""

    @property
    @override
    def story_urls(self) -> UrlsOf:
        return self._addresses.picture


def link_refusal(person: Detainee) -> str:
    """Why no link for a reader outside shows this person now: a family that takes its consent back hides them there too."""
    consents = person.consents.all()
    is_hidden = person.is_published and not person.is_shown
    if is_hidden or (consents.exists() and not consents.in_force().exists()):
        return _("No consent is in force. No link shows this person before there is one.")
    return ""


def _context(item: Detainee, addresses: Addresses) -> dict[str, Any]:
    person = Detainee.objects.for_story().get(pk=item.pk).in_words_of(item)
    return contributions.context_for(person) | {"person": Preview(person, addresses)}


DETAINEE = PublicPage("profiles/profile_detail.html", _context)
