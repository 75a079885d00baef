"""What profiles refer to: places, ethnicities and names with several spellings."""

from collections.abc import Iterator, Sequence
from typing import Any, override

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.base import DeskAdmin
from profiles.importing.columns.synonyms import ETHNICITIES
from profiles.models import SpellingGroup
from profiles.models.places import Ethnicity, Place
from profiles.models.vocabulary import PlaceKind
from profiles.search.places import FoundPlace, PlaceNames


class CountyForm(forms.ModelForm[Place]):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.instance.kind = PlaceKind.COUNTY
            self.fields["parent"].required = True


@admin.register(Place)
class PlaceAdmin(DeskAdmin):
    list_display = ("name", "name_uyghur", "name_chinese", "kind", "parent")
    list_select_related = ("parent",)
    list_filter = ("kind",)
    search_fields = ("name", "name_uyghur", "name_chinese")
    form = CountyForm
    fields = ("code", "name", "name_uyghur", "name_chinese", "parent")

    @override
    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found = PlaceNames.load().search(search_term)
        return queryset.filter(pk__in=[each.place.pk for each in found]), False

    @override
    def find_to_pick(self, request: HttpRequest, rows: Any, term: str) -> Sequence[FoundPlace]:
        """As the importer finds it, in one query."""
        return PlaceNames.of(rows).search(term)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The site comes with the prefectures. Staff can correct their names and add counties."""
        return ("code", "parent") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Ethnicity)
class EthnicityAdmin(DeskAdmin):
    list_display = ("name", "code")
    search_fields = ("name",)
    fields = ("name", "code")
    prepopulated_fields = {"code": ("name",)}

    @override
    def find_to_pick(self, request: HttpRequest, rows: Any, term: str) -> Sequence[Ethnicity]:
        """Also by the words that spreadsheets use for it."""
        words = term.strip().casefold()
        return [each for each in rows if any(words in name for name in _names_of(each))]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An ethnicity in use stays: it would disappear from every profile that names it."""
        may_delete = super().has_delete_permission(request, obj)
        return may_delete and (obj is None or not obj.detainees.exists())


def _names_of(ethnicity: Ethnicity) -> Iterator[str]:
    yield from map(str.casefold, (ethnicity.name, *ETHNICITIES.get(ethnicity.code, ())))


@admin.register(SpellingGroup)
class SpellingGroupAdmin(DeskAdmin):
    """The next search uses a saved group at once. No keys have to be rebuilt."""

    list_display = ("spellings", "note")
    search_fields = ("spellings", "note")
    fields = ("spellings", "note")
    list_note = lazy(
        "A search for one of these names finds the others too. Differences of marks, doubled letters, or "
        "q and k, gh and g, x and h, f and p need no entry. Please have a speaker of the language look over them."
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "spellings":
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)
