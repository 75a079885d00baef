"""Form fields for what visitors type and tick.

Texts are cleaned before Django checks their length and compares rows. Normalising can make a text longer, so
the length must be checked after it.
"""

from typing import Any

from django import forms

from campaign.text import clean
from campaign.text.widgets import LineWidget, ParagraphWidget, TickBoxWidget


class LineInput(forms.CharField):
    widget: forms.Widget | type[forms.Widget] = LineWidget
    clean_text = staticmethod(clean.clean_line)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        return self.clean_text(typed) if typed else ""


class NameInput(LineInput):
    clean_text = staticmethod(clean.clean_name)


class ParagraphInput(LineInput):
    widget = ParagraphWidget
    clean_text = staticmethod(clean.clean_paragraph)


class TickBox(forms.BooleanField):
    """A checkbox of a public form.

    Browsers send "on". Programs send what they like, and no one agrees to something by sending "0".
    """

    widget = TickBoxWidget
