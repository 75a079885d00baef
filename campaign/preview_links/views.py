"""The pages behind a link for a reader outside.

Whatever is wrong with a link, the answer is one and the same page: it is unknown, has expired, was revoked or used up, or its item
is gone, withdrawn or closed. `middleware.py` keeps every answer out of caches, search engines and referrers. A browser
that sends no referrer posts forms with `Origin: null`, so the forms take any origin: whoever knows the address may.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import build_policy
from django.views.decorators.debug import sensitive_post_parameters

from campaign.dates.wording import name_moment
from campaign.images import renditions
from campaign.preview_links import comments, links, periods, reading
from campaign.preview_links.forms import CommentForm
from campaign.preview_links.models import PreviewLink
from campaign.previews.public_pages import page_of, public_context
from campaign.publishing.workflow import Publishable
from campaign.web.responses import (
    HttpResponseSeeOther,
    accept_any_origin,
    public_form,
    see_other,
)

type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def _or_dead[**P](view: View[P]) -> View[P]:
    """Http404 becomes the page of a dead link."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return render(request, "preview_links/dead.html", status=404)

    return answered


@accept_any_origin
@_or_dead
@public_form("GET", "HEAD", "POST")
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Only the button opens the text, because mail scanners and messengers fetch every link."""
    link, item = _found(token)
    if request.method == "POST":
        if opening := links.open_link(link, item):
            return see_other("preview:read", token=token, opening=opening)
        raise Http404
    if not links.can_open(link):
        raise Http404
    return render(request, "preview_links/door.html", _told(link, item) | {"token": token})


@sensitive_post_parameters()
@accept_any_origin
@_or_dead
@public_form("GET", "HEAD", "POST")
def read(request: HttpRequest, token: str, opening: str) -> HttpResponse:
    """The public page of the item as it is now, and below it the form for comments."""
    link, item = _found(token)
    may_read = links.is_pass(link, opening)
    if not may_read and not (request.method == "POST" and links.was_pass(link, opening)):
        return see_other("preview:door", token=token)
    here = reverse("preview:read", args=[token, opening])
    form = CommentForm(request.POST or None, purpose=link.purpose, auto_id="id_said_%s")
    is_stored = request.method == "POST" and _store(form, link, item)
    if not may_read:
        return _late(request, link, form, is_stored=is_stored, token=token, here=here)
    if is_stored:
        return HttpResponseSeeOther(f"{here}#said")
    with reading.as_it_is_now(link, item) as shown:
        context: dict[str, Any] = public_context(shown, reading.addresses(token, opening))
        context |= _told(link, shown) | {
            "public_template": page_of(type(shown)).template,
            "only_to_read": True,
            "comment_form": form,
            "said": link.comments.count(),
            "here": here,
        }
        status = 422 if form.errors else 200
        response = render(request, "preview_links/read.html", context, status=status)
    # The page has no other form. A template that forgets `only_to_read` can send nothing either.
    own_form = f"{request.scheme}://{request.get_host()}{here}"
    policy = build_policy(settings.SECURE_CSP | {"form-action": [own_form]})
    response.headers["Content-Security-Policy"] = policy
    return response


def _store(form: CommentForm, link: PreviewLink, item: Publishable) -> bool:
    if form.is_valid():
        try:
            comments.add(link, item, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
    return form.is_valid()


def _late(
    request: HttpRequest, link: PreviewLink, form: CommentForm, **context: Any
) -> HttpResponse:
    """What someone wrote until their pass was too old counts. It opens the text for nobody, so the page shows nothing of it."""
    context |= {
        "comment_form": form,
        "can_open": links.can_open(link),
        "days_kept": periods.KEPT.days,
    }
    status = 200 if context["is_stored"] else 422
    return render(request, "preview_links/late.html", context, status=status)


@_or_dead
@public_form("GET", "HEAD")
def picture(
    request: HttpRequest, token: str, opening: str, number: int, width: int, kind: str
) -> HttpResponse:
    """A file of a picture that the page shows now."""
    link, item = _opened(token, opening)
    with reading.as_it_is_now(link, item) as shown:
        found = reading.shown_picture(request, shown, number)
    if found is None:
        raise Http404
    return renditions.file_response(found, width, kind)


@_or_dead
@public_form("GET", "HEAD")
def file(request: HttpRequest, token: str, opening: str, name: str) -> HttpResponseBase:
    """What else belongs to the page: documents, print view, press pack, calendar entry."""
    link, item = _opened(token, opening)
    with reading.as_it_is_now(link, item) as shown:
        return page_of(type(shown)).file(request, shown, name, reading.addresses(token, opening))


def _found(token: str) -> tuple[PreviewLink, Publishable]:
    found = links.find(token)
    if found is None:
        raise Http404
    return found


def _opened(token: str, opening: str) -> tuple[PreviewLink, Publishable]:
    link, item = _found(token)
    if not links.is_pass(link, opening):
        raise Http404
    return link, item


def _told(link: PreviewLink, item: Publishable) -> dict[str, Any]:
    """What the reader is told about the link. Never for whom it is: links are forwarded."""
    is_secret = item.publish_at is not None and item.publish_at > timezone.now()
    return {
        "purpose": link.purpose,
        "kind": item._meta.verbose_name,
        "is_person": item._meta.label_lower == "profiles.detainee",
        "is_public": item.is_shown,
        "embargo": name_moment(item.publish_at) if is_secret and item.publish_at else "",
        "expires": name_moment(link.expires_at),
        "days_kept": periods.KEPT.days,
    }
