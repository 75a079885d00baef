"""What the admin class of an item with translations has besides: a section of its form, and a page for each language."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.translations.views import rights_of, translation_view
from campaign.translations import editing, reading
from campaign.translations.languages import Language
from campaign.translations.states import Status, statuses, with_state


class TranslationsFilter(admin.SimpleListFilter):
    title = lazy("translations")
    parameter_name = "translations"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Status.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value() or ""
        return with_state(queryset, chosen) if chosen in Status else queryset


class TranslatableAdmin(admin.ModelAdmin[Any]):
    """Mixed into the admin class of something Translatable, before HistoryAdmin."""

    def get_list_filter(self, request: HttpRequest) -> Any:
        return (*super().get_list_filter(request), TranslationsFilter)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = ("language", "translations_shown") if obj else ("language",)
        return [*super().get_fieldsets(request, obj), (lazy("Languages"), {"fields": fields})]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "translations_shown")

    @admin.display(description=lazy("translations"))
    def translations_shown(self, item: Any) -> SafeString:
        languages = [(each, self.translation_url(item, each.language)) for each in statuses(item)]
        return SafeString(
            render_to_string("admin/translations/_languages.html", {"languages": languages})
        )

    def translation_url(self, item: Any, language: Language) -> str:
        return reverse(f"admin:{self._page_name()}", args=[item.pk, language.parameter])

    def _page_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_translation"

    def preview_of(
        self, request: HttpRequest, item: Any, badge: SafeString | None = None
    ) -> HttpResponse:
        """Also of a translation, reviewed or not, if the address names its language."""
        language, row = reading.asked_for(request), None
        if language and rights_of(request, item).may_write:
            draft, reviewed = editing.rows_of(item, language)
            row = draft or reviewed
        shown = item.in_words_of(row) if row else item
        return super().preview_of(request, shown, badge)  # type: ignore[misc,no-any-return]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(partial(translation_view, self))
        page = path("<int:pk>/translations/<slug:code>/", view, name=self._page_name())
        return [page, *super().get_urls()]
