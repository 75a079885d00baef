"""Step-up: a guarded act asks for the second factor again, if it was not given in the last ten minutes.

The page carries what was sent, so that nothing typed is lost. It is sent to the same address with a code, and a right
one lets the act go on as if it had been sent alone.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial, wraps
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from campaign.accounts import events, log_in, passkeys, sessions
from campaign.accounts.events import Kind
from campaign.accounts.throttle import TooManyTries
from campaign.accounts.views.forms import CodeForm
from campaign.accounts.views.guarded import is_download, is_guarded
from campaign.accounts.views.pages import own, page, wait_sentence
from campaign.web.errors import with_retry_after

ANSWERS = "_step_up"  # in the form of the page: the method of the request that it carries
OF_THE_PAGE = {"csrfmiddlewaretoken", ANSWERS, "otp_token", "passkey"}
SECRETS = {
    "old_password",
    "new_password1",
    "new_password2",
}  # no page carries them: type them again


def guard[V: Callable[..., Any]](view: V) -> V:
    """Put the question before a view of the desk, if the request is a guarded act."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_guarded(request):
            return cast(HttpResponseBase, view(request, *args, **kwargs))
        if not sessions.is_proved(request):
            return _ask(request, lambda: _carry_on(request, view, args, kwargs))
        return _carry_on(request, view, args, kwargs)

    return cast(V, guarded)


def _carry_on(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase:
    """Do what was asked for, without the fields of the page."""
    if request.POST.get(ANSWERS) == "GET":
        return HttpResponseRedirect(request.get_full_path(), status=303)
    if ANSWERS in request.POST:
        request.POST = _without(request.POST, OF_THE_PAGE)  # type: ignore[assignment]
    return cast(HttpResponseBase, view(request, *args, **kwargs))


@sensitive_post_parameters()
def _ask(request: HttpRequest, carry_on: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    if ANSWERS not in request.POST:
        return _page(request)
    if request.POST[ANSWERS] == "POST" and is_download(request):
        carry_on = partial(_offer_download, request)
    try:
        is_right = _check(request)
    except TooManyTries as error:
        response = _page(request, wait_sentence(error.seconds), status=429)
        return with_retry_after(response, error.seconds)
    if not is_right:
        return _page(
            request,
            _("That did not work. Each code works once: wait for the next one, then type it."),
        )
    events.record(Kind.PROVED, own(request))
    return sessions.prove(request, cast(HttpResponse, carry_on()))


def _check(request: HttpRequest) -> bool:
    """Whether the page was sent with a code or passkey of this account. As slow for guesses as the log-in."""
    if answer := request.POST.get("passkey"):
        return log_in.check_passkey(request, own(request), answer) is not None
    form = CodeForm(request.POST)
    return form.is_valid() and (
        log_in.check_code(request, own(request), form.cleaned_data["otp_token"]) is not None
    )


def _page(request: HttpRequest, problem: str = "", *, status: int = 200) -> HttpResponse:
    user, form = own(request), CodeForm()
    form.fields["otp_token"].widget.attrs["autofocus"] = True
    can_use_passkey = passkeys.are_possible(request) and passkeys.has_passkey(user)
    carried = _without(request.POST, OF_THE_PAGE | SECRETS)
    method = "GET" if request.method in {"GET", "HEAD"} else "POST"
    return page(
        request,
        "accounts/step_up",
        _("Confirm that it is you"),
        status=status,
        form=form,
        problem=problem,
        answers=(ANSWERS, request.POST.get(ANSWERS, method)),
        carried=_pairs(carried),
        loses_files=any(request.FILES.values()),
        minutes=sessions.PROOF_LASTS // timedelta(minutes=1),
        passkey=passkeys.options_to_log_in(request, user) if can_use_passkey else None,
    )


def _offer_download(request: HttpRequest) -> HttpResponse:
    """A page with a button for the file: a browser that gets a file goes on showing the page before."""
    return page(
        request, "accounts/download", _("Confirmed"),
        url=request.get_full_path(), carried=_pairs(_without(request.POST, OF_THE_PAGE)),
    )  # fmt: skip


def _pairs(posted: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in posted.lists() for value in values]


def _without(posted: QueryDict, names: set[str]) -> QueryDict:
    kept = posted.copy()
    for name in names:
        kept.pop(name, None)
    return kept
