"""Panels that apps add to the first page of the desk."""

from collections.abc import Callable

from django.http import HttpRequest

# Returns a template and the `panel` in its context, or None if there is nothing to show.
type IndexPanel = Callable[[HttpRequest], tuple[str, object] | None]

_index_panels: list[IndexPanel] = []


def add_index_panel(panel: IndexPanel, *, first: bool = False) -> None:
    """Show a panel on the first page, after the others unless `first`. Admin modules call it when imported."""
    _index_panels.insert(0 if first else len(_index_panels), panel)


def index_panels(request: HttpRequest) -> list[tuple[str, object]]:
    return [shown for panel in _index_panels if (shown := panel(request))]
