"""Setting up the second factor at the first log-in, or again after an administrator has reset it."""

from typing import Any

import segno
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaign.accounts import browsers, emails, events, factors, log_in, passkeys, sessions
from campaign.accounts.events import Kind
from campaign.accounts.views.forms import CodeForm
from campaign.accounts.views.log_in import next_url
from campaign.accounts.views.pages import page


@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    user = log_in.pending_user(request)
    if user is None or factors.has_factor(user):
        return HttpResponseRedirect(reverse("admin:login", query={"next": next_url(request)}))
    form = CodeForm(request.POST if "otp_token" in request.POST else None)
    failed = ""
    if request.method == "POST":
        if answer := request.POST.get("passkey"):
            device = passkeys.add(request, user, answer)
            failed = _("The passkey did not work. Try again, or use an app.")
        else:
            device = (
                factors.confirm_app(request, user, form.cleaned_data["otp_token"])
                if form.is_valid()
                else None
            )
            failed = _("This is not the current code. Type the newest one that your app shows.")
        if device:
            events.record(Kind.FACTOR_ADDED, user, browser=browsers.describe(request))
            emails.send(user, "factor_added", browser=browsers.describe(request))
            codes = factors.new_recovery_codes(user)
            for unused in (passkeys.CHALLENGE, factors.KEY):
                request.session.pop(unused, None)
            log_in.finish(request, user, device, is_first=True)
            response = sessions.prove(request, show_codes(request, codes, next_url(request)))
            return browsers.remember(request, response, user)
    return page(
        request,
        "accounts/set_up",
        _("Protect your account"),
        form=form,
        failed=failed,
        next=next_url(request),
        **app_context(request, user),
        passkey=passkeys.options_to_add(request, user) if passkeys.are_possible(request) else None,
    )


def show_codes(request: HttpRequest, codes: list[str], next_url: str) -> HttpResponse:
    """The only time that they are shown."""
    return page(
        request, "accounts/recovery_codes", _("Your recovery codes"), codes=codes, next=next_url
    )


def app_context(request: HttpRequest, user: User) -> dict[str, Any]:
    key = factors.key_to_set_up(request, user)
    url = factors.app_url(user, key)
    grouped = " ".join(key[start : start + 4] for start in range(0, len(key), 4))
    return {"key": grouped, "app_url": url, "qr_code": _qr_code(url)}


def _qr_code(url: str) -> SafeString:
    svg = segno.make(url, error="m").svg_inline(
        scale=5, border=4, omitsize=True, title=_("QR code")
    )
    return mark_safe(svg)  # noqa: S308  segno's own markup
