"""Fields in which staff search for an item. A value that is no key of an item gets a message, not a server error."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError


class _SkipsBadKeys:
    """Django reads the chosen items to show them again. It fails at a value that is no number."""

    choices: Any

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """As wide as its column. Without this, select2 measures a box that a closed section hides."""
        attrs: dict[str, Any] = super().build_attrs(*args, **kwargs)  # type: ignore[misc]
        return {"data-width": "100%"} | attrs

    def optgroups(self, name: str, value: Collection[str], attr: Any = None) -> Any:
        keys = [each for each in value if self._is_key(each)]
        return super().optgroups(name, keys, attr)  # type: ignore[misc]

    def _is_key(self, value: str) -> bool:
        try:
            self.choices.queryset.model._meta.pk.to_python(value)
        except ValidationError:
            return False
        return True


class PickOne(_SkipsBadKeys, AutocompleteSelect):
    pass


class PickMany(_SkipsBadKeys, AutocompleteSelectMultiple):
    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Without the cross for all: each chosen item has its own, and in a list it is no item."""
        return super().build_attrs(*args, **kwargs) | {"data-allow-clear": "false"}


class PickFromAll(PickOne):
    """Holds all choices, so it works without scripts, too. For short lists with many names for each item.

    It asks the database nothing if the choices of its field were read before.
    """

    def optgroups(self, name: str, value: Collection[str], attr: Any = None) -> Any:
        return forms.Select.optgroups(self, name, list(value), attr)


def leave_out_links(field: Any, *, but: str = "") -> None:
    """Without Django's buttons to add, change and view what is chosen: they take the room of the field."""
    for link in ("can_add_related", "can_change_related", "can_view_related", "can_delete_related"):
        if link != but and hasattr(field.widget, link):
            setattr(field.widget, link, False)
