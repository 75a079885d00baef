"""The page of an item's links, the page of all links, and the two buttons on them."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaign.accounts.views.pages import own, page
from campaign.admin.preview_links import panels
from campaign.admin.preview_links.forms import LinkForm
from campaign.preview_links import comments, links, periods
from campaign.preview_links.models import PreviewComment, PreviewLink
from campaign.web.responses import see_other
from campaign.working_versions.models import WorkingVersion


def links_view(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Who outside can see the item, what they said, and the form for a new link. Its answer shows the new links, once."""
    item = model_admin.get_object(request, str(pk))
    if item is None:
        return model_admin.redirect_to_form(pk)  # type: ignore[no-any-return]  # which says that it does not exist
    if not model_admin.has_change_permission(request, item):
        raise PermissionDenied
    form, made = LinkForm(request.POST or None), list[tuple[PreviewLink, str]]()
    if request.method == "POST" and form.is_valid():
        try:
            made = links.make(item, by=own(request), **form.values())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            form = LinkForm()
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Show it to someone outside"),
        "subtitle": str(item),
        "opts": model_admin.opts,
        "original": item,
        "form": form,
        "made": [(link, _address(token)) for link, token in made],
        "rows": panels.rows_of(item),
        "refusal": links.refusal(item),
        "has_version": WorkingVersion.objects.about(item).exists(),
        "days_kept": periods.KEPT.days,
        "preview_url": model_admin.item_url("preview", item),
    }
    status = 422 if form.errors else 200
    # The answer may hold a new link. No cache stores pages of the desk.
    return TemplateResponse(request, "admin/preview_links/item.html", context, status=status)


def _address(token: str) -> str:
    return settings.SITE_URL + reverse("preview:door", args=[token])


@require_safe
def all_links(request: HttpRequest) -> HttpResponse:
    """The working links of all items that this user may change."""
    working = PreviewLink.objects.working().select_related("made_by").order_by("-pk")
    found = changeable(request, list(working))
    shown = panels.rows([(link, []) for _desk, _item, link in found])
    rows = [
        (item, desk.item_url("links", item), row)
        for (desk, item, _link), row in zip(found, shown, strict=True)
        if row.is_working
    ]
    return page(request, "preview_links/all", _("Links for readers outside"), rows=rows)


def changeable(
    request: HttpRequest, found: list[PreviewLink]
) -> list[tuple[Any, Any, PreviewLink]]:
    """Those whose item this user may change, each with the admin class and the item. One query for each kind of item."""
    items: dict[tuple[str, int], tuple[Any, Any]] = {}
    for label in {link.subject for link in found}:
        mine = [link for link in found if link.subject == label]
        desk = _desk(mine[0].model)
        rows = desk.get_queryset(request).in_bulk({link.subject_pk for link in mine})
        items |= {
            (label, pk): (desk, item)
            for pk, item in rows.items()
            if desk.has_change_permission(request, item)
        }
    keys = ((link, (link.subject, link.subject_pk)) for link in found)
    return [(*items[key], link) for link, key in keys if key in items]


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    link = get_object_or_404(PreviewLink, pk=pk)
    desk, item = _item_of(request, link)
    links.revoke(link, by=own(request))
    messages.success(request, _("The link is revoked. It shows nothing any more."))
    if "all" in request.POST:
        return see_other("admin:preview_links")
    return HttpResponseRedirect(desk.item_url("links", item))


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    comment = get_object_or_404(PreviewComment.objects.select_related("link"), pk=pk)
    desk, item = _item_of(request, comment.link)
    comments.settle(comment, by=own(request))
    return HttpResponseRedirect(desk.item_url("links", item))


def _item_of(request: HttpRequest, link: PreviewLink) -> tuple[Any, Any]:
    """The admin class and the item of a link. Raises Http404 for what this user does not see."""
    desk = _desk(link.model)
    item = desk.get_object(request, str(link.subject_pk))
    if item is None:
        raise Http404
    if not desk.has_change_permission(request, item):
        raise PermissionDenied
    return desk, item


def _desk(model: Any) -> Any:
    return admin.site.get_model_admin(model)


URLS: list[URLPattern] = [
    path("preview-links/", all_links, name="preview_links"),
    path("preview-links/link/<int:pk>/revoke/", revoke, name="revoke_preview_link"),
    path("preview-links/comment/<int:pk>/settle/", settle, name="settle_preview_comment"),
]
