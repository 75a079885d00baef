"""Choosing a picture by looking at it: the widget, and the page with the pictures that it opens.

static/js/picture-picker.js shows the page in a dialog. Without scripts the widget leads to the same form with a list of
pictures to tick (`?pictures=all`).
"""

from collections.abc import Callable
from typing import Any, override

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campaign.admin.fields.choices import PickOne
from campaign.images.models import Picture
from campaign.publishing.workflow import Publishable

PER_PAGE = 24
LISTED = 200  # without scripts
ALL = ("pictures", "all")  # the parameter that lists the pictures in the form itself


def small_url(pk: object) -> str:
    return reverse("admin:campaign_picture_small", args=[pk])


class PickPicture(PickOne):
    """Shows the chosen picture, and opens the others. A script hides the select, which holds the value."""

    may_open = False  # the form of the chosen picture

    @override
    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = str(value) if value and str(value).isdecimal() else ""
        context = {
            "select": super().render(name, value, attrs, renderer),
            "choose_url": reverse("admin:campaign_picture_choose"),
            "small_url": small_url(0),
            "chosen_url": small_url(chosen) if chosen else "",
            "edit_url": reverse("admin:campaign_picture_change", args=[0]) if self.may_open else "",
            "chosen_edit_url": reverse("admin:campaign_picture_change", args=[chosen])
            if chosen
            else "",
            "list_url": "?{}={}".format(*ALL),
        }
        return SafeString(render_to_string("admin/campaign/picture/_picker.html", context))

    @override
    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Without what makes select2 take it over."""
        attrs = super().build_attrs(*args, **kwargs)
        return {key: each for key, each in attrs.items() if not key.startswith("data-")} | {
            "class": "picture-select"
        }

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=["js/picture-picker.js"])


class ListedPictures(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Each with its thumbnail."""

    @override
    def label_from_instance(self, obj: Any) -> SafeString:
        return format_html(
            '<img class="thumbnail" src="{}" alt="" width="96" loading="lazy"> {} · {}',
            small_url(obj.pk),
            obj,
            obj.credit,
        )


def picture_field(db_field: Any, request: HttpRequest, admin_site: Any) -> dict[str, Any]:
    """The arguments of a form field for a picture."""
    name, value = ALL
    if request.GET.get(name) == value:
        newest = Picture.objects.order_by("-uploaded_at")
        return {"form_class": ListedPictures, "widget": forms.RadioSelect, "queryset": newest}
    widget = PickPicture(db_field, admin_site)
    widget.may_open = request.user.has_perm("campaign.view_picture")
    return {"widget": widget}


def choose_view(
    model_admin: Any, request: HttpRequest, who_is_on: Callable[[list[Picture]], dict[int, str]]
) -> HttpResponse:
    """The pictures that this user may see, by words, with who is on each; and the form to upload another one."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    words, is_unused = request.GET.get("q", ""), "unused" in request.GET
    rows: Any = model_admin.get_queryset(request).order_by("-uploaded_at")
    rows = model_admin.get_search_results(request, rows, words)[0]
    page = Paginator(_unused(rows) if is_unused else rows, PER_PAGE).get_page(
        request.GET.get("page")
    )
    people = who_is_on(list(page.object_list))
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Choose a picture"),
        "opts": model_admin.opts,
        "page": page,
        "pictures": [
            (each, small_url(each.pk), people.get(each.pk, "")) for each in page.object_list
        ],
        "words": words,
        "is_unused": is_unused,
        "upload": model_admin.get_form(request)(prefix=None)
        if model_admin.has_add_permission(request)
        else None,
    }
    return TemplateResponse(request, "admin/campaign/picture/choose.html", context)


def _unused(pictures: QuerySet[Picture]) -> QuerySet[Picture]:
    """Those that nothing shows, public or not."""
    relations: list[Any] = Picture._meta.get_fields(include_hidden=True)
    for relation in relations:
        if relation.one_to_many and issubclass(relation.related_model, Publishable):
            name = relation.field.name
            used = relation.related_model._default_manager.filter(**{f"{name}__isnull": False})
            pictures = pictures.exclude(pk__in=used.order_by().values(name))
    return pictures
