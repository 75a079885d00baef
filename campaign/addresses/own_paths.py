"""Which paths of this site lead to something public now.

Staff name a page by its path: the one that replaces another, or an entry of a menu. The apps register the views of their
items, since this package knows none of them.
"""

import re
from collections.abc import Callable
from typing import Any

from django.urls import Resolver404, ResolverMatch, resolve, reverse

from campaign.addresses.models import FormerAddress

type FindBySlug = Callable[[str], Any]  # the public item, or None

_finders: dict[str, FindBySlug] = {}
_replacements: dict[str, FindBySlug] = {}


def register(view_name: str, find: FindBySlug) -> None:
    """find: the public item by the slug in the path of this view. An app calls this in `AppConfig.ready`."""
    _finders[view_name] = find


def register_items(view_name: str, model: Any) -> None:
    """For a model with former addresses, whose items may be replaced by another page."""

    def find(slug: str) -> Any:
        public = model.objects.published()
        former = FormerAddress.objects.of(model).filter(slug=slug).values("subject_pk")
        return (
            public.filter(slug=slug).first()
            or public.filter(pk__in=former, keeps_old_addresses=True).first()
        )

    def find_replacement(slug: str) -> Any:
        items = model._default_manager
        gone = (items.withdrawn() | items.ended()).filter(slug=slug).first()
        return gone and public_item_at(gone.replaced_by)

    register(view_name, find)
    _replacements[view_name] = find_replacement


def view_of(path: str) -> str:
    """The name of the view that answers this path; empty if there is none. The path may have a query and a fragment."""
    match = _match(path)
    return match.view_name if match else ""


def is_of_item(view_name: str) -> bool:
    """Whether the view is the page of an item, and not a list or a file below that page."""
    return view_name in _finders


def public_item_at(path: str) -> Any:
    """The public item with this path; None if there is none, or if it is not public."""
    match = _match(path)
    find = _finders.get(match.view_name) if match else None
    return find(match.kwargs["slug"]) if match and find else None


def has_page(path: str) -> bool:
    """Whether the path surely has a page now: one that is always there, such as a list, or that of a public item."""
    match = _match(path)
    return match is not None and (not match.kwargs or public_item_at(path) is not None)


def leads_somewhere(path: str) -> bool:
    """Whether a visitor who follows the path finds something now: a list, or an item that is public."""
    return bool(present(path))


def present(path: str) -> str:
    """The path under which a visitor who follows this one finds something now; empty if nowhere.

    The last part of an address tells a name or a headline. So a page that is not public, or not any more, is nowhere, and so
    is all that stands below it, such as its picture.
    """
    before = re.split("[?#]", path, maxsplit=1)[0]
    after = path.removeprefix(before)
    if not (match := _match(before)):
        before += "/"  # as Django appends it
        if not (match := _match(before)):
            return ""
    slug: str = match.kwargs.get("slug", "")
    for view_name in _finders if slug else ():
        page = reverse(view_name, kwargs={"slug": slug})
        if before.startswith(page):
            return _present_page(view_name, slug, before.removeprefix(page), after)
    return before + after


def _present_page(view_name: str, slug: str, below: str, after: str) -> str:
    """below: what stands in the path after the page of the item. after: the query."""
    item = _finders[view_name](slug)
    if item is None and not below and view_name in _replacements:
        item = _replacements[view_name](slug)
    return f"{item.get_absolute_url()}{below}{after}" if item else ""


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path.partition("#")[0].partition("?")[0])
    except Resolver404:
        return None
