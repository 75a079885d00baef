"""Pages of which only a part is made for each visitor: the rest comes from a cache.

The template of the page around has slots. It is rendered once, and cut at the slots. Nothing of a visitor gets into
the cache: what differs between visitors is in the slots alone, and the caller fills them.
"""

from collections.abc import Mapping
from hashlib import blake2b

from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from campaign.web.page_cache import version

SLOT = mark_safe("\0")
CACHE_SECONDS = 5  # for what was edited on another machine


def page_parts(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object],
    *,
    slots: tuple[str, ...],
    key: str,
) -> list[str]:
    """The parts of a page before, between and after its slots. slots: the names of variables.

    key: names what else the page depends on; its language, and what staff change, need not be in it.
    """
    all_of_it = f"{version()}-{get_language()}-{template}-{key}"
    name = f"page-parts-{blake2b(all_of_it.encode(), digest_size=16).hexdigest()}"
    parts: list[str] | None = cache.get(name)
    if parts is None:
        filled = {**context, **dict.fromkeys(slots, SLOT)}
        parts = render_to_string(template, filled, request).split(SLOT)
        cache.set(name, parts, CACHE_SECONDS)
    return parts
