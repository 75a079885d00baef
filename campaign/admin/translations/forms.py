"""The form of a translation: the fields of its item, in another language."""

from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.fields.writing import WRITING_FIELDS
from campaign.admin.forms import StampField
from campaign.translations import editing
from campaign.translations.languages import Language
from campaign.translations.models import Translation
from campaign.translations.states import translation_model


class TranslationForm(forms.ModelForm[Any]):
    """Drafts may lack anything. made_from: the original that the page shows; seen: the text that the form began with.

    follows: asked if the original has changed. Without it, a corrected comma would make the translation look up to date.
    """

    made_from = StampField(required=False, max_length=64)
    seen = StampField(required=False)
    follows = forms.BooleanField(
        required=False,
        label=lazy("This translation says what the original says now"),
        help_text=lazy("Until you tick this, it stays outdated."),
    )

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.instance.item.translated_fields}

    def refuse(self, error: ValidationError) -> None:
        """Say at each field what was wrong with it."""
        known = {*self.fields, NON_FIELD_ERRORS}
        found = getattr(error, "error_dict", {NON_FIELD_ERRORS: error.error_list})
        for name, errors in found.items():
            for each in errors:
                self.add_error(name if name in known and name != NON_FIELD_ERRORS else None, each)


def form_of(
    item: Any, language: Language, row: Translation | None, data: Any = None
) -> TranslationForm:
    """row: the text that the form begins with; None if there is none yet. data: what was typed."""
    model: Any = translation_model(type(item))
    form_class: Any = forms.modelform_factory(
        model,
        form=TranslationForm,
        fields=item.translated_fields,
        formfield_callback=lambda field: _field(field, language),
    )
    now = item.text_digest
    form: TranslationForm = form_class(
        data,
        instance=copy(row) if row else model(item=item, language=language.code),
        initial={"made_from": now, "seen": editing.version_of(row)},
    )
    if row is None or row.made_from == now:
        del form.fields["follows"]
    return form


def _field(field: Any, language: Language) -> Any:
    made = field.formfield(**WRITING_FIELDS.get(type(field), {}))
    made.widget.attrs |= {"lang": language.code, "dir": language.direction}
    return made
