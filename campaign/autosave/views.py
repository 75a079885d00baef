"""Takes what the script sends, discards unsaved work, and rescues forms that arrive when no one is logged in."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.csp import csp_override
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from campaign.accounts import log_in
from campaign.accounts.views.log_in import ask_to_log_in, next_url
from campaign.autosave import notes, presence, storing
from campaign.autosave.marks import RESTORE, mark_in, mark_of_this_form
from campaign.autosave.models import UnsavedWork
from campaign.autosave.storing import GoneError
from campaign.autosave.typed import Rescued, TooLongError, Typed
from campaign.autosave.words import typed_words
from campaign.web import errors
from campaign.web.responses import see_other

KEEP = "admin:keep_work"

# --- What the script sends -----------------------------------------------------------------------------------------


@require_POST
@sensitive_post_parameters()
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what was typed. The script reads from the state what it tells the person."""
    mark = mark_in(request)
    if mark is None or mark.owner != request.user.pk:
        return JsonResponse({"state": "other"})
    try:
        work = storing.keep(mark, Typed.of(request))
    except TooLongError:
        return JsonResponse({"state": "long"})
    except GoneError:
        return JsonResponse({"state": "gone"})
    kept_at = date_format(timezone.localtime(work.kept_at), "H:i")
    present = [str(each) for each in presence.others(request.user, mark.model, mark.object_pk)]
    return JsonResponse({"state": "kept", "at": kept_at, "present": present})


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    work = get_object_or_404(storing.of(request.user), pk=pk)
    work.delete()
    messages.success(request, _("Your unsaved work is discarded."))
    if "read" in request.POST:  # the form may be closed to them
        return see_other("admin:index")
    return HttpResponseRedirect(work.path)


@require_safe
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """What someone typed, to copy it. It shows nothing of the item, so it asks only whose work it is."""
    work = get_object_or_404(storing.of(request.user), pk=pk)
    context = admin.site.each_context(request) | {
        "title": _("Unsaved work: %(of)s") % {"of": _label(work)},
        "work": work,
        "words": list(typed_words(work)),
        "kept_until": work.kept_at + storing.LIFETIME,
    }
    return render(request, "admin/unsaved_work.html", context)


URLS: list[URLPattern] = [
    path("unsaved-work/", keep, name="keep_work"),
    path("unsaved-work/<int:pk>/", read, name="read_work"),
    path("unsaved-work/<int:pk>/discard/", discard, name="discard_work"),
]

# --- Forms that arrive when no one is logged in ----------------------------------------------------------------------


