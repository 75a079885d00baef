"""Links in emails: the page that asks for one, and the page that sets a password."""

from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from campaign.accounts import emails, events, factors, links, log_in, throttle
from campaign.accounts.views.forms import AddressForm
from campaign.accounts.views.pages import page, too_many
from campaign.web.models import Use
from campaign.web.responses import see_other


@require_http_methods(["GET", "HEAD", "POST"])
def forgot(request: HttpRequest) -> HttpResponse:
    """The answer is the same for every address."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            throttle.take(throttle.of_networks(Use.RESETS, request))
        except throttle.TooManyTries as error:
            return too_many(request, error)
        emails.ask_for_link(form.cleaned_data["email"])
        return see_other("admin:forgot_sent")
    ended_at = events.everyone_shut_out_at()
    title = _("Forgot your password?")
    return page(request, "accounts/forgot", title, form=form, ended_at=ended_at)


@require_safe
def forgot_sent(request: HttpRequest) -> HttpResponse:
    return page(request, "accounts/forgot_sent", _("Check your email"))


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def set_password(request: HttpRequest, token: str) -> HttpResponse:
    link = links.find(token)
    if link is None:
        return page(request, "accounts/dead_link", _("This link no longer works"), status=404)
    form = SetPasswordForm(link.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        used = links.set_password(token, form.cleaned_data["new_password1"])
        if used is None:
            return page(request, "accounts/dead_link", _("This link no longer works"), status=404)
        if not used.user.is_staff:
            return HttpResponseRedirect(reverse("admin:login"))
        # The mailbox and the new password are as good as the password. The factor is still to come.
        log_in.wait_for_factor(request, used.user)
        return see_other("admin:code" if factors.has_factor(used.user) else "admin:set_up")
    is_first = link.purpose == links.Purpose.INVITATION
    title = _("Choose your password") if is_first else _("Choose a new password")
    return page(request, "accounts/set_password", title, form=form, account=link.user)
