"""Template tags and filters for every app. They are builtins (see settings), so no template loads them."""

import json
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.template.defaultfilters import stringfilter
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_countries import countries

from campaign.slow_lines import style_sheets as slow_lines
from campaign.text.date_parser import in_sentence
from campaign.text.deadlines import format_day, format_deadline, format_moment, time_left

register = template.Library()


@register.simple_tag
def style_sheets(*names: str) -> SafeString:
    """{% style_sheets "people" "appeal" %}: these files of static/css, within the page."""
    return slow_lines.element(*names)


@register.filter
def grouped(number: int) -> str:
    """323832 as 323,832, grouped as in the page's language."""
    return number_format(number, use_l10n=True, force_grouping=True)


@register.filter
def percent_of(part: int, whole: int) -> int:
    """Rounded down and at most 100, so that 100 means that the goal is reached."""
    return min(100, 100 * part // whole) if whole > 0 else 0


@register.filter
def country_name(code: str) -> str:
    return countries.name(code) or _("Other countries")


@register.filter
def direction(language: str) -> str:
    """The `dir` attribute for a language: "rtl" for ug-Arab, "ltr" for ug-Latn."""
    return "rtl" if language.endswith("-Arab") else "ltr"


@register.filter
def language_of(item: Any) -> SafeString:
    """Attributes for an element that has a text of this item: `<h1 {{ petition|language_of }}>`."""
    language = item.written_in
    return format_html('lang="{}" dir="{}"', language.code, language.direction)


@register.filter
def in_language_of(text: str, item: Any) -> SafeString:
    """A text of this item within a line of the page: `{{ petition.title|in_language_of:petition }}`."""
    return format_html("<bdi {}>{}</bdi>", language_of(item), text)


@register.filter
def named(person: Any) -> str:
    """The name of a person within a sentence. In Latin letters it is read and set like the words around it."""
    language: str = person.name_language
    if language.partition("-")[2].startswith("Latn"):
        return str(person.name)
    return format_html(
        '<bdi lang="{}" dir="{}">{}</bdi>', language, direction(language), person.name
    )


register.filter("in_sentence", stringfilter(in_sentence))
register.filter("day", format_day)
register.filter("moment", format_moment)
register.filter("deadline", format_deadline)
register.filter("time_left", time_left)


# Characters that could end the <script> element.
_SCRIPT_ESCAPES = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&"}


@register.filter
def ld_json(data: dict[str, object]) -> SafeString:
    """JSON-LD for the head of a page. Browsers do not run it, so the Content Security Policy allows it."""
    if not data:
        return SafeString("")
    text = json.dumps(data, ensure_ascii=False).translate(_SCRIPT_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - just escaped


@register.simple_tag(takes_context=True)
def refine(context: Context, **changes: Any) -> str:
    """The URL of this list with some parameters changed; an empty value removes a parameter.

    It is built from the parameters that the view understood, never from the URL of the request. The page is
    cached for others, who must not get the first visitor's tracking parameters.
    """
    known: dict[str, Any] = {"q": context.get("query")}
    known |= {each.name: value for each, value in (context.get("chosen") or {}).items()}
    # Keep the order only if the request has it: without it, a search is ordered by relevance.
    if context["request"].GET.get("sort") == context.get("sort"):
        known["sort"] = context.get("sort")
    if "filter" in changes:
        changes[changes.pop("filter").name] = changes.pop("value", "")
    if changes.get("page") == 1:
        del changes["page"]
    query = {name: value for name, value in (known | changes).items() if value}
    return "?" + urlencode(query, safe=",") if query else "./"


@register.simple_tag(takes_context=True)
def own_query(context: Context, **kept: Any) -> str:
    """What the URL of this list has after its path, for search engines. kept: parameters that are not filters."""
    return refine(context, **kept).removeprefix("./")
