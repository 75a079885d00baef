"""The fields of the forms of signing."""

from functools import lru_cache
from typing import Any

from django import forms
from django.core.validators import slug_re
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django_countries import countries

from campaign.text.inputs import LineInput
from campaign.text.widgets import EmailWidget
from petitions.addresses import canonical, special_use
from profiles.models.references import parse_reference

MAX_REFERENCE = 20  # characters
MAX_FURTHER = 20  # further petitions that one form may sign; it offers a few of them


@lru_cache(maxsize=16)
def _country_names(language: str) -> dict[str, str]:
    return dict(countries)


def country_choices() -> list[tuple[str, str]]:
    return [("", ""), *_country_names(get_language() or "en").items()]


class CountrySelect(forms.Select):
    """Django's select renders a template for each of the 250 options; this one joins strings."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        attributes = self.build_attrs({"name": name, **self.attrs}, attrs)
        chosen = str(value or "")
        if chosen not in _country_names(get_language() or "en"):
            chosen = ""  # so that nothing typed gets into the cache
        options = _options(get_language() or "en", chosen)
        return format_html("<select{}>{}</select>", flatatt(attributes), options)


@lru_cache(maxsize=512)
def _options(language: str, selected: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((code, " selected" if code == selected else "", name) for code, name in country_choices()),
    )


class Address(LineInput):
    widget = EmailWidget(attrs={"autocomplete": "email", "dir": "ltr"})

    @staticmethod
    def clean_text(typed: str) -> str:
        address = canonical.clean_address(typed)
        special_use.refuse_unreachable(address)
        return address


class Country(forms.ChoiceField):
    def valid_value(self, value: object) -> bool:
        """A look-up. Django's field goes through all 250 choices."""
        return value in _country_names(get_language() or "en")


class FurtherPetitions(forms.Field):
    """Slugs of further petitions to sign.

    Invalid and repeated slugs are left out without an error. A letter that closed while the visitor typed must
    not lose the others.
    """

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(filter(slug_re.fullmatch, value or ())))[:MAX_FURTHER]


class PersonReference(forms.CharField):
    """The reference of the person for whom someone signs, as typed; empty if it is none.

    The visitor does not see this field, so a mistake in it is no error that they could correct.
    """

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        return typed if len(typed) <= MAX_REFERENCE and parse_reference(typed) else ""
