"""The desk for what every app shares: the site's own pages, and pictures."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as lazy

from campaign import images, markup, pictures
from campaign.desk import DeskAdmin, PublishableAdmin
from campaign.models import Limit, Page, Picture

admin.site.unregister(User)


@admin.register(User)
class StaffAdmin(DeskAdmin, UserAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """Who leaves is made inactive, never deleted: the history of every page names its authors."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Page)
class PageAdmin(PublishableAdmin):
    list_display = ("title", "slug", "badge", "changed")
    list_filter = ("state",)
    search_fields = ("title", "slug", "body")
    prepopulated_fields = {"slug": ("title",)}
    fieldsets = ((None, {"fields": ("title", "slug", "body", "publish_at")}),)
    public_template = "campaign/page.html"

    def preview_context(self, request: HttpRequest, item: Any) -> dict[str, Any]:
        return {"page": item, "body": markup.render(item.body)}


@admin.register(Limit)
class LimitAdmin(DeskAdmin):
    """There is one for each use: they are changed, not made."""

    list_display = ("use", "burst", "burst_minutes", "sustained", "sustained_hours", "is_on")
    list_display_links = ("use",)
    readonly_fields = ("use",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "use",
                    ("burst", "burst_minutes"),
                    ("sustained", "sustained_hours"),
                    "is_on",
                ),
                "description": lazy(
                    "A signature over the limit is held for review and nobody is told: whole schools, "
                    "mobile networks and Tor share addresses. A code over it is answered as a wrong one "
                    "is, and a link over it is not sent. A change is heard of within half a minute."
                ),
            },
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PictureForm(forms.ModelForm):  # type: ignore[type-arg]
    """Takes the file in as it is checked: whether it is a picture is known only once it is decoded."""

    upload = forms.FileField(
        label=lazy("File"),
        help_text=lazy(
            "JPEG, PNG or WebP, 20 MB at the most. It is stored anew in the sizes that pages need; where "
            "and with what it was taken is left out, and the file itself is not kept."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload = cleaned.get("upload")
        if upload and not self.errors:
            try:
                stored = images.take_in(upload.file, upload.size)
            except ValidationError as error:
                self.add_error("upload", error)
            else:
                for name in ("name", "width", "height", "widths"):
                    setattr(self.instance, name, getattr(stored, name))
        return cleaned


@admin.register(Picture)
class PictureAdmin(DeskAdmin):
    form = PictureForm
    list_display = ("thumbnail", "alt", "credit", "uploaded_at")
    list_display_links = ("thumbnail", "alt")
    search_fields = ("alt", "credit")
    date_hierarchy = "uploaded_at"
    readonly_fields = ("thumbnail",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A picture is never replaced by another: what it is said to show would no longer be so."""
        return ["thumbnail" if obj else "upload", "alt", "credit"]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if obj:
            del form.base_fields["upload"]
        return form

    @admin.display(description=lazy("picture"))
    def thumbnail(self, picture: Picture) -> SafeString:
        return thumbnail(picture)

    def delete_model(self, request: HttpRequest, obj: Picture) -> None:
        super().delete_model(request, obj)
        transaction.on_commit(partial(images.forget, obj.name, obj.widths))

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        files = list(queryset.values_list("name", "widths"))
        super().delete_queryset(request, queryset)
        for name, widths in files:
            transaction.on_commit(partial(images.forget, name, widths))

    def get_urls(self) -> list[URLPattern]:
        file = self.admin_site.admin_view(self.file_view)
        return [
            path("<int:pk>/<int:width>.<str:kind>", file, name="campaign_picture_file"),
            *super().get_urls(),
        ]

    def file_view(self, request: HttpRequest, pk: int, width: int, kind: str) -> HttpResponse:
        """For staff, whether or not what the picture belongs to is public."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return pictures.file_response(get_object_or_404(Picture, pk=pk), width, kind)


def picture_url(picture: Picture) -> pictures.UrlFor:
    """Where staff alone get its files."""
    return lambda width, kind: reverse(
        "admin:campaign_picture_file", args=[picture.pk, width, kind]
    )


def thumbnail(picture: Picture | None) -> SafeString:
    if picture is None or not picture.name:
        return SafeString("")
    return format_html(
        '<img class="thumbnail" src="{}" alt="{}" width="96" loading="lazy">',
        picture_url(picture)(min(picture.widths), "jpg"),
        picture.alt,
    )