def rescue[V: Callable[..., Any]](view: V, has_permission: Callable[[HttpRequest], bool]) -> V:
    """Let no form of the desk be lost that arrives without a session, or in the session of someone else.

    Without a session, the log-in page carries it. After the log-in, it is kept for its owner.
    """
    if getattr(view, "csrf_exempt", False):
        return view  # it reads its form by itself, and has no mark

    @wraps(view)
    def rescuing(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not has_permission(request):
            page = _log_in_page(request) if request.method == "POST" else None
            return page or view(request, *args, **kwargs)
        if carried := log_in.take_carried(request):
            return _after_log_in(request, carried)
        if request.method == "POST":
            mark = mark_of_this_form(request)
            if mark and mark.owner != request.user.pk:
                return _keep_for_owner(request)
        return view(request, *args, **kwargs)

    return rescuing  # type: ignore[return-value]


def _log_in_page(request: HttpRequest) -> HttpResponse | None:
    """The log-in page that carries this form; None if it is no form that the desk keeps."""
    rescued = Rescued.of(request)
    if rescued is None:
        return None
    try:
        sealed = rescued.sealed()
    except TooLongError:
        sealed = ""
    return ask_to_log_in(
        request, carried=sealed, next_url=request.get_full_path(), lost_file=rescued.typed.lost_file
    )


def _after_log_in(request: HttpRequest, carried: str) -> HttpResponse:
    try:
        rescued = Rescued.unsealed(carried)
        if timezone.now() - rescued.at > storing.LIFETIME:
            raise ValueError
        work = storing.keep(rescued.mark, rescued.typed)
    except (ValueError, TooLongError, GoneError):
        messages.error(request, _("What you typed before you logged in could not be kept."))
        return see_other("admin:index")
    return _shown_to_owner(request, work, rescued.query, _("You are logged in again."))


def _keep_for_owner(request: HttpRequest) -> HttpResponse:
    rescued = Rescued.of(request)
    try:
        if rescued:
            storing.keep(rescued.mark, rescued.typed)
    except (TooLongError, GoneError):
        messages.error(request, _("Nothing was saved. The form was opened by another account."))
        return see_other("admin:index")
    return _not_theirs(request)


def _not_theirs(request: HttpRequest) -> HttpResponse:
    messages.warning(
        request,
        _(
            "Nothing was saved: another account had opened this form. What was typed is kept for that account. "
            "To go on with it, log in with that account."
        ),
    )
    return see_other("admin:index")


def _shown_to_owner(
    request: HttpRequest, work: UnsavedWork, query: str, what_happened: str
) -> HttpResponse:
    """The form with what was typed: it is looked at before it is saved."""
    if work.owner_id != request.user.pk:
        return _not_theirs(request)
    messages.warning(
        request,
        f"{what_happened} {_('Look at your changes below, then press Save again. Nothing is saved yet.')}",
    )
    before = f"{query}&" if query else ""
    return HttpResponseRedirect(f"{work.path}?{before}{urlencode({RESTORE: work.pk})}")


# --- Forms with the token of an earlier log-in -----------------------------------------------------------------------


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW. A log-in in another tab changes the token of all forms that are open.

    Nothing is saved here. A form of the desk that this site itself has posted is shown again with a new token.
    """
    is_of_the_desk = request.path.startswith(reverse("admin:index"))
    if is_of_the_desk and request.method == "POST" and _is_same_origin(request):
        return _with_new_token(request)
    return errors.csrf_failure(request, reason)


@csp_override(settings.ADMIN_CSP)
def _with_new_token(request: HttpRequest) -> HttpResponse:
    may_enter = admin.site.has_permission(request)
    if request.path == reverse(KEEP):
        if may_enter:
            return JsonResponse({"state": "token", "token": get_token(request)})
        return redirect_to_login(reverse("admin:index"), reverse("admin:login"))
    if carried := request.POST.get(log_in.CARRIED):  # of the log-in page
        if may_enter:
            return _after_log_in(request, carried)
        lost_file = "lost_file" in request.POST
        return ask_to_log_in(
            request, carried=carried, next_url=next_url(request), lost_file=lost_file
        )
    shown = _shown_again(request) if may_enter else _log_in_page(request)
    return shown or errors.csrf_failure(request)


def _shown_again(request: HttpRequest) -> HttpResponse | None:
    rescued = Rescued.of(request)
    if rescued is None:
        return None
    try:
        work = storing.keep(rescued.mark, rescued.typed)
    except (TooLongError, GoneError):
        return None
    what_happened = _("You have logged in again since you opened this form.")
    return _shown_to_owner(request, work, rescued.query, what_happened)


def _is_same_origin(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this very site has sent this. No other page can make it say so."""
    if (site := request.META.get("HTTP_SEC_FETCH_SITE")) is not None:
        return bool(site == "same-origin")
    scheme = "https" if request.is_secure() else "http"
    return request.META.get("HTTP_ORIGIN") == f"{scheme}://{request.get_host()}"


# --- The first page --------------------------------------------------------------------------------------------------


def unsaved_lines(request: HttpRequest) -> list[tuple[str, str, datetime]]:
    """One's own unsaved work: what kind of thing and its reference, without a name; its address; when it was kept."""
    works = storing.of(request.user).defer("content")
    return [(_label(work), notes.address(work), work.kept_at) for work in works]


def _label(work: UnsavedWork) -> str:
    model = apps.get_model(work.model)
    kind = str(model._meta.verbose_name)
    if not work.object_pk:
        return _("New: %(kind)s") % {"kind": kind}
    item = model(pk=model._meta.pk.to_python(work.object_pk))
    return f"{kind} {getattr(item, 'reference', item.pk)}"
