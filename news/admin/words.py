"""The admin of authors and tags."""

from collections.abc import Iterable
from typing import Any, override

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.accounts.views.pages import own
from campaign.addresses.slugs import free_slug
from campaign.admin.base import DeskAdmin, RefusableForm, item_urls
from campaign.publishing.workflow import State
from news.editing import tags
from news.models import Author, NewsItem, Tag


@admin.register(Author)
class AuthorAdmin(DeskAdmin):
    form = RefusableForm
    list_note = lazy(
        "The people and pseudonyms under whose names news is published. Never write the real name of a pseudonym."
    )
    list_display = ("name", "role", "is_pseudonym")
    list_filter = ("is_pseudonym",)
    search_fields = ("name", "role")
    fields = ("name", "role", "is_pseudonym")
    deletes_selected = False

    @override
    def public_uses(self, obj: Author) -> Iterable[QuerySet[Any]]:
        return (NewsItem.objects.filter(bylines__author=obj, state=State.PUBLISHED),)


class TagForm(RefusableForm):
    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("name") and cleaned.get("slug") == "":
            cleaned["slug"] = free_slug(Tag, cleaned["name"], but=self.instance.pk)
        return cleaned


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(Tag.objects.none(), label=lazy("The tag that stays"))

    def __init__(self, *args: Any, gone: Tag, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        into: Any = self.fields["into"]
        into.queryset = Tag.objects.exclude(pk=gone.pk)


@admin.register(Tag)
class TagAdmin(DeskAdmin):
    form = TagForm
    list_note = lazy(
        "What news is about. A tag has a page and a feed once an item with it is public."
    )
    list_display = ("name", "slug", "items")
    search_fields = ("name",)
    ordering = ("name", "pk")  # Django drops the model's order where it counts
    fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    change_form_template = "admin/news/tag/change_form.html"
    deletes_selected = False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(number=Count("items"))

    @override
    def public_uses(self, obj: Tag) -> Iterable[QuerySet[Any]]:
        return (NewsItem.objects.filter(tags=obj, state=State.PUBLISHED),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The address of a tag on public pages stays: links to it and feeds follow it."""
        is_public = obj is not None and any(each.exists() for each in self.public_uses(obj))
        return ("slug",) if is_public else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    @admin.display(description=lazy("news items"), ordering="number")
    def items(self, tag: Any) -> int:
        number: int = tag.number
        return number

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        gone = self.get_object(request, str(pk))
        if gone is None:
            raise Http404
        if not self.has_delete_permission(request, gone):
            raise PermissionDenied
        form = MergeForm(request.POST if request.method == "POST" else None, gone=gone)
        if form.is_valid():
            kept = form.cleaned_data["into"]
            tags.merge(gone, into=kept, by=own(request))
            done = _("“%(gone)s” is merged into “%(kept)s”.") % {"gone": gone, "kept": kept}
            self.message_user(request, done, messages.SUCCESS)
            return redirect("admin:news_tag_change", kept.pk)
        context = self.admin_site.each_context(request) | {
            "title": _("Merge the tag “%s”") % gone,
            "opts": self.opts,
            "original": gone,
            "form": form,
            "number": gone.items.count(),
        }
        return TemplateResponse(request, "admin/news/tag/merge.html", context)

    def get_urls(self) -> list[URLPattern]:
        return [*item_urls(self, {"merge": self.merge_view}), *super().get_urls()]
