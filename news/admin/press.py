"""The admin of the press page and its spokespeople."""

from typing import Any, override

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.fields.inlines import DeskStackedInline
from campaign.admin.forms import PublishableForm
from campaign.admin.history import HistoryAdmin
from campaign.admin.merging import MergingForm, MergingFormSet
from news.models import PressPage, Spokesperson


class SpokespersonForm(MergingForm):
    pass


class SpokespersonInline(DeskStackedInline):
    model = Spokesperson
    form = SpokespersonForm
    formset = MergingFormSet
    fields = (("name", "role"), ("languages", "topics"), "picture", "order")
    autocomplete_fields = ("picture",)
    extra = 1


@admin.register(PressPage)
class PressPageAdmin(HistoryAdmin):
    form = PublishableForm
    inlines = (SpokespersonInline,)
    list_note = lazy(
        "Whom journalists ask. The page /press/ shows it once it is published, and so does every press release."
    )
    list_display = ("contact_name", "badge", "changed")
    fieldsets = (
        (
            lazy("Contact"),
            {
                "fields": (
                    "contact_name",
                    ("email", "phone"),
                    ("hours", "time_zone"),
                    "languages",
                )
            },
        ),
        (lazy("About us"), {"fields": ("boilerplate",)}),
        (lazy("Publishing"), {"fields": ("publish_at",)}),
    )

    @override
    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """There is one: whoever adds a second is led to it."""
        page = PressPage.objects.first() if self.has_add_permission(request) else None
        if page:
            return redirect("admin:news_presspage_change", page.pk)
        return super().add_view(request, *args, **kwargs)
