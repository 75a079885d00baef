"""The consent texts that signers agreed to, read-only."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.base import ReadOnlyAdmin
from petitions.models import ConsentText


@admin.register(ConsentText)
class ConsentTextAdmin(ReadOnlyAdmin):
    list_note = lazy(
        "Every consent text that signers ever agreed to. Each signature names its own."
    )
    list_display = ("version", "language", "first_used_at", "to_sign")
    list_filter = ("language", "first_used_at")
    search_fields = ("version", "to_sign", "to_updates")
    fields = ("version", "language", "first_used_at", "to_sign", "to_updates")
    ordering = ("-first_used_at",)
