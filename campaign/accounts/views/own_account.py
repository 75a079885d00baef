"""“Your account”: one's own sessions, factors and what happened. The desk has checked the session before.

Whoever finds a desk unattended adds no factor of their own: guarded.py lists these pages.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaign.accounts import browsers, emails, events, factors, passkeys, sessions
from campaign.accounts.events import Kind
from campaign.accounts.models import AccountEvent, AuthenticatorApp, Passkey
from campaign.accounts.roles import membership
from campaign.accounts.views.forms import CodeForm
from campaign.accounts.views.pages import own, page
from campaign.accounts.views.set_up import app_context, show_codes
from campaign.web.responses import see_other

EVENTS_SHOWN = 20


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    user = own(request)
    return page(
        request,
        "accounts/account",
        _("Your account"),
        here=sessions.current(request),
        sessions=sessions.of(user),
        app=AuthenticatorApp.objects.filter(user=user, confirmed=True).first(),
        passkeys=Passkey.objects.filter(user=user).order_by("pk"),
        roles=membership.roles_of(user),
        codes_left=factors.recovery_codes_left(user),
        events=AccountEvent.objects.filter(user=user).select_related("by")[:EVENTS_SHOWN],
        can_add_passkey=passkeys.are_possible(request),
    )


@require_POST
def end_session(request: HttpRequest, number: str) -> HttpResponse:
    sessions.end(own(request), number)
    return see_other("admin:account")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    sessions.end_others(request, own(request))
    return see_other("admin:account")


@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    return show_codes(request, factors.new_recovery_codes(own(request)), reverse("admin:account"))


@require_http_methods(["GET", "HEAD", "POST"])
def add_app(request: HttpRequest) -> HttpResponse:
    """For an account that has only passkeys. To use a new phone, remove the old app first."""
    user = own(request)
    form = CodeForm(request.POST or None)
    if AuthenticatorApp.objects.filter(user=user, confirmed=True).exists():
        return see_other("admin:account")
    if request.method == "POST" and form.is_valid():
        if factors.confirm_app(request, user, form.cleaned_data["otp_token"]):
            return _added(request)
        form.add_error("otp_token", _("This is not the current code of your app."))
    shown = app_context(request, user)
    return page(request, "accounts/add_app", _("Add an app"), form=form, **shown)


@require_http_methods(["GET", "HEAD", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    user = own(request)
    if not passkeys.are_possible(request):
        return see_other("admin:account")
    is_wrong = False
    if request.method == "POST":
        if passkeys.add(request, user, request.POST.get("passkey", "")):
            return _added(request)
        is_wrong = True
    options = passkeys.options_to_add(request, user)
    title = _("Add a passkey")
    return page(request, "accounts/add_passkey", title, passkey=options, is_wrong=is_wrong)


def _added(request: HttpRequest) -> HttpResponse:
    user, browser = own(request), browsers.describe(request)
    events.record(Kind.FACTOR_ADDED, user, browser=browser)
    emails.send(user, "factor_added", browser=browser)
    messages.success(request, _("Added. From now on you can log in with it."))
    return see_other("admin:account")


@require_POST
def remove_factor(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The last one stays. The session goes on only if it was not opened with the one that is removed."""
    user = own(request)
    if factors.remove(user, kind, pk):
        messages.success(request, _("Removed."))
    else:
        messages.error(request, _("Add another factor first: you could not log in without one."))
    return see_other("admin:account")
