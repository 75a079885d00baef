"""Unpublishing asks what the address answers from then on: nothing but that it is gone, a reason, or what replaces it.

People have no choice: their address never says anything. So only models with `leaving_fields` have these pages.
"""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.addresses.models import Addressed
from campaign.addresses.own_paths import public_item_at
from campaign.publishing import workflow
from campaign.publishing.actions import ACTIONS
from campaign.publishing.workflow import Stage

[WITHDRAW] = [action for action in ACTIONS if action.change is workflow.withdraw]
ANSWER_LABEL = lazy("What its address answers")
NOTHING, REASON, REPLACED = "nothing", "reason", "replaced"


class LeavingForm(forms.Form):
    answer = forms.ChoiceField(
        label=ANSWER_LABEL,
        choices=[
            (NOTHING, lazy("That the page is gone, and nothing else")),
            (REASON, lazy("That it is gone, with a reason that everyone can read")),
            (REPLACED, lazy("It leads to the page that replaces it")),
        ],
        widget=forms.RadioSelect,
        initial=NOTHING,
        required=False,
    )
    gone_because = forms.CharField(
        label=lazy("Reason"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=lazy("For example: This statement had a mistake. A new one follows today."),
    )
    replaced_by = forms.CharField(
        label=lazy("Address of the page that replaces it"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=lazy(
            "Copy it from the browser. It has to be public: a person, a petition, a news item or a page. If it is "
            "unpublished later, the address only says that the page is gone."
        ),
    )

    def __init__(self, item: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item

    def clean(self) -> dict[str, str]:
        typed = self.cleaned_data
        answer = typed.get("answer") or NOTHING
        reason = typed.get("gone_because", "").strip() if answer == REASON else ""
        path = path_of(typed.get("replaced_by", "")) if answer == REPLACED else ""
        if answer == REASON and not reason and "gone_because" not in self.errors:
            self.add_error("gone_because", _("Write the reason."))
        if answer == REPLACED and "replaced_by" not in self.errors:
            new = public_item_at(path) if path else None
            if new is None:
                self.add_error("replaced_by", _("Nothing public has this address."))
            elif new == self.item:
                self.add_error("replaced_by", _("This is the page itself."))
            else:
                path = str(new.get_absolute_url())
        return {"gone_because": reason, "replaced_by": path}


def path_of(address: str) -> str:
    """The path of an address of this site; empty if it is none."""
    address = address.strip()
    site, _path, _rest = settings.SITE_URL.partition("://")
    try:
        parts = urlsplit(address)
        ours = urlsplit(settings.SITE_URL)
    except ValueError:
        return ""
    if parts.netloc and (parts.scheme, parts.netloc) != (site, ours.netloc):
        return ""
    return parts.path if parts.path.startswith("/") else ""


def withdraw_view(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    item = model_admin.get_object(request, str(pk))
    if item is None or item.stage != Stage.PUBLISHED:
        return model_admin.action_view(request, pk, action=WITHDRAW)  # type: ignore[no-any-return]
    if not model_admin.allows(request, WITHDRAW, item):
        raise PermissionDenied
    form = LeavingForm(item, request.POST if request.method == "POST" else None)
    if form.is_valid():
        fresh, problems = model_admin.carry_out(request, WITHDRAW, item, **form.cleaned_data)
        if not problems:
            messages.success(request, WITHDRAW.done % fresh)
            return model_admin.redirect_to_form(pk)  # type: ignore[no-any-return]
        form.add_error(None, problems)
    page: Any = model_admin.confirmation(request, WITHDRAW, [item])
    page.context_data |= {"leaving": form}
    page.status_code = 422 if form.is_bound else 200
    return page  # type: ignore[no-any-return]


def answer_view(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """The same question about something that is unpublished already, has ended, or will."""
    item = model_admin.get_object(request, str(pk))
    if item is None:
        return model_admin.redirect_to_form(pk)  # type: ignore[no-any-return]  # which says that it does not exist
    if not model_admin.has_publish_permission(request):
        raise PermissionDenied
    if not item.is_left or item.stage == Stage.SCHEDULED:
        messages.error(request, _("“%s” is neither unpublished nor has it an end.") % item)
        return model_admin.redirect_to_form(pk)  # type: ignore[no-any-return]
    if request.method == "POST":
        form = LeavingForm(item, request.POST)
        if form.is_valid() and _change_answer(request, item, form):
            messages.success(request, _("The address of “%s” answers this now.") % item)
            return model_admin.redirect_to_form(pk)  # type: ignore[no-any-return]
    else:
        form = LeavingForm(item, initial=_present(item))
    context = model_admin.admin_site.each_context(request) | {
        "title": ANSWER_LABEL,
        "opts": model_admin.opts,
        "original": item,
        "leaving": form,
    }
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "admin/addresses/answer.html", context, status=status)


def _change_answer(request: HttpRequest, item: Any, form: LeavingForm) -> bool:
    try:
        fresh = type(item)._default_manager.get(pk=item.pk)
        workflow.change_answer(fresh, author=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return False
    return True


def _present(item: Addressed) -> dict[str, str]:
    answer = REASON if item.gone_because else REPLACED if item.replaced_by else NOTHING
    return {
        "answer": answer,
        "gone_because": item.gone_because,
        "replaced_by": item.replaced_by and f"{settings.SITE_URL}{item.replaced_by}",
    }
