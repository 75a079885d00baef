"""Fields in which staff search for an item. A value that is no key of an item gets a message, not a server error."""

from collections.abc import Collection
from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.http import HttpRequest


class _SkipsBadKeys:
    """Django reads the chosen items to show them again. It fails at a value that is no number."""

    choices: Any

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
    pass


class PickingAdmin(BaseModelAdmin[Any]):
    """Gives `autocomplete_fields` these widgets. For admin classes and inlines."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            widget = PickMany if db_field.many_to_many else PickOne
            kwargs.setdefault("widget", widget(db_field, self.admin_site))
        return super().formfield_for_dbfield(db_field, request, **kwargs)
