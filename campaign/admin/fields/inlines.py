"""The base classes of the inlines: rows of a table, and boxes one below the other."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from campaign.admin.fields.picking import PickingAdmin


def row_label(model: type[models.Model], index: int | None) -> str:
    """The name of a row: “Name 1”. index: from 0; None for the hidden row of which a browser makes new ones."""
    number = "__prefix__" if index is None else index + 1
    return f"{capfirst(model._meta.verbose_name)} {number}"


def field_label(model: type[models.Model], index: int | None, field: forms.Field) -> str:
    """The name of a field in a row: “Name 1: Shown”."""
    return _("%(row)s: %(field)s") % {"row": row_label(model, index), "field": field.label}


class LabelledRows(forms.BaseInlineFormSet[Any, Any, Any]):
    """Names each field for screen readers. static/js/labels.js numbers the rows that a browser adds."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            widget = getattr(field.widget, "widget", field.widget)  # within Django's link “add”
            if not widget.is_hidden:
                widget.attrs["aria-label"] = field_label(form._meta.model, index, field)


class DeskStackedInline(PickingAdmin, admin.StackedInline[Any, Any]):
    """One box for each row."""


class DeskTabularInline(PickingAdmin, admin.TabularInline[Any, Any]):
    """One line for each row. The heads of the columns are no labels, so every field has its own."""

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        return type("LabelledFormSet", (LabelledRows, formset), {})
