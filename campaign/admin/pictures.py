"""The admin of pictures: upload, description, visible point, and who confirmed whom a picture shows."""

from collections.abc import Iterable
from functools import partial
from typing import Any, override

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.activity.log import Kind, record
from campaign.admin.base import DeskAdmin, RefusableForm
from campaign.admin.fields.pictures import choose_view
from campaign.closed_records.pictures import visible_pictures
from campaign.images import in_texts, renditions, uploads
from campaign.images.models import Likeness, Picture
from campaign.privacy.readers import is_closed_here
from campaign.publishing.pictures import public_uses


class PictureForm(RefusableForm):
    """Stores the file during validation, because only decoding shows whether it is a picture."""

    upload = forms.FileField(
        label=lazy("File"),
        help_text=lazy(
            "JPEG, PNG or WebP, 20 MB at most. It is stored again in the sizes that pages need; where "
            "and with what it was taken is left out."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if upload := self.fields.get("upload"):
            note = (
                _(
                    "The original file is stored too, encrypted, for staff who may see the sources of pictures."
                )
                if settings.KEEP_ORIGINALS
                else _("The original file is not stored.")
            )
            upload.help_text = f"{upload.help_text} {note}"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload = cleaned.get("upload")
        if upload and not self.errors:
            try:
                stored = uploads.store_picture(upload.file, upload.size)
            except ValidationError as error:
                self.add_error("upload", error)
            else:
                for name in ("name", "width", "height", "widths"):
                    setattr(self.instance, name, getattr(stored, name))
        return cleaned


class UnseenOriginForm(PictureForm):
    """For staff who may say who confirmed a likeness, but not read what others said: they add to it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said_before = self.instance.likeness_by
        self.initial["likeness_by"] = ""

    def clean_likeness_by(self) -> str:
        typed = self.cleaned_data["likeness_by"]
        return "\n".join(filter(None, (self.said_before, typed)))

    def clean(self) -> dict[str, Any]:
        """Their own words are required: those of others may say why it is not verified."""
        cleaned = super().clean()
        confirms = cleaned.get("likeness", Likeness.UNVERIFIED) != Likeness.UNVERIFIED
        if confirms and cleaned.get("likeness_by", "") == self.said_before:
            self.add_error("likeness_by", _("Say who confirmed the likeness."))
        return cleaned


class PictureAdmin(DeskAdmin):
    """profiles/admin/pictures.py registers it, with the people in a picture."""

    form = PictureForm
    change_form_template = "admin/campaign/picture/change_form.html"
    list_display = ("thumbnail", "alt", "credit", "likeness", "uploaded_at")
    list_display_links = ("thumbnail", "alt")
    list_filter = ("likeness", "uploaded_at")
    search_fields = ("alt", "credit")
    date_hierarchy = "uploaded_at"

    def get_queryset(self, request: HttpRequest) -> Any:
        return visible_pictures(super().get_queryset(request), request.user)

    @override
    def public_uses(self, obj: Picture) -> Iterable[QuerySet[Any]]:
        return public_uses([obj.pk])

    def get_fieldsets(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        """Without the upload for an existing picture: its description would not fit another file."""
        origin: tuple[str, ...] = ("likeness", "likeness_by", "provenance")
        if obj and not may_see_origin(request):
            origin = (
                ("likeness", "likeness_by") if may_add_likeness(request, obj) else ("likeness",)
            )
        elif obj and default_storage.exists(renditions.original_path(obj.name)):
            origin += ("original",)
        looks = ("shown", ("focus_x", "focus_y")) if obj else ("upload",)
        return (
            (None, {"fields": (*looks, "alt", "credit", "for_press")}),
            (lazy("The people in it, and its source"), {"fields": origin}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Picture | None = None) -> Any:
        """`likeness` and who confirmed it change together. Once it is confirmed, only staff who see the latter change it."""
        likeness = () if may_add_likeness(request, obj) else ("likeness",)
        return ("shown", "original", *likeness)

    def get_form(
        self, request: HttpRequest, obj: Picture | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj and may_add_likeness(request, obj) and not may_see_origin(request):
            kwargs["form"] = UnseenOriginForm
        form = super().get_form(request, obj, change, **kwargs)
        if obj:
            del form.base_fields["upload"]
        return form

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in {"focus_x", "focus_y"}:
            kwargs["widget"] = forms.NumberInput(
                attrs={"type": "range", "min": 0, "max": 100, "step": 10, "dir": "ltr"}
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def response_post_save_add(self, request: HttpRequest, obj: Picture) -> HttpResponseRedirect:
        """Back to the picture's form, where staff choose the point that stays visible."""
        return redirect("admin:campaign_picture_change", obj.pk)

    @admin.display(description=lazy("picture"))
    def thumbnail(self, picture: Picture) -> SafeString:
        return thumbnail(picture)

    @admin.display(description=lazy("What stays visible"))
    def shown(self, picture: Picture) -> SafeString:
        return SafeString(
            render_to_string(
                "admin/campaign/picture/_focus.html",
                {"picture": renditions.rendition(picture, picture_url(picture))},
            )
        )

    @admin.display(description=lazy("original file"))
    def original(self, picture: Picture) -> SafeString:
        url = reverse("admin:campaign_picture_original", args=[picture.pk])
        return format_html('<a href="{}">{}</a>', url, _("Download (the history will say so)"))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What a text shows is not deleted, as with what a row shows: the texts stand in the list of what prevents it."""
        deleted, counts, missing_rights, protected = super().get_deleted_objects(objs, request)
        texts = map(str, in_texts.items_naming([picture.pk for picture in objs]))
        return deleted, counts, missing_rights, [*protected, *texts]

    def delete_model(self, request: HttpRequest, obj: Picture) -> None:
        super().delete_model(request, obj)
        transaction.on_commit(partial(uploads.delete_files, obj.name, obj.widths))

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Picture]) -> None:
        files = list(queryset.values_list("name", "widths"))
        super().delete_queryset(request, queryset)
        for name, widths in files:
            transaction.on_commit(partial(uploads.delete_files, name, widths))

    def get_urls(self) -> list[URLPattern]:
        file = self.admin_site.admin_view(self.file_view)
        original = self.admin_site.admin_view(self.original_view)
        small = self.admin_site.admin_view(self.small_view)
        choose = self.admin_site.admin_view(self.choose_view)
        return [
            path("choose/", choose, name="campaign_picture_choose"),
            path("<int:pk>/small/", small, name="campaign_picture_small"),
            path("<int:pk>/original/", original, name="campaign_picture_original"),
            path("<int:pk>/<int:width>.<str:kind>", file, name="campaign_picture_file"),
            *super().get_urls(),
        ]

    def file_view(self, request: HttpRequest, pk: int, width: int, kind: str) -> HttpResponse:
        """One file for staff, even if the picture's owner is not public."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        picture = get_object_or_404(self.get_queryset(request), pk=pk)
        return renditions.file_response(picture, width, kind)

    def small_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The smallest file, for thumbnails of which a page knows only the number."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        picture = get_object_or_404(self.get_queryset(request), pk=pk)
        return renditions.file_response(picture, min(picture.widths), "jpg")

    def choose_view(self, request: HttpRequest) -> HttpResponse:
        return choose_view(self, request, partial(self.who_is_on, request))

    def who_is_on(self, request: HttpRequest, pictures: list[Picture]) -> dict[int, str]:
        """The names of the people on each picture, if this user may see people."""
        return {}

    def original_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not may_see_origin(request):
            raise PermissionDenied
        picture = get_object_or_404(self.get_queryset(request), pk=pk)
        response = renditions.original_response(picture)
        with transaction.atomic():
            self.log_change(request, picture, "Downloaded the file itself.")
            record(Kind.EXPORTED, actor=request.user, subject=picture, detail="original")
        return response


def may_see_origin(request: HttpRequest) -> bool:
    """Whether the user may see who confirmed a likeness and who gave the picture: often the relatives."""
    return request.user.has_perm("campaign.see_origin")


def may_add_likeness(request: HttpRequest, picture: Picture | None) -> bool:
    """Whoever writes about people says who confirmed a likeness, as long as no one has."""
    return picture is None or picture.likeness == Likeness.UNVERIFIED or may_see_origin(request)


def picture_url(picture: Picture) -> renditions.UrlFor:
    """URLs at which only staff get the picture's files."""
    return lambda width, kind: reverse(
        "admin:campaign_picture_file", args=[picture.pk, width, kind]
    )


def thumbnail(picture: Picture | None) -> SafeString:
    """A small <img> for lists and forms; empty without a picture, or if it is closed to the reader."""
    if picture is None or not picture.name or is_closed_here(picture):
        return SafeString("")
    return format_html(
        '<img class="thumbnail" src="{}" alt="{}" width="96" loading="lazy">',
        picture_url(picture)(min(picture.widths), "jpg"),
        picture.alt,
    )
