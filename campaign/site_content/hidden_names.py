"""What notices, menus and the home page say, for the search for names that must stay hidden."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from campaign.site_content.models import HomePage, Menu, Notice
from profiles.models import Detainee
from profiles.safety import linked_pages
from profiles.safety.linked_pages import LinkedPage


def register() -> None:
    linked_pages.register_pages_about_no_one(HomePage, "heading", "introduction")
    linked_pages.register_pages_about_no_one(Notice, "text", "link", "link_text")
    linked_pages.register(_menus, is_same_for_all=True)


def in_menu(menu: Menu, words: Iterable[str]) -> list[str]:
    """Messages for staff about what these labels and addresses must not say."""
    return linked_pages.disclosed(_page_of(menu, words))


def _page_of(menu: Any, words: Iterable[str]) -> LinkedPage:
    return LinkedPage(menu, {_("entries"): list(words)}, [])


def _menus(person: Detainee) -> Iterator[LinkedPage]:
    for menu in Menu.objects.prefetch_related("entries"):
        entries = menu.entries.all()
        yield _page_of(menu, [words for each in entries for words in (each.label, each.to)])
