"""Form fields for short texts. They clean a text before Django checks its length and compares rows.

Normalising can make a text longer, so the length must be checked after it.
"""

from typing import Any

from django import forms

from campaign.text import clean


class LineInput(forms.CharField):
    clean_text = staticmethod(clean.clean_line)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        return self.clean_text(typed) if typed else ""


class NameInput(LineInput):
    clean_text = staticmethod(clean.clean_name)


class ParagraphInput(LineInput):
    clean_text = staticmethod(clean.clean_paragraph)
