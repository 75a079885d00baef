"""What the admin classes do for pickers: which widgets their forms have, and what the search of others finds here."""

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest

from campaign.admin.fields.choices import PickMany, PickOne, leave_out_links
from campaign.admin.fields.pictures import PickPicture, picture_field
from campaign.images.models import Picture
from campaign.publishing.workflow import Publishable, Stage


class PickingAdmin(BaseModelAdmin[Any]):
    """Gives `autocomplete_fields` these widgets. For admin classes and inlines.

    The other two methods are asked about items of this class, when a form somewhere searches for one of them.
    """

    def find_to_pick(self, request: HttpRequest, rows: Any, term: str) -> Sequence[Any]:
        """What a picker offers. rows: what this user may see."""
        found: Any = self.get_search_results(request, rows, term)[0]  # type: ignore[attr-defined]
        return found  # type: ignore[no-any-return]

    def label_to_pick(self, obj: Any) -> str:
        """With what tells it from others of the same name."""
        return str(obj)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            if db_field.many_to_one and db_field.related_model is Picture:
                kwargs = picture_field(db_field, request, self.admin_site) | kwargs
            widget = PickMany if db_field.many_to_many else PickOne
            kwargs.setdefault("widget", widget(db_field, self.admin_site))
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(kwargs.get("widget"), PickPicture):
            leave_out_links(field, but="can_change_related")
        return field


class PickerView(AutocompleteJsonView):
    """Answers the search of every picker of the desk."""

    model_admin: Any
    source_field: Any
    term: str

    def get_queryset(self) -> Any:
        rows = self.model_admin.get_queryset(self.request)
        rows = rows.complex_filter(self.source_field.get_limit_choices_to())
        return self.model_admin.find_to_pick(self.request, rows, self.term)

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        return {
            "id": str(getattr(obj, to_field_name)),
            "text": _with_stage(self.model_admin.label_to_pick(obj), obj),
        }


def _with_stage(label: str, obj: Any) -> str:
    """Says that what is chosen is not public (yet)."""
    if isinstance(obj, Publishable) and obj.stage != Stage.PUBLISHED:
        return f"{label} · {obj.stage.label}"
    return label
