"""The admin of news items."""

from typing import Any, override

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.forms import PublishableForm
from campaign.admin.history import HistoryAdmin
from campaign.admin.pictures import picture_url, thumbnail
from campaign.admin.scheduling import StageFilter
from campaign.closed_records.desk import ClosableAdmin, ClosableForm
from news.models import NewsItem
from news.public.item import item_context
from profiles.models import Detainee


class NewsItemForm(ClosableForm, PublishableForm):
    pass


@admin.register(NewsItem)
class NewsItemAdmin(ClosableAdmin, HistoryAdmin):
    form = NewsItemForm
    public_template = "news/news_item.html"
    list_display = ("headline", "kind", "badge", "publish_at", "changed")
    list_filter = (StageFilter, "kind", "updated_at")
    search_fields = ("headline", "standfirst", "body")
    date_hierarchy = "publish_at"
    ordering = ("-updated_at",)
    autocomplete_fields = ("image", "people", "petitions")
    prepopulated_fields = {"slug": ("headline",)}
    readonly_fields = ("image_shown",)
    fieldsets = (
        (None, {"fields": ("headline", "standfirst", "body", "kind")}),
        (lazy("Picture"), {"fields": (("image", "image_shown"),)}),
        (lazy("What it is about"), {"fields": ("people", "petitions")}),
        (lazy("Publishing"), {"fields": ("publish_at", "slug")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[NewsItem]:
        items: QuerySet[NewsItem] = super().get_queryset(request).select_related("image")
        return items

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "people":
            kwargs["queryset"] = Detainee.objects.prefetch_related("names")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @admin.display(description=lazy("picture now"))
    def image_shown(self, item: NewsItem) -> SafeString:
        return thumbnail(item.image)

    @override
    def preview_context(self, request: HttpRequest, item: Any) -> dict[str, object]:
        return item_context(item, picture_url(item.image) if item.image else lambda *_: "")
