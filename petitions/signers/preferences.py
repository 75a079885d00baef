"""The form on a signer's own page: how one signature is shown, and whether its signer gets updates."""

from copy import deepcopy
from dataclasses import asdict, replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from campaign.text.inputs import TickBox
from petitions.models import Signature, Visibility
from petitions.models.details import Details
from petitions.signing import names
from petitions.signing.forms import PublicForm, SignatureForm, consent_version

DETAILS = frozenset({"name", "city", "comment"})
# The fields that a choice needs, as `Details.columns_for` stores them.
FIELDS_OF: dict[str, frozenset[str]] = {
    Visibility.NAME: DETAILS,
    Visibility.INITIALS: DETAILS - {"city"},
    Visibility.COUNTRY: frozenset({"comment"}),
    Visibility.COUNTED: frozenset(),
}
WHEN_CONFIRMED = _("When you confirm, we delete what your choice does not need.")


def _optional(field: str, help_text: Any) -> forms.Field:
    """A field of the sign form that may be left empty."""
    found = deepcopy(SignatureForm.base_fields[field])
    found.required, found.help_text = False, help_text
    return found


class PreferencesForm(PublicForm):
    """How one signature is shown and whether its signer gets updates, on the signer's own page.

    What a confirmed signature does not show is deleted. So someone who chooses to show more types it again here.
    Without JavaScript: the style sheet hides the fields that the choice does not need (petition.css).
    """

    error_css_class = "has-error"

    visibility = forms.ChoiceField(
        label=_("How your name appears"),
        choices=Visibility,
        widget=forms.RadioSelect,
        help_text=_(
            "We keep only what your choice needs. If you choose to show less, we delete the rest at once. To show "
            "more, enter it again."
        ),
    )
    name = _optional("name", _("If you choose your initials, we keep those and delete your name."))
    city = _optional("city", _("We keep it only together with your name."))
    comment = _optional("comment", _("The campaign can read this. We do not publish it."))
    updates = TickBox(label=SignatureForm.base_fields["updates"].label, required=False)

    def __init__(self, data: QueryDict | None = None, *, signature: Signature) -> None:
        self.signature = signature
        self.known = signature.known_details
        initial = asdict(self.known) | {
            "visibility": signature.visibility,
            "updates": signature.wants_updates,
        }
        # The ids of its fields differ from those of the other forms on the page.
        super().__init__(data, initial=initial, auto_id=f"s{signature.pk}_%s")
        if signature.erased_at:  # the name is erased, so there is nothing to show or hide
            self._leave_out("visibility", *DETAILS)
        elif signature.confirmed_at is None:  # all that was typed is still there
            self._leave_out(*DETAILS)
            self.fields["visibility"].help_text = WHEN_CONFIRMED
        else:
            self._ask_for_name()

    def _leave_out(self, *names: str) -> None:
        for name in names:
            del self.fields[name]

    def _ask_for_name(self) -> None:
        """A name is required unless we hold it, or its initials and the choice needs no more."""
        name, initials = self.fields["name"], self.signature.initials
        is_kept = self.known.name and "name" not in self.data
        name.required = not (initials or is_kept)
        if not self.known.name:
            name.error_messages["required"] = _(
                "Enter your name. We deleted it, because your choice did not need it."
            )
        if initials:
            name.help_text = format_lazy(
                _("We hold only your initials, {initials} To show your name, enter it again."),
                initials=initials,
            )

    def clean_name(self) -> str:
        """A link is refused here as well. What the sign form only asks about is taken."""
        name: str = self.cleaned_data["name"]
        names.check_name(name, "", is_confirmed=True)
        return name

    def clean(self) -> None:
        super().clean()
        visibility = self.cleaned_data.get("visibility", "")
        for hidden in self.errors.keys() & DETAILS - FIELDS_OF.get(visibility, DETAILS):
            # No one can see the mistake, and nothing of the field is stored.
            del self.errors[hidden]
        has_name = "name" not in self.cleaned_data or self.details().name
        if visibility == Visibility.NAME and not has_name:
            self.add_error("name", self.fields["name"].error_messages["required"])

    def details(self) -> Details:
        """What was typed. What was not sent, and a name that was left empty, is as it is stored."""
        typed = {
            name: self.cleaned_data[name]
            for name in DETAILS & self.cleaned_data.keys() & self.data.keys()
            if name != "name" or self.cleaned_data[name]
        }
        return replace(self.known, **typed)

    def preferences(self, language: str) -> dict[str, Any]:
        """The keyword arguments of `my_signatures.change_preferences`."""
        return {
            "visibility": self.cleaned_data.get("visibility", Visibility.COUNTED),
            "details": self.details(),
            "wants_updates": self.cleaned_data["updates"],
            "consent_version": consent_version(language),
        }
