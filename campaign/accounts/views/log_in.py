"""The log-in: user name, password and code on one page; a page for the code or passkey if the first had none."""

from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp.models import Device

from campaign.accounts import browsers, events, factors, log_in, passkeys, sessions
from campaign.accounts.throttle import TooManyTries
from campaign.accounts.views.forms import CodeForm, LogInForm
from campaign.accounts.views.pages import page, too_many
from campaign.web.responses import constant_time


@require_http_methods(["GET", "HEAD", "POST"])
@constant_time
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    carried, lost_file = request.POST.get(log_in.CARRIED, ""), request.POST.get("lost_file", "")
    form = LogInForm(request.POST if "username" in request.POST else None)
    if form.is_valid():
        try:
            answer = _log_in(request, **form.cleaned_data, carried=carried)
        except TooManyTries as error:
            return too_many(
                request, error, carried=carried, next=next_url(request), lost_file=lost_file
            )
        if answer:
            return answer
        form.add_error(None, _("The user name or the password is wrong. Capital letters matter."))
    return _log_in_page(request, form, carried=carried, next=next_url(request), lost_file=lost_file)


def ask_to_log_in(
    request: HttpRequest, *, carried: str, next_url: str, lost_file: bool = False
) -> HttpResponse:
    """The answer to a form that was sent without a session. carried: the form, sealed; empty if it is too long."""
    return _log_in_page(
        request,
        LogInForm(),
        carried=carried,
        next=next_url,
        is_lost=not carried,
        lost_file=lost_file,
    )


def _log_in_page(request: HttpRequest, form: LogInForm, **context: Any) -> HttpResponse:
    ended_at = events.everyone_shut_out_at()
    return page(request, "login", _("Log in"), form=form, ended_at=ended_at, **context)


def _log_in(
    request: HttpRequest, username: str, password: str, otp_token: str, carried: str
) -> HttpResponse | None:
    user = log_in.check_password(request, username, password, otp_token)
    if user is None:
        return None
    if otp_token and (device := log_in.check_code(request, user, otp_token)):
        answer = _enter(request, user, device)
        log_in.carry(request, carried)
        return answer
    log_in.wait_for_factor(request, user, carried)
    query = {"next": next_url(request)} | ({"wrong": "yes"} if otp_token else {})
    step = "code" if factors.has_factor(user) else "set_up"
    return HttpResponseRedirect(reverse(f"admin:{step}", query=query))


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def code(request: HttpRequest) -> HttpResponse:
    user = log_in.pending_user(request)
    if user is None:
        return HttpResponseRedirect(reverse("admin:login", query={"next": next_url(request)}))
    if not factors.has_factor(user):
        return HttpResponseRedirect(reverse("admin:set_up", query={"next": next_url(request)}))
    form = CodeForm(request.POST if "otp_token" in request.POST else None)
    form.fields["otp_token"].widget.attrs["autofocus"] = True
    is_wrong = "wrong" in request.GET
    if request.method == "POST":
        device = None
        try:
            if answer := request.POST.get("passkey"):
                device = log_in.check_passkey(request, user, answer)
            elif form.is_valid():
                device = log_in.check_code(request, user, form.cleaned_data["otp_token"])
        except TooManyTries as error:
            return too_many(request, error)
        if device:
            return _enter(request, user, device)
        is_wrong = True
    can_use_passkey = passkeys.are_possible(request) and passkeys.has_passkey(user)
    return page(
        request,
        "accounts/code",
        _("Confirm that it is you"),
        form=form,
        next=next_url(request),
        is_wrong=is_wrong,
        passkey=passkeys.options_to_log_in(request, user) if can_use_passkey else None,
    )


def _enter(request: HttpRequest, user: User, device: Device) -> HttpResponse:
    log_in.finish(request, user, device)
    response = sessions.prove(request, HttpResponseRedirect(next_url(request)))
    return browsers.remember(request, response, user)


def next_url(request: HttpRequest) -> str:
    """Where someone wanted to go, if it is a page of this site; otherwise the first page of the desk."""
    url: str = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if is_ours else reverse("admin:index")
