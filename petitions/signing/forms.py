"""The forms of signing: what visitors may type, and its limits."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from campaign.run.in_process import InProcess
from campaign.text.inputs import LineInput, NameInput, ParagraphInput, TickBox
from campaign.text.widgets import LineWidget, ParagraphWidget
from petitions.addresses import canonical, slips
from petitions.models import Visibility
from petitions.moderation.screening import Origin
from petitions.signing import consent, names
from petitions.signing.fields import (
    Address,
    Country,
    CountrySelect,
    FurtherPetitions,
    PersonReference,
    country_choices,
)
from petitions.signing.sign import SignatureInput


class PublicForm(forms.Form):
    """The base of all forms here."""

    def clean(self) -> None:
        """Refuse a field that was sent twice: a proxy and we might each read a different one of the two."""
        for name in _repeated(cast("QueryDict", self.data), self.fields):
            self.add_error(name, _("Give one answer only."))


_NO_FILES: MultiValueDict[str, Any] = MultiValueDict()


def _repeated(data: QueryDict, fields: Mapping[str, forms.Field]) -> list[str]:
    return [
        name
        for name, values in data.lists()
        if len(values) > 1
        and name in fields
        and not getattr(fields[name].widget, "allow_multiple_selected", False)
    ]


@dataclass(frozen=True, slots=True)
class EmailAnswer:
    """An answer to the question about an email address. is_typed: whether it is the address that was typed."""

    address: str
    is_typed: bool = False

    @property
    def shown(self) -> str:
        return slips.in_own_letters(self.address)


class SignatureForm(PublicForm):
    """The sign form on a petition's page."""

    error_css_class = "has-error"

    name = NameInput(
        label=_("Your name"),
        max_length=100,
        widget=LineWidget(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )
    own_name = TickBox(label=_("This is my name"), required=False)
    email = Address(
        label=_("Your email address"),
        max_length=canonical.MAX_LENGTH,
        help_text=_(
            "We’ll email you a link to confirm your signature, and remind you once. We never show your address. "
            "One signature for each email address: if you share yours, the other person can use their own or sign "
            "on paper."
        ),
        error_messages={"required": _("Enter your email address, like name@example.org.")},
    )
    own_email = forms.CharField(
        required=False, widget=forms.HiddenInput
    )  # the answer to our question
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
        widget=LineWidget(attrs={"autocomplete": "address-level2"}),
    )
    comment = ParagraphInput(
        label=_("Why you are signing"),
        help_text=_("The campaign can read this, unless we only count you. We do not publish it."),
        max_length=500,
        required=False,
        widget=ParagraphWidget(attrs={"rows": 3}),
    )
    visibility = forms.ChoiceField(
        label=_("How your name appears"),
        choices=Visibility,
        initial=Visibility.COUNTED,
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "This applies wherever we show or deliver signatures. When you confirm, we delete what your choice "
            "does not need. If we only count you, that is your name, your town and why you are signing."
        ),
    )
    also = FurtherPetitions(label=_("Sign these letters too"), required=False)
    consent = TickBox(
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
    updates = TickBox(label=_("Email me updates about the letters I sign."), required=False)
    without_proof = TickBox(
        label=_(
            "Send it without. Someone from the campaign looks at my signature before it counts."
        ),
        required=False,
    )
    locals()["for"] = PersonReference(
        required=False
    )  # a keyword of Python, but the URL contract's name

    def __init__(self, data: QueryDict | None = None, **options: Any) -> None:
        if data and (address := _chosen_address(data)) != data.get("email", ""):
            data = data.copy()
            data["email"] = address
        super().__init__(data, **options)

    def clean(self) -> None:
        super().clean()
        if "email" in self.cleaned_data:
            try:
                _check_address(self.cleaned_data)
            except ValidationError as question:
                self.add_error("email", question)
        if "name" in self.cleaned_data:
            try:
                _check_name(self.cleaned_data)
            except ValidationError as mistake:
                self.add_error("name", mistake)

    def ask_for_proof(self) -> None:
        """Add the question to a visitor whose form came without a valid proof of work."""
        self.full_clean()
        self.add_error(
            "without_proof",
            _(
                "Someone is flooding this letter with made-up names, so we ask each browser for a short "
                "calculation. Its result did not come with your form. Perhaps JavaScript is off, or the page was "
                "open for more than an hour."
            ),
        )

    def email_answers(self) -> list[EmailAnswer]:
        """The addresses to choose from; none if we do not ask about it."""
        typed = str(self["email"].value() or "")
        if self.has_error("email", slips.QUESTION):
            address = canonical.clean_address(typed)
            return [EmailAnswer(slips.meant(address)), EmailAnswer(address, is_typed=True)]
        found = slips.repaired(typed) if self.has_error("email", "invalid") else ""
        return [EmailAnswer(found)] if found else []

    @property
    def is_begun(self) -> bool:
        """Whether something was typed: then no field is folded away."""
        return self.is_bound or bool(self["email"].value())

    @property
    def asks_about_name(self) -> bool:
        """Whether to show the box “This is my name”. It stays once it was ticked."""
        return bool(self["own_name"].value()) or self.has_error("name", names.QUESTION)


def _chosen_address(data: QueryDict) -> str:
    """The address that was typed, or the one that we suggested instead if that was chosen."""
    typed, chosen = data.get("email", ""), data.get("own_email", "")
    return chosen if chosen and chosen == slips.suggested(typed) else typed


def _check_address(cleaned: Mapping[str, Any]) -> None:
    """Raise ValidationError, with the code slips.QUESTION, if it may be a slip and no one has said that it is none."""
    address = cleaned["email"]
    if address != cleaned.get("own_email") and (found := slips.meant(address)):
        raise ValidationError(
            _("Did you mean %(address)s? Press the button with your answer."),
            code=slips.QUESTION,
            params={"address": found},
        )


def _check_name(cleaned: Mapping[str, Any]) -> None:
    names.check_name(
        cleaned["name"], cleaned.get("email", ""), is_confirmed=cleaned.get("own_name", False)
    )


def clean_signature(data: QueryDict) -> dict[str, Any] | None:
    """The cleaned data of a SignatureForm with this data; None if it has a mistake or a question.

    Most forms have none. So this does not build the form, which would copy all of its fields. It makes no
    query, unless the address is at the sender's own domain (petitions/addresses/special_use.py) or may have a slip.
    """
    fields = SignatureForm.base_fields
    if _repeated(data, fields):
        return None
    try:
        values = typed_values(data)
        if values["own_email"]:
            values["email"] = _chosen_address(data)
        cleaned = {name: fields[name].clean(typed) for name, typed in values.items()}
        _check_address(cleaned)
        _check_name(cleaned)
    except ValidationError:
        return None
    return cleaned


def typed_values(data: QueryDict) -> dict[str, Any]:
    """What was typed, as initial values of a SignatureForm. Nothing is validated."""
    return {
        name: field.widget.value_from_datadict(data, _NO_FILES, name)
        for name, field in SignatureForm.base_fields.items()
    }


def consent_version(language: str) -> str:
    """The version of the wording beside the boxes of consent and updates, in the language that is active."""
    known = _consent_versions.get()
    if language not in known:
        fields = SignatureForm.base_fields
        to_sign, to_updates = str(fields["consent"].label), str(fields["updates"].label)
        known[language] = consent.record_wording(to_sign, to_updates, language)
    return known[language]


# By language, those that this process has recorded lately.
_consent_versions = InProcess[dict[str, str]](dict, consent.CACHE_SECONDS)


def to_input(
    cleaned: Mapping[str, Any], *, language: str, proven: bool, came_from: Origin | None
) -> SignatureInput:
    """cleaned: from `clean_signature`."""
    return SignatureInput(
        name=cleaned["name"],
        address=cleaned["email"],
        country=cleaned["country"],
        city=cleaned["city"],
        comment=cleaned["comment"],
        visibility=cleaned["visibility"] or Visibility.COUNTED,
        wants_updates=cleaned["updates"],
        reference=cleaned["for"],
        consent_version=consent_version(language),
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
        widget=LineWidget(
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
