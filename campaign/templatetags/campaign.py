"""Template tags of the site; settings make them builtins, so no template loads them."""

import json
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.template.defaultfilters import stringfilter
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_countries import countries

from campaign.text.date_parser import in_sentence

register = template.Library()


@register.filter
def grouped(number: int) -> str:
    """323832 as 323,832, grouped as the page's language does it."""
    return number_format(number, use_l10n=True, force_grouping=True)


@register.filter
def percent_of(part: int, whole: int) -> int:
    """Rounded down, and 100 at the most: a goal is reached when it is reached."""
    return min(100, 100 * part // whole) if whole > 0 else 0


@register.filter
def country_name(code: str) -> str:
    return countries.name(code) or _("Other countries")


@register.filter
def direction(language: str) -> str:
    """`dir` of a text in this language: ug-Arab is written from right to left, ug-Latn is not."""
    return "rtl" if language.endswith("-Arab") else "ltr"


register.filter("in_sentence", stringfilter(in_sentence))


# What could end the element, or begin another, inside one.
_IN_SCRIPT = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&"}


@register.filter
def ld_json(data: dict[str, Any]) -> SafeString:
    """Data for machines, as an element of the head. It is no script: no policy forbids it, nothing runs it."""
    if not data:
        return SafeString("")
    text = json.dumps(data, ensure_ascii=False).translate(_IN_SCRIPT)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - just escaped


@register.simple_tag(takes_context=True)
def refine(context: Context, **changes: Any) -> str:
    """The address of this list with these changes; an empty value takes one away.

    It is put together from what the view understood and never from the address that was asked for: the
    page is kept and shown to others, who must not get the first visitor's tracking parameters.
    """
    known: dict[str, Any] = {"q": context.get("query")}
    known |= {each.name: value for each, value in (context.get("chosen") or {}).items()}
    # The order is in the address only if it was asked for: a search without it is by likeness.
    if context["request"].GET.get("sort") == context.get("sort"):
        known["sort"] = context.get("sort")
    if "filter" in changes:
        changes[changes.pop("filter").name] = changes.pop("value", "")
    if changes.get("page") == 1:
        del changes["page"]
    query = {name: value for name, value in (known | changes).items() if value}
    return "?" + urlencode(query, safe=",") if query else "./"
