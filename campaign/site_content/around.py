"""The notice and the menus around each page, from memory. One query reads both, once for each version of the site.

A notice is chosen when a page is rendered, so its times hold. A menu leaves out what is not public, a notice its link.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError
from django.db.models import DateTimeField, Value
from django.db.transaction import TransactionManagementError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from campaign.addresses import own_paths
from campaign.publishing.ending import not_ended
from campaign.publishing.workflow import State
from campaign.site_content.menus import default_menu
from campaign.site_content.models import Level, MenuEntry, Notice, Place, Section
from campaign.web import page_cache

# For a target of a menu that was withdrawn on another machine. What becomes public or ends by itself is known before.
MAX_AGE = 60.0  # seconds
WITHOUT_DATABASE = 5.0  # seconds until it is asked again


@dataclass(frozen=True, slots=True)
class Entry:
    """current: the value of aria-current."""

    label: str
    url: str
    current: str = ""

    @property
    def is_elsewhere(self) -> bool:
        return self.url.startswith("https://")


@dataclass(frozen=True, slots=True)
class ShownNotice:
    text: str
    link: str
    link_text: str
    level: str
    section: str
    begins: datetime
    ends: datetime | None

    @property
    def is_elsewhere(self) -> bool:
        return self.link.startswith("https://")


@dataclass(frozen=True, slots=True)
class Content:
    """menus: labels and targets by place; a place without entries is missing."""

    version: int
    until: float
    notices: list[ShownNotice] = field(default_factory=list)
    menus: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


_content = Content(-1, 0.0)


def forget() -> None:
    """Read it anew next time. Only in this process."""
    global _content
    _content = Content(-1, 0.0)


def content() -> Content:
    global _content
    now, version = time.monotonic(), page_cache.version()
    if _content.version != version or _content.until < now:
        until = now + min(MAX_AGE, page_cache.seconds_until_change())
        try:
            _content = _read(version, until)
        except (OperationalError, InterfaceError, TransactionManagementError):
            # The page that says so needs a menu too.
            _content = Content(version, now + WITHOUT_DATABASE)
    return _content


def _read(version: int, until: float) -> Content:
    notices = Notice.objects.filter(not_ended(Notice), state=State.PUBLISHED).values_list(
        Value("notice"), Value(0), "text", "link", "link_text", "level", "section", "publish_at", "expires_at",
    )  # fmt: skip
    never = Value(None, output_field=DateTimeField())
    entries = MenuEntry.objects.values_list(
        "menu__place", "order", "label", "to", Value(""), Value(""), Value(""), never, never
    )
    found = Content(version, until)
    rows: Any = notices.order_by().union(entries.order_by(), all=True).order_by()
    for kind, _order, text, to, *rest in sorted(rows, key=lambda row: row[1]):
        leads_somewhere = not to.startswith("/") or own_paths.leads_somewhere(to)
        if kind == "notice":
            found.notices.append(ShownNotice(text, to if leads_somewhere else "", *rest))
        elif leads_somewhere:
            found.menus.setdefault(kind, []).append((text, to))
    return found


def notice_for(section: str) -> ShownNotice | None:
    """The one notice of a page: the most urgent, and of these the newest."""
    now, urgency = timezone.now(), list(Level.values)
    shown = [
        each
        for each in content().notices
        if each.section in {Section.EVERYWHERE, section}
        and each.begins <= now
        and (each.ends is None or now < each.ends)
    ]
    newest = sorted(shown, key=lambda each: each.begins, reverse=True)
    return min(newest, key=lambda each: urgency.index(each.level), default=None)


def menu(place: str, path: str) -> list[Entry]:
    pairs = content().menus.get(place) or default_menu(place)
    return [Entry(label, to, _current(to, path)) for label, to in pairs]


def _current(to: str, path: str) -> str:
    if to == path:
        return "page"
    return "true" if to != "/" and path.startswith(to.rstrip("/") + "/") else ""


def section_of(request: HttpRequest) -> str:
    match = request.resolver_match
    if match is None:
        return ""
    return Section.HOME if match.view_name == "home" else match.namespace


def around(request: HttpRequest) -> dict[str, Any]:
    """The context processor. Only a template that shows them reads them."""
    lazy: Callable[[Callable[[], Any]], Any] = SimpleLazyObject
    return {
        "notice": lazy(lambda: notice_for(section_of(request))),
        "main_menu": lazy(lambda: menu(Place.MAIN, request.path)),
        "footer_menu": lazy(lambda: menu(Place.FOOTER, request.path)),
    }
