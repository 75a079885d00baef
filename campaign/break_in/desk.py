"""The page of administrators for a break-in: it says what will happen, does it, and lists what to look at."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from campaign.accounts.views.pages import own, page
from campaign.break_in import look_at
from campaign.break_in.end import end_break_in


class Accounts(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, user: Any) -> str:
        name, full_name = user.get_username(), user.get_full_name()
        if full_name:
            name = f"{full_name} ({name})"
        return f"{name}: {user.email or _('no email address')}"


class EndForm(forms.Form):
    invite = Accounts(
        User.objects.filter(is_active=True, is_staff=True).order_by("username"),
        label=lazy("Email a new link to"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=lazy(
            "Accounts that were added or changed in the last 14 days are not ticked: check their addresses first. If someone "
            "may be reading your staff’s email, tick no one: the person who runs the server can let you in again, and you "
            "invite the others one by one."
        ),
    )
    agreed = forms.BooleanField(label=lazy("I have read what happens, and I can get back in"))


@require_http_methods(["GET", "HEAD", "POST"])
def break_in(request: HttpRequest) -> HttpResponse:
    if not own(request).is_superuser:
        raise PermissionDenied
    form = EndForm(request.POST or None, initial={"invite": _trusted()})
    if not form.is_valid():
        return page(
            request, "break_in/ask", _("After a break-in"),
            form=form, groups=look_at.groups(), days=look_at.DAYS, rules_url=look_at.rules_url(),
        )  # fmt: skip
    invited = {user.pk for user in form.cleaned_data["invite"]}
    number = end_break_in(by=own(request), invite=invited)
    request.session.flush()
    request.user = AnonymousUser()
    return page(
        request, "break_in/done", _("Everyone is logged out"), number=number, invited=len(invited)
    )


def _trusted() -> list[int]:
    """Accounts that no one has added or changed lately."""
    staff = User.objects.filter(is_active=True, is_staff=True)
    return list(staff.exclude(pk__in=look_at.new_or_changed()).values_list("pk", flat=True))


URLS: list[URLPattern] = [path("break-in/", break_in, name="break_in")]
