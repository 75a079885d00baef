"""The page of staff on which they close and open the site."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from campaign.accounts.passwords import CommonWordValidator
from campaign.accounts.views.pages import own, page
from campaign.site_closing import state_file
from campaign.site_closing.models import SiteState
from campaign.site_closing.switch import switch
from campaign.text import public_rows
from campaign.web.responses import see_other

Mode = SiteState.Mode
MIN_PASSWORD = 12


class SwitchForm(forms.Form):
    mode = forms.ChoiceField(label=lazy("The site is"), choices=Mode, widget=forms.RadioSelect)
    notice = forms.CharField(
        label=lazy("What visitors read while it is closed"),
        max_length=300,
        required=False,
        strip=True,
        widget=forms.TextInput(attrs={"size": 80}),
        help_text=lazy(
            "Plain text. If you leave it empty: “This site is closed at the moment. Please come back later.”"
        ),
    )
    password = forms.CharField(
        label=lazy("Password for visitors"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, has_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._has_password = has_password
        self.fields["password"].help_text = (
            _("Leave it empty to keep the one there is.")
            if has_password
            else _("At least 12 characters. Any user name goes with it.")
        )

    def clean_notice(self) -> str:
        typed: str = self.cleaned_data["notice"]
        if told := public_rows.must_stay_hidden(SiteState, {_("notice"): [typed]}):
            raise forms.ValidationError(told)
        return typed

    def clean_password(self) -> str:
        typed: str = self.cleaned_data["password"]
        if typed and len(typed) < MIN_PASSWORD:
            raise forms.ValidationError(_("Choose at least 12 characters."))
        if typed:
            CommonWordValidator().validate(typed)
        if self.cleaned_data.get("mode") == Mode.PASSWORD and not (typed or self._has_password):
            raise forms.ValidationError(_("Choose a password for visitors."))
        return typed


@require_http_methods(["GET", "POST"])
def site_switch(request: HttpRequest) -> HttpResponse:
    user = own(request)
    if not user.has_perm("campaign.change_sitestate"):
        raise PermissionDenied
    now = state_file.stored()
    form = SwitchForm(
        request.POST or None,
        has_password=bool(now.password),
        initial={"mode": now.mode, "notice": now.notice},
    )
    if form.is_valid():
        try:
            switch(**form.cleaned_data, by=user)
        except OSError:
            form.add_error(None, _("The server could not write this down. Nothing has changed."))
        else:
            messages.success(request, _done(form.cleaned_data["mode"]))
            return see_other("admin:site_switch")
    return page(request, "site_closing/switch", _("Close or open the site"), form=form, now=now)


def _done(mode: str) -> str:
    match mode:
        case Mode.OPEN:
            return _("The site is open.")
        case Mode.CLOSED:
            return _("The site is closed for everyone but the desk.")
        case _:
            return _("The site is closed to those without the password.")


URLS: list[URLPattern] = [path("site/", site_switch, name="site_switch")]
