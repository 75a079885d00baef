"""The widgets of public forms: Django's, but each joins strings where Django renders several templates.

A form with mistakes is shown for every request that has some, so a flood of such requests must be cheap.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

type Attributes = dict[str, Any] | None

AS_TYPED = {"dir": "auto"}  # from right to left as soon as someone types Uyghur
TICKED = {"on", "1", "true", "yes"}


class _JoinedInput(forms.widgets.Input):
    def render(
        self, name: str, value: Any, attrs: Attributes = None, renderer: Any = None
    ) -> SafeString:
        return format_html(
            '<input type="{}" name="{}" value="{}"{}>',
            self.input_type,
            name,
            self.format_value(value) or "",
            flatatt(self.build_attrs(self.attrs, attrs)),
        )


class LineWidget(_JoinedInput, forms.TextInput):
    def __init__(self, attrs: Attributes = None) -> None:
        super().__init__(AS_TYPED | (attrs or {}))


class EmailWidget(_JoinedInput, forms.EmailInput):
    pass


class ParagraphWidget(forms.Textarea):
    def __init__(self, attrs: Attributes = None) -> None:
        super().__init__(AS_TYPED | (attrs or {}))

    def render(
        self, name: str, value: Any, attrs: Attributes = None, renderer: Any = None
    ) -> SafeString:
        # HTML drops the first line break, so this one keeps what the visitor typed.
        return format_html(
            '<textarea name="{}"{}>\n{}</textarea>',
            name,
            flatatt(self.build_attrs(self.attrs, attrs)),
            self.format_value(value) or "",
        )


class TickBoxWidget(forms.CheckboxInput):
    """Only the values in TICKED, in any case, tick the box. Django takes every other one for ticked, such as "0"."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return str(data.get(name, "")).lower() in TICKED

    def render(
        self, name: str, value: Any, attrs: Attributes = None, renderer: Any = None
    ) -> SafeString:
        attributes = self.build_attrs(self.attrs, (attrs or {}) | {"checked": bool(value)})
        return format_html('<input type="checkbox" name="{}"{}>', name, flatatt(attributes))


class RadiosWidget(forms.RadioSelect):
    def render(
        self, name: str, value: Any, attrs: Attributes = None, renderer: Any = None
    ) -> SafeString:
        attributes = self.build_attrs(self.attrs, attrs)
        group_id = attributes.pop("id", "")
        chosen = "" if value is None else str(value)
        buttons = format_html_join(
            "",
            '<div><label for="{0}_{1}"><input type="radio" name="{2}" value="{3}" id="{0}_{1}"{4}> {5}</label></div>',
            (
                (
                    group_id,
                    number,
                    name,
                    key,
                    flatatt(attributes | {"checked": str(key) == chosen}),
                    label,
                )
                for number, (key, label) in enumerate(self.choices)
            ),
        )
        return format_html('<div id="{}">{}</div>', group_id, buttons)
