"""The desk of the home page, the notices and the menus."""

from typing import Any, override

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.base import EVERY_FIELD, DeskAdmin, RefusableForm, item_urls
from campaign.admin.fields.inlines import DeskStackedInline, DeskTabularInline
from campaign.admin.forms import PublishableForm
from campaign.admin.history import HistoryAdmin
from campaign.admin.merging import MergingForm, MergingFormSet
from campaign.admin.scheduling import StageFilter
from campaign.history.changes import attribute_to
from campaign.publishing.workflow import Publishable
from campaign.site_content import hidden_names
from campaign.site_content.menus import default_menu
from campaign.site_content.models import (
    MAX_FEATURED,
    FeaturedItem,
    HomePage,
    Menu,
    MenuEntry,
    Notice,
)
from campaign.web import page_cache


def _label(item: Publishable) -> str:
    """Of what is chosen already: nothing is left out of the home page unseen."""
    if item.is_shown:
        return str(item)
    state = _("Not public") if item.is_published else item.stage.label
    return _("%(item)s · %(state)s: visitors do not see it") % {"item": item, "state": state}


class SaysWhatIsNotShown(PublishableForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_what_is_not_shown(self.fields)


class FeaturedForm(MergingForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_what_is_not_shown(self.fields)


def _say_what_is_not_shown(fields: dict[str, Any]) -> None:
    for field in fields.values():
        rows = getattr(field, "queryset", None)
        if rows is not None and issubclass(rows.model, Publishable):
            field.label_from_instance = _label


class FeaturedInline(DeskStackedInline):
    model = FeaturedItem
    form = FeaturedForm
    formset = MergingFormSet
    fields = (("person", "petition", "news"), "order")
    autocomplete_fields = ("person", "petition", "news")
    extra = 1
    max_num = MAX_FEATURED


@admin.register(HomePage)
class HomePageAdmin(HistoryAdmin):
    form = SaysWhatIsNotShown
    inlines = (FeaturedInline,)
    list_note = lazy(
        "What the home page begins with. What is not public is left out, and the site chooses by itself again."
    )
    list_display = ("__str__", "badge", "changed")
    autocomplete_fields = ("lead_person", "lead_petition", "lead_news")
    fieldsets = (
        (lazy("Words"), {"fields": ("heading", "introduction")}),
        (
            lazy("Lead"),
            {
                "fields": ("lead_person", "lead_petition", "lead_news"),
                "description": lazy("Choose one. It comes first, and is the largest."),
            },
        ),
        (lazy("Publishing"), {"fields": ("publish_at",)}),
    )

    @override
    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """There is one: whoever adds a second is led to it."""
        home = HomePage.objects.first() if self.has_add_permission(request) else None
        if home:
            return redirect("admin:campaign_homepage_change", home.pk)
        return super().add_view(request, *args, **kwargs)


@admin.register(Notice)
class NoticeAdmin(HistoryAdmin):
    form = PublishableForm
    list_note = lazy("One or two sentences above the pages of the site, for a time.")
    list_display = ("text", "level", "section", "badge", "publish_at", "expires_at")
    list_filter = (StageFilter, "level", "section")
    search_fields = ("text",)
    fieldsets = (
        (None, {"fields": ("text", ("link", "link_text"), ("level", "section"))}),
        (lazy("Publishing"), {"fields": ("publish_at", "expires_at")}),
    )


class EntryFormSet(BaseInlineFormSet[MenuEntry, Menu, Any]):
    """Refuses a menu that says what must stay hidden."""

    @override
    def clean(self) -> None:
        super().clean()
        typed = [form.cleaned_data for form in self.forms if hasattr(form, "cleaned_data")]
        kept = [row for row in typed if not row.get("DELETE")]
        words = [row.get(name, "") for row in kept for name in ("label", "to")]
        if told := hidden_names.in_menu(self.instance, words):
            raise ValidationError(told)


class EntryInline(DeskTabularInline):
    model = MenuEntry
    formset = EntryFormSet
    fields = ("label", "to", "order")
    extra = 1
    max_num = 12


@admin.register(Menu)
class MenuAdmin(DeskAdmin):
    form = RefusableForm
    change_form_template = "admin/site_content/menu.html"
    inlines = (EntryInline,)
    logged_fields = EVERY_FIELD
    list_note = lazy(
        "A menu with no entries is the one that the site began with. An entry whose page is not public is left out."
    )
    list_display = ("place",)
    fields = ("place",)

    def fill_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give an empty menu the entries that visitors see now, so that staff change those."""
        menu = self.get_object(request, str(pk))
        if menu is None or not self.has_change_permission(request, menu):
            raise PermissionDenied
        if request.method == "POST":
            _fill(request, menu)
        return redirect("admin:campaign_menu_change", pk)

    def get_urls(self) -> list[URLPattern]:
        return item_urls(self, {"fill": self.fill_view}) + super().get_urls()


@transaction.atomic
def _fill(request: HttpRequest, menu: Menu) -> None:
    if menu.entries.exists():
        messages.error(request, _("The menu has entries already."))
        return
    attribute_to(request.user, "Filled in from the present menu.")
    MenuEntry.objects.bulk_create(
        MenuEntry(menu=menu, label=label, to=to, order=order)
        for order, (label, to) in enumerate(default_menu(menu.place), 1)
    )
    page_cache.invalidate_after_commit()
    messages.success(request, _("The entries are those that visitors see now. Change them here."))
