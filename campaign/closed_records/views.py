"""The page on which administrators see that closed records exist, and rescue those that no one can see any more."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaign.accounts.views.pages import own, page
from campaign.closed_records import records
from campaign.closed_records.records import Closable
from campaign.web.responses import see_other


@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    _only_administrators(request)
    rows = [
        {
            "key": f"{item._meta.label_lower}-{item.pk}",
            "name": f"{capfirst(item._meta.verbose_name)} {item.pk}",
            "state": item.stage.label,
            "readers": list(records.readers_of(item)),
            "is_mine": not item.is_closed_here,
        }
        for item in records.closed_records()
    ]
    return page(request, "closed_records/closed", _("Closed records"), rows=rows)


@require_POST
def take_over(request: HttpRequest, key: str) -> HttpResponse:
    _only_administrators(request)
    try:
        records.take_over(_find(key), by=own(request))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("You are on its list now. The activity log says so."))
    return see_other("admin:closed_records")


def _only_administrators(request: HttpRequest) -> None:
    if not own(request).is_superuser:
        raise PermissionDenied


def _find(key: str) -> Closable:
    for item in records.closed_records():
        if f"{item._meta.label_lower}-{item.pk}" == key:
            return item
    raise Http404


URLS: list[URLPattern] = [
    path("closed/", closed, name="closed_records"),
    path("closed/<str:key>/take-over/", take_over, name="take_over"),
]
