"""The words that profiles use: places and ethnicities."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from campaign.desk import DeskAdmin
from profiles.places import Ethnicity, Place


@admin.register(Place)
class PlaceAdmin(DeskAdmin):
    list_display = ("name", "name_uyghur", "name_chinese", "kind")
    list_filter = ("kind",)
    search_fields = ("name", "name_uyghur", "name_chinese")
    readonly_fields = ("code",)
    fields = ("code", "kind", "name", "name_uyghur", "name_chinese")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The divisions of the region come with the site; their names can be put right."""
        return False

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
