"""The words that profiles use: places and ethnicities."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from campaign.desk import DeskAdmin
from profiles.places import Ethnicity, Place
from profiles.vocabulary import PlaceKind


class CountyForm(forms.ModelForm):  # type: ignore[type-arg]
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

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The prefectures come with the site, and their names can be put right; counties are added."""
        return ("code", "parent") if obj else ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Ethnicity)
class EthnicityAdmin(DeskAdmin):
    list_display = ("name", "code")
    search_fields = ("name",)
    fields = ("name", "code")
    prepopulated_fields = {"code": ("name",)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It would vanish from every profile that names it."""
        return obj is None or not obj.detainees.exists()
