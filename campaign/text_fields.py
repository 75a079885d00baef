"""Fields for short texts that everybody may read: nothing in them shows something else than what is kept.

What is validated is tidied by campaign/text.py, or refused. What was there before stays as it is until somebody
saves it in a form.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import models

from campaign import text

if TYPE_CHECKING:
    _Field = models.Field[str, str]
    _CharField = models.CharField[str, str]
    _TextField = models.TextField[str, str]
else:
    _Field, _CharField, _TextField = object, models.CharField, models.TextField


class _Tidied(_Field):
    tidy: Callable[[str], str]
    kept_as: str

    def deconstruct(self) -> Any:
        """The database keeps any text, so migrations know nothing of it."""
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.kept_as}", args, kwargs

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        cleaned = super().clean(value, model_instance)
        return self.tidy(cleaned) if cleaned else cleaned


class LineField(_Tidied, _CharField):
    tidy = staticmethod(text.clean_line)
    kept_as = "CharField"


class NameField(LineField):
    """With a letter in it."""

    tidy = staticmethod(text.clean_name)


class ParagraphField(_Tidied, _TextField):
    """Without Markdown, to which blanks mean something."""

    tidy = staticmethod(text.clean_paragraph)
    kept_as = "TextField"
