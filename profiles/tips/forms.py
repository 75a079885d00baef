"""The public forms to send a tip and to follow it up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaign.text.inputs import ParagraphInput
from profiles.models.references import parse_reference
from profiles.models.vocabulary import TipKind
from profiles.tips import conversation


class MessageField(ParagraphInput):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 10, "dir": "auto"})
        super().__init__(max_length=conversation.MAX_LENGTH, widget=widget, **kwargs)


class TipForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=TipKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about.")},
    )
    about = forms.CharField(
        label=_("Who is it about?"),
        help_text=_("Enter the reference from the person’s page, such as P-0042, if there is one."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "characters"}),
    )
    text = MessageField(
        label=_("What do you know?"),
        help_text=_("Include how you know it. You can write in any language."),
        error_messages={"required": _("Write what you want to tell us.")},
    )

    def clean_about(self) -> str:
        """Check only the format. The form must not reveal whether a person has this reference."""
        typed: str = self.cleaned_data["about"].strip()
        if typed and parse_reference(typed) is None:
            raise forms.ValidationError(_("Enter a reference like P-0042, or leave this empty."))
        return typed


class ComeBackForm(forms.Form):
    code = forms.CharField(
        label=_("Your code"),
        max_length=80,
        widget=forms.TextInput(
            attrs={
                "dir": "ltr",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Enter the code that we gave you.")},
    )


class MoreForm(ComeBackForm):
    code = forms.CharField(widget=forms.HiddenInput, max_length=80)
    text = MessageField(
        label=_("Write more"), required=True, error_messages={"required": _("Write your message.")}
    )
