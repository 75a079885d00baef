"""The item behind a link as its reader sees it, with the addresses of its pictures and files."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from campaign.images import renditions
from campaign.images.models import Picture
from campaign.preview_links.models import PreviewLink
from campaign.previews.public_pages import Addresses, page_of, public_context
from campaign.publishing.workflow import Publishable, State
from campaign.working_versions import applying
from campaign.working_versions.applying import CannotApplyError
from campaign.working_versions.models import WorkingVersion


@contextmanager
def as_it_is_now(link: PreviewLink, item: Publishable) -> Iterator[Publishable]:
    """Within the block, the item as the link shows it: with its working version, if the link is about that.

    A version that does not fit any more is left out: its writer sees so at the desk.
    """
    version = WorkingVersion.objects.about(item).first() if link.shows_version else None
    with ExitStack() as stack:
        if version:
            with suppress(CannotApplyError):
                stack.enter_context(applying.shown(version, item))
                item = type(item)._base_manager.get(pk=item.pk)
                item.state = (
                    State.DRAFT
                )  # only here: this text is not public, though the item may be
        yield item


def addresses(token: str, opening: str) -> Addresses:
    def urls_of(picture: Picture) -> renditions.UrlFor:
        return lambda width, kind: reverse(
            "preview:picture", args=[token, opening, picture.pk, width, kind]
        )

    return Addresses(urls_of, partial(_file, token, opening))


def _file(token: str, opening: str, path: str) -> str:
    """The empty path is that of the page itself."""
    if not path:
        return reverse("preview:read", args=[token, opening])
    return reverse("preview:file", args=[token, opening, path])


def shown_picture(request: HttpRequest, item: Publishable, number: int) -> Picture | None:
    """The picture with this number, if the page shows it.

    The page is made and asks for the addresses of its pictures. So the page itself says what may be seen with it: no rule
    about pictures stands here a second time.
    """
    asked: dict[int, Picture] = {}

    def urls_of(picture: Picture) -> renditions.UrlFor:
        asked[picture.pk] = picture
        return lambda *_: ""

    context: dict[str, Any] = public_context(item, Addresses(urls_of))
    render_to_string(page_of(type(item)).template, context, request)
    return asked.get(number)
