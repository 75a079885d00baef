"""How forms are drawn: as by Django, but widgets and labels are joined from strings, where Django renders templates.

A public form with mistakes is shown for every request that has some, so a flood of such requests must be cheap. The
form of a person at the desk has several hundred widgets.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

type Attributes = dict[str, Any] | None
type Drawn = Mapping[str, Any]  # what a template is told of a widget
type Context = dict[str, Any]

AS_TYPED = {"dir": "auto"}  # from right to left as soon as someone types Uyghur
TICKED = {"on", "1", "true", "yes"}


class _WithValue(forms.widgets.Input):
    """Has a value also when it is empty: the page of a petition is kept with the place where one goes."""

    def format_value(self, value: Any) -> str:
        return super().format_value(value) or ""


class LineWidget(_WithValue, forms.TextInput):
    def __init__(self, attrs: Attributes = None) -> None:
        super().__init__(AS_TYPED | (attrs or {}))


class EmailWidget(_WithValue, forms.EmailInput):
    pass


class ParagraphWidget(forms.Textarea):
    def __init__(self, attrs: Attributes = None) -> None:
        super().__init__(AS_TYPED | (attrs or {}))


class TickBoxWidget(forms.CheckboxInput):
    """Only the values in TICKED, in any case, tick the box. Django takes every other one for ticked, such as "0"."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return str(data.get(name, "")).lower() in TICKED


def _attributes(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{_escape(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(drawn: Drawn) -> str:
    value = "" if drawn["value"] is None else f' value="{_escape(drawn["value"])}"'
    start = f'<input type="{drawn["type"]}" name="{_escape(drawn["name"])}"'
    return f"{start}{value}{_attributes(drawn['attrs'])}>"


def _textarea(drawn: Drawn) -> str:
    start = f'<textarea name="{_escape(drawn["name"])}"{_attributes(drawn["attrs"])}>'
    # HTML drops the first line break, so this one keeps what was typed.
    return f"{start}\n{_escape(drawn['value'] or '')}</textarea>"


def _select(drawn: Drawn) -> str:
    options = _grouped(drawn, _option, '\n<optgroup label="{}">', "\n</optgroup>")
    start = f'<select name="{_escape(drawn["name"])}"{_attributes(drawn["attrs"])}>'
    return f"{start}{options}\n</select>"


def _option(drawn: Drawn) -> str:
    start = f'\n<option value="{_escape(drawn["value"])}"{_attributes(drawn["attrs"])}>'
    return f"{start}{_escape(drawn['label'])}</option>"


def _boxes(drawn: Drawn) -> str:
    boxes = _grouped(drawn, _box, "<div><label>{}</label>", "</div>")
    attrs = {name: drawn["attrs"].get(name) or False for name in ("id", "class")}
    return f"<div{_attributes(attrs)}>{boxes}</div>"


def _box(drawn: Drawn) -> str:
    box = _input(drawn)
    if drawn["wrap_label"]:
        attrs = {"for": drawn["attrs"].get("id") or False}
        box = f"<label{_attributes(attrs)}>{box} {_escape(drawn['label'])}</label>"
    return f"\n<div>{box}</div>"


def _grouped(drawn: Drawn, draw: Callable[[Drawn], str], head: str, foot: str) -> str:
    parts: list[str] = []
    for name, options, _index in drawn["optgroups"]:
        parts += [head.format(_escape(name))] if name else []
        parts += map(draw, options)
        parts += [foot] if name else []
    return "".join(parts)


def _label(context: Context) -> str:
    label, tag = _escape(context["label"]), context["tag"]
    return f"<{tag}{_attributes(context['attrs'])}>{label}</{tag}>" if context["use_tag"] else label


def _escape(value: Any) -> str:
    return conditional_escape(value if isinstance(value, SafeString) else str(value))


_INPUTS = ("checkbox", "date", "email", "hidden", "input", "number", "password", "text", "url")
WIDGETS: dict[str, Callable[[Drawn], str]] = {
    **{f"django/forms/widgets/{kind}.html": _input for kind in _INPUTS},
    "django/forms/widgets/checkbox_select.html": _boxes,
    "django/forms/widgets/radio.html": _boxes,
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/textarea.html": _textarea,
}


class JoiningRenderer(DjangoTemplates):
    def render(
        self, template_name: str, context: Context, request: HttpRequest | None = None
    ) -> str:
        # Each part is escaped.
        if draw := WIDGETS.get(template_name):
            return mark_safe(draw(context["widget"]))  # noqa: S308
        if template_name == "django/forms/label.html":
            return mark_safe(_label(context))  # noqa: S308
        if template_name == "django/forms/errors/list/ul.html" and not context["errors"]:
            return ""
        return super().render(template_name, context, request)
