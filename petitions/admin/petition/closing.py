"""The form for closing a petition."""

from django import forms

from petitions.models import Petition


class ClosingForm(forms.ModelForm[Petition]):
    class Meta:
        model = Petition
        fields = ("closing_note",)
