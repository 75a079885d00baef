"""The pages that the scripts of the editor ask, and the page about how to write."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from campaign.admin.pictures import picture_url
from campaign.images import in_texts
from campaign.images.models import Picture
from campaign.writing import examples, finding
from profiles.public.text_pictures import public_pictures

MAX_WORDS = 100  # characters of a search


def _refuse_readers(request: HttpRequest) -> None:
    """Raise PermissionDenied unless the user may write any of our texts."""
    rights = (
        f"{model._meta.app_label}.{verb}_{model._meta.model_name}"
        for model in in_texts.models_with_texts()
        for verb in ("add", "change")
    )
    if not any(map(request.user.has_perm, rights)):
        raise PermissionDenied


@never_cache
@require_POST
@sensitive_post_parameters()
def preview(request: HttpRequest) -> HttpResponse:
    """The text as its page will show it. Nothing is stored."""
    _refuse_readers(request)
    may_see = request.user.has_perm("campaign.view_picture")
    pictures = public_pictures() if may_see else Picture.objects.none()
    body = in_texts.render(request.POST.get("text", ""), pictures, picture_url)
    return render(request, "admin/writing/preview.html", {"body": body})


@never_cache
@require_POST
def pictures(request: HttpRequest) -> HttpResponse:
    _refuse_readers(request)
    return JsonResponse({"found": finding.find_pictures(request, _words(request))})


@never_cache
@require_POST
def links(request: HttpRequest) -> HttpResponse:
    _refuse_readers(request)
    return JsonResponse({"found": finding.find_links(request, _words(request))})


def _words(request: HttpRequest) -> str:
    """A POST carries them, since a URL with a name in it would stand in logs."""
    return request.POST.get("words", "").replace("\0", "").strip()[:MAX_WORDS]


@require_safe
def how_to_write(request: HttpRequest) -> HttpResponse:
    context = admin.site.each_context(request) | {
        "title": _("How to write"),
        "groups": examples.groups(),
    }
    return render(request, "admin/writing/help.html", context)


URLS: list[URLPattern] = [
    path("writing/", how_to_write, name="writing_help"),
    path("writing/preview/", preview, name="writing_preview"),
    path("writing/pictures/", pictures, name="writing_pictures"),
    path("writing/links/", links, name="writing_links"),
]
