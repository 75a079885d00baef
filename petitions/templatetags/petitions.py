"""Tags for texts and for the sign form."""

from functools import lru_cache
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from petitions import periods

register = template.Library()

SLOT = "\0"  # the place of a part that is not cached
FRAGMENTS = 512  # about 250 for each language; those with the list of countries take 12 kB each


@register.simple_tag
def period(name: str) -> str:
    """{% period "own_page_link" %}: "one day"."""
    return periods.in_words(getattr(periods, name.upper()))


@register.simple_tag
def sign_field(field: BoundField) -> SafeString:
    """A field of the sign form with its label, help and mistakes.

    It comes from a cache with empty places for the mistakes and the typed value. Only values that are one of a
    few, such as a country, get into the cache.
    """
    value, kind = field.value(), field.field
    form_class: Any = type(field.form)
    parts = []
    if field.errors:
        parts.append("</li><li>".join(escape(error) for error in field.errors))
    cached_value: str | bool
    if isinstance(kind, forms.BooleanField):
        cached_value = bool(value)
    elif isinstance(kind, forms.ChoiceField):
        cached_value = str(value) if kind.valid_value(value) else ""
    else:
        cached_value = SLOT
        parts.append(escape("" if value is None else value))
    between = _fragment(
        form_class, field.name, get_language(), cached_value, has_errors=bool(field.errors)
    )
    html = "".join(f"{text}{part}" for text, part in zip(between, [*parts, ""], strict=True))
    return mark_safe(html)  # noqa: S308 - templates rendered them, or `escape` did


@lru_cache(maxsize=FRAGMENTS)
def _fragment(
    form: type[Any],
    name: str,
    language: str | None,
    value: str | bool,
    *,
    has_errors: bool,
) -> list[str]:
    """The HTML around the slots of a field. language: the active one, as a part of the key."""
    blank = form(initial={name: value})
    if has_errors:
        blank.full_clean()
        blank.cleaned_data = {}  # an unbound form has none, and `add_error` needs it
        blank.add_error(name, SLOT)
    is_box = isinstance(blank.fields[name], forms.BooleanField)
    template_name = "includes/checkbox.html" if is_box else "includes/field.html"
    return render_to_string(template_name, {"field": blank[name]}).split(SLOT)
