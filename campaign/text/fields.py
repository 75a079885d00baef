"""Fields for short texts that everybody may read: nothing in them shows something else than what is kept.

What is validated is tidied by campaign/text/clean.py, or refused. What was there before stays as it is until somebody
saves it in a form.
"""

from typing import TYPE_CHECKING, Any

from django.db import models

from campaign.text.inputs import Line, Paragraph, PersonName

if TYPE_CHECKING:
    _Field = models.Field[str, str]
    _CharField = models.CharField[str, str]
    _TextField = models.TextField[str, str]
else:
    _Field, _CharField, _TextField = object, models.CharField, models.TextField


class _Tidied(_Field):
    kept_as: str
    typed_as: type[Line]

    def deconstruct(self) -> Any:
        """The database keeps any text, so migrations know nothing of it."""
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.kept_as}", args, kwargs

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        tidied = self.typed_as.tidy(value) if value else value
        return super().clean(tidied, model_instance)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": self.typed_as} | kwargs)


class LineField(_Tidied, _CharField):
    kept_as = "CharField"
    typed_as = Line


class NameField(LineField):
    """With a letter in it."""

    typed_as = PersonName


class ParagraphField(_Tidied, _TextField):
    """Without Markdown, to which blanks mean something."""

    kept_as = "TextField"
    typed_as = Paragraph
