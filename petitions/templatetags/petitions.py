"""The periods of petitions/periods.py, for texts."""

from django import template

from petitions import periods

register = template.Library()


@register.simple_tag
def period(name: str) -> str:
    """{% period "own_page_link" %}: "one day"."""
    return periods.in_words(getattr(periods, name.upper()))
