"""The forms of signing: what visitors may type, and its limits."""

from functools import lru_cache
from typing import Any, cast

from django import forms
from django.core.validators import slug_re
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from campaign.text.inputs import LineInput, NameInput, ParagraphInput
from petitions.addresses import canonical
from petitions.models import Visibility
from petitions.moderation.screening import Origin
from petitions.signing import consent
from petitions.signing.sign import SignatureInput

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
        options = _options(get_language() or "en", str(value or ""))
        return format_html("<select{}>{}</select>", flatatt(attributes), options)


@lru_cache(maxsize=512)
def _options(language: str, selected: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((code, " selected" if code == selected else "", name) for code, name in country_choices()),
    )


class Address(LineInput):
    clean_text = staticmethod(canonical.clean_address)
    widget = forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"})


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


class PublicForm(forms.Form):
    """The base of all forms here."""

    def clean(self) -> None:
        """Refuse a field that was sent twice: a proxy and we might each read a different one of the two."""
        data = cast("QueryDict", self.data)
        for name, field in self.fields.items():
            takes_many = getattr(field.widget, "allow_multiple_selected", False)
            if len(data.getlist(name)) > 1 and not takes_many:
                self.add_error(name, _("Give one answer only."))


class SignatureForm(PublicForm):
    """The sign form on a petition's page."""

    error_css_class = "has-error"

    name = NameInput(
        label=_("Your name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )
    email = Address(
        label=_("Your email address"),
        max_length=canonical.MAX_LENGTH,
        help_text=_(
            "We’ll email you a link to confirm your signature, and remind you once. We never show your address."
        ),
        error_messages={"required": _("Enter your email address, like name@example.org.")},
    )
    country = Country(
        label=_("Your country"),
        choices=country_choices,
        widget=CountrySelect(attrs={"autocomplete": "country"}),
        error_messages={
            "required": _("Choose your country."),
            "invalid_choice": _("Choose a country from the list."),
        },
    )
    city = LineInput(
        label=_("Your town"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    comment = ParagraphInput(
        label=_("Why you are signing"),
        help_text=_("The campaign can read this, together with your name. We do not publish it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    visibility = forms.ChoiceField(
        label=_("How your name appears"),
        choices=Visibility,
        initial=Visibility.COUNTED,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "This applies wherever we show or deliver signatures. You can be counted without being named to "
            "anyone outside the campaign. When you confirm, we delete what your choice does not need. If we only "
            "count you, that is your name, your town and why you are signing."
        ),
    )
    also = FurtherPetitions(label=_("Sign these letters too"), required=False)
    consent = forms.BooleanField(
        label=_(
            "I sign this letter, and any others that I have ticked. I agree that this campaign stores what I "
            "write here until I confirm. After that it stores my country and what my choice above needs, and "
            "delivers my signature as I choose. I understand that signing reveals a political opinion."
        ),
        error_messages={
            "required": _(
                "Tick the box to agree. Without your agreement we may not keep your signature."
            )
        },
    )
    updates = forms.BooleanField(
        label=_("Email me updates about the letters I sign."), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The URL contract names this field `for`, which is a keyword of Python.
        self.fields["for"] = forms.CharField(
            required=False, max_length=20, widget=forms.HiddenInput
        )

    def consent_version(self, language: str) -> str:
        """The version of the wording beside the two boxes, in the language that is active."""
        return consent.record_wording(
            str(self.fields["consent"].label), str(self.fields["updates"].label), language
        )

    def to_input(self, *, language: str, proven: bool, came_from: Origin | None) -> SignatureInput:
        data = self.cleaned_data
        return SignatureInput(
            name=data["name"],
            address=data["email"],
            country=data["country"],
            city=data["city"],
            comment=data["comment"],
            visibility=data["visibility"] or Visibility.COUNTED,
            wants_updates=data["updates"],
            reference=data["for"],
            consent_version=self.consent_version(language),
            language=language,
            proven=proven,
            came_from=came_from,
        )


class CodeForm(PublicForm):
    """The code from the email, for visitors who type it instead of following the link."""

    email = Address(
        label=_("Your email address"),
        max_length=canonical.MAX_LENGTH,
        error_messages={"required": _("Enter your email address, like name@example.org.")},
    )
    code = forms.CharField(
        label=_("The code from the email"),
        max_length=20,
        error_messages={"required": _("Enter the code from the email, like XXXX-XXXX.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autocapitalize": "characters",
                "class": "code-input",
                "dir": "ltr",
                "placeholder": "XXXX-XXXX",
            }
        ),
    )


class AddressForm(PublicForm):
    """The address of a signer who asks for the link to their own page."""

    email = Address(
        label=_("Your email address"),
        max_length=canonical.MAX_LENGTH,
        error_messages={"required": _("Enter your email address, like name@example.org.")},
    )
