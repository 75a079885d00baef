"""The admin of news items."""

from collections.abc import Sequence
from typing import Any, override

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.collaboration.content import FieldChange
from campaign.admin.forms import PublishableForm
from campaign.admin.history import HistoryAdmin
from campaign.admin.pictures import thumbnail
from campaign.admin.scheduling import StageFilter
from campaign.admin.search.searched import Searched, add_searched
from campaign.admin.translations.desk import TranslatableAdmin
from campaign.closed_records.desk import ClosableAdmin, ClosableForm
from campaign.text.inputs import LineInput
from news.admin.changes import ChangeForm, CorrectionInline
from news.admin.moments import ZoneMomentField
from news.admin.parts import BylineInline, DocumentInline
from news.documents import serving
from news.editing import tags
from news.models import NewsItem, Tag
from profiles.models import Detainee


class NewsItemForm(ChangeForm, ClosableForm, PublishableForm):
    new_tags = LineInput(
        label=lazy("Other tags"),
        required=False,
        max_length=300,
        help_text=lazy("With commas between them. A tag that does not exist yet is made."),
    )

    made_tags: Sequence[Tag] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.data.get("time_zone") if self.is_bound else self.instance.time_zone
        for field in self.fields.values():
            if isinstance(field, ZoneMomentField):
                field.be_in(zone or "")

    def clean_new_tags(self) -> list[str]:
        names = tags.read_names(self.cleaned_data["new_tags"])
        if long := [name for name in names if len(name) > tags.MAX_LENGTH]:
            said = _("A tag has at most %(most)d characters. This one is longer: %(tag)s")
            raise forms.ValidationError(said % {"most": tags.MAX_LENGTH, "tag": long[0]})
        return names

    def _save_m2m(self) -> None:
        super()._save_m2m()  # type: ignore[misc]
        self.tell(self.instance)
        self.made_tags = tags.add_tags(self.instance, self.cleaned_data.get("new_tags") or [])


@admin.register(NewsItem)
class NewsItemAdmin(ClosableAdmin, TranslatableAdmin, HistoryAdmin):
    form = NewsItemForm
    inlines = (BylineInline, DocumentInline, CorrectionInline)
    changes_of_many = (FieldChange("tags", adds=True), FieldChange("petitions", adds=True))
    list_display = ("headline", "kind", "badge", "publish_at", "changed")
    extra_columns = ("tag_names", "starts_at", *HistoryAdmin.extra_columns)
    column_queries = HistoryAdmin.column_queries | {
        "tag_names": lambda items: items.prefetch_related("tags")
    }
    list_filter = (StageFilter, "kind", "tags", "updated_at")
    search_fields = ("headline", "standfirst", "body")
    date_hierarchy = "publish_at"
    ordering = ("-updated_at",)
    autocomplete_fields = ("image", "people", "petitions", "tags", "quote_person")
    prepopulated_fields = {"slug": ("headline",)}
    readonly_fields = ("image_shown",)
    fieldsets = (
        (None, {"fields": ("headline", "standfirst", "body", "kind")}),
        (
            lazy("For a press release"),
            {"classes": ("release",), "fields": ("dateline", "notes")},
        ),
        (
            lazy("For an event"),
            {"classes": ("event",), "fields": ("place", "time_zone", "starts_at", "ends_at")},
        ),
        (
            lazy("For “In the media” and for a resource"),
            {"classes": ("elsewhere",), "fields": ("outlet", "reported_on", "link")},
        ),
        (
            lazy("Pull quote"),
            {"fields": ("quote", ("quote_speaker", "quote_role"), "quote_person")},
        ),
        (lazy("Picture"), {"fields": (("image", "image_shown"), "caption")}),
        (lazy("What it is about"), {"fields": ("people", "petitions", "tags", "new_tags")}),
        (lazy("What readers are told of this change"), {"fields": ("change", "change_note")}),
        (
            lazy("Publishing"),
            {"fields": ("publish_at", "expires_at", "slug", "keeps_old_addresses")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[NewsItem]:
        items: QuerySet[NewsItem] = super().get_queryset(request).select_related("image")
        return items

    @admin.display(description=lazy("tags"))
    def tag_names(self, item: NewsItem) -> str:
        return ", ".join(tag.name for tag in item.tags.all())

    @override
    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        may_change = self.has_change_permission(request, obj)
        asks = may_change and obj is not None and obj.is_published
        return [
            (name, options if may_change else _without(options, "new_tags"))
            for name, options in fieldsets
            if asks or "change" not in options["fields"]
        ]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in {"starts_at", "ends_at"}:
            return db_field.formfield(form_class=ZoneMomentField)
        if db_field.name in {"headline", "quote_speaker", "place", "outlet"}:
            kwargs["widget"] = forms.TextInput(attrs={"dir": "auto", "class": "vTextField"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "people":
            kwargs["queryset"] = Detainee.objects.prefetch_related("names")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        item = form.instance
        if hidden := [str(_field(name).verbose_name) for name in item.typed_for_other_kinds()]:
            said = _("Kept, but not shown with an item of this kind: %s.")
            self.message_user(request, said % ", ".join(hidden), messages.WARNING)

    @override
    def save_at_once(self, request: HttpRequest, form: Any) -> None:
        """A new tag waits for no publication: it has no page before an item with it is public."""
        super().save_at_once(request, form)
        tags.keep(form.made_tags)

    def document_view(self, request: HttpRequest, pk: int, document: int) -> HttpResponseBase:
        """A stored document for staff, even if its item is not public."""
        item = self.get_object(request, str(pk))
        if item is None or not self.has_view_permission(request, item):
            raise PermissionDenied
        return serving.download(get_object_or_404(item.documents, pk=document))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.document_view)
        own = path("<int:pk>/documents/<int:document>/", view, name="news_newsitem_document")
        return [own, *super().get_urls()]

    @admin.display(description=lazy("picture now"))
    def image_shown(self, item: NewsItem) -> SafeString:
        return thumbnail(item.image)

    @override
    def preview_file(self, item: Any, path: str) -> str:
        """The documents, for staff."""
        kind, _slash, rest = path.partition("/")
        if kind != "documents":
            return ""
        return reverse("admin:news_newsitem_document", args=[item.pk, rest.partition("/")[0]])


add_searched(
    Searched(lazy("News"), NewsItem, ("headline", "standfirst", "body", "quote", "quote_speaker"))
)


def _field(name: str) -> Any:
    return NewsItem._meta.get_field(name)


def _without(options: dict[str, Any], field: str) -> dict[str, Any]:
    return options | {"fields": tuple(name for name in options["fields"] if name != field)}
