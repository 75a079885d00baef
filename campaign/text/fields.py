"""Model fields for short public texts, cleaned by campaign/text/clean.py so that they look like what is stored.

Validation cleans the value or refuses it. Existing values stay as they are until someone saves them in a form.
"""

from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models

from campaign.text.inputs import LineInput, NameInput, ParagraphInput
from campaign.text.markdown import MAX_LENGTH


class _CleanedField(models.Field[str, str]):
    base_class: str  # the name of Django's field
    form_class: type[LineInput]

    def deconstruct(self) -> Any:
        """Migrations see Django's own field, since the column has no rule of its own."""
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.base_class}", args, kwargs

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        cleaned = self.form_class.clean_text(value) if value else value
        return super().clean(cleaned, model_instance)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": self.form_class} | kwargs)


class LineField(_CleanedField, models.CharField[str, str]):
    """One line of text."""

    base_class = "CharField"
    form_class = LineInput


class NameField(LineField):
    """One line with at least one letter."""

    form_class = NameInput


class ParagraphField(_CleanedField, models.TextField[str, str]):
    """Plain text with line breaks. Not for Markdown, in which blanks have a meaning."""

    base_class = "TextField"
    form_class = ParagraphInput


class MarkdownField(models.TextField[str, str]):
    """Markdown. The desk edits it with campaign/admin/fields/writing.py; campaign/text/markdown renders it."""

    default_validators = [MaxLengthValidator(MAX_LENGTH)]

    def deconstruct(self) -> Any:
        """Migrations see Django's own field, since the column has no rule of its own."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
