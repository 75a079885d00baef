"""Short texts in forms: in the form they are kept in before their length is measured, which normalising may
add to, and before the rows of a form are compared with each other.
"""

from typing import Any

from django import forms

from campaign.text import clean


class Line(forms.CharField):
    tidy = staticmethod(clean.clean_line)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        return self.tidy(typed) if typed else ""


class PersonName(Line):
    tidy = staticmethod(clean.clean_name)


class Paragraph(Line):
    tidy = staticmethod(clean.clean_paragraph)
