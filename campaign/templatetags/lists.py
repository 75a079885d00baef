"""For the lists of the desk: cells that name their column, so that a narrow screen can show each row as a card."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()

_TAG = re.compile(r"<(td|th)\b")
_ROLES = {"td": "cell", "th": "rowheader"}


@register.filter
def labelled(cells: Iterable[SafeString], headers: Iterable[Mapping[str, Any]]) -> list[SafeString]:
    """The cells of one row, each with the name of its column and a role.

    A style sheet that makes cards of a table takes its roles away, so the cells say them.
    """
    labels = [str(capfirst(header["text"])) for header in headers]
    return [_labelled(cell, label) for cell, label in zip(cells, labels, strict=False)]


def _labelled(cell: SafeString, label: str) -> SafeString:
    found = _TAG.match(cell)
    if found is None:
        return cell
    kind = found[1]
    name = "" if "action-checkbox" in cell[:60] else label
    begin = format_html('<{} role="{}" data-label="{}"', kind, _ROLES[kind], name)
    return mark_safe(begin + cell[found.end() :])  # noqa: S308 - Django's own HTML, and ours is escaped
