"""A document that is rendered from data and cached on disk. Subclasses may add files."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.translation import get_language

from campaign.documents import pdf
from campaign.web import file_cache
from campaign.web.file_cache import Busy
from campaign.web.responses import NO_STORE

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CachedDocument:
    """owner, kind: the cache holds one file of a kind for each owner. render: takes template, data, language, files."""

    owner: str
    kind: str
    template: str
    data: dict[str, Any]
    render: Callable[..., bytes]

    @property
    def name(self) -> str:
        """A digest of everything that the document is made from."""
        return file_cache.digest({"data": self.data, "templates": _templates_digest()})

    @property
    def file_name(self) -> str:
        """Its name in the cache."""
        return f"{self.kind}-{self.name}"

    def file(self) -> bytes:
        """Return the cached file, or render it. Raises Busy or RenderingFailed if it cannot be rendered now."""
        return file_cache.get_or_create(self.owner, self.kind, self.name, self.make)

    def file_or_none(self) -> bytes | None:
        """The file; None if it cannot be rendered now."""
        try:
            return self.file()
        except Busy:
            return None
        except pdf.RenderingFailed as error:
            logger.error("No %s for %s: %s", self.template, self.owner, error)
            return None

    def make(self) -> bytes:
        """Render it."""
        return self.render(
            self.template, self.data, language=get_language() or settings.LANGUAGE_CODE
        )


def card_response(card: CachedDocument) -> HttpResponse:
    """A card for shared links. If it cannot be drawn now, redirect to the picture of the site."""
    if content := card.file_or_none():
        return HttpResponse(content, content_type="image/png")
    fallback = redirect(static("img/share.png"))
    fallback.headers["Cache-Control"] = NO_STORE
    return fallback


@cache
def _templates_digest() -> str:
    """Return a digest of the templates and of typst itself."""
    digest = blake2b(version("typst").encode(), digest_size=8)
    for path in sorted(pdf.TEMPLATES.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()
