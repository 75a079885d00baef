"""The base classes of the inlines: rows of a table, and boxes one below the other."""

from typing import Any

from django.contrib import admin

from campaign.admin.fields.choices import PickingAdmin


class DeskStackedInline(PickingAdmin, admin.StackedInline[Any, Any]):
    """One box for each row."""


class DeskTabularInline(PickingAdmin, admin.TabularInline[Any, Any]):
    """One line for each row."""
