"""The page for someone who asks by letter or phone: stop updates, never write again, erase.

Staff type the address. It reaches no URL, no log and no session: the page posts it. The next page shows it, so that staff
see a slip, and posts it concealed. No page is stored by a browser.
"""

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from campaign.admin import private_search
from campaign.admin.first_page.entries import Entry, Part, Row, add_source
from petitions.addresses import canonical
from petitions.admin.signature.access import OTHER, ReasonForm
from petitions.models import SignerAccess
from petitions.signers import on_request

SERVE_SIGNERS = "petitions.serve_signers"
Kind = SignerAccess.Kind
WAYS = {
    "letter": lazy("By letter"),
    "phone": lazy("By phone"),
    "email": lazy("By email"),
    "meeting": lazy("In person"),
    OTHER: lazy("In another way"),
}
ACTIONS = {
    Kind.STOP.value: lazy(
        "Stop updates. Emails that answer what they do on this site still go out."
    ),
    Kind.BLOCK.value: lazy("Never write to this address again. Their signatures still count."),
    Kind.ERASE.value: lazy("Erase their signatures. They no longer count."),
    Kind.UNBLOCK.value: lazy("Allow emails to this address again."),
}
DONE = {
    Kind.STOP: lazy("They get no more updates."),
    Kind.BLOCK: lazy("We never write to this address again."),
    Kind.ERASE: lazy("Their signatures are erased."),
    Kind.UNBLOCK: lazy(
        "Emails to this address may go out again. Updates start only if they ask for them."
    ),
}


class RequestForm(ReasonForm):
    """What someone asks for, and how they asked. `reason` of a valid form is what the log says."""

    address = forms.CharField(
        label=lazy("Their email address"),
        max_length=320,
        help_text=lazy("As they write it. It is compared with what we hold, and stored nowhere."),
        error_messages={"required": lazy("Enter their email address, like name@example.org.")},
        widget=forms.TextInput(
            attrs={
                "class": "vTextField", "autocomplete": "off", "inputmode": "email", "spellcheck": "false",
                "autocapitalize": "none", "dir": "ltr",
            }
        ),
    )  # fmt: skip
    actions = forms.MultipleChoiceField(
        label=lazy("What they ask for"),
        choices=list(ACTIONS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": lazy("Choose what they ask for.")},
    )
    purposes = WAYS
    purpose = forms.ChoiceField(
        label=lazy("How they asked"),
        choices=[("", lazy("Choose a way")), *WAYS.items()],
        error_messages={"required": lazy("Choose how they asked.")},
    )
    field_order = ("address", "actions", "purpose", "details")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["details"].help_text = _(
            "Such as “Letter of 3 May”. It is logged, so name no one."
        )

    @sensitive_variables()
    def clean_address(self) -> str:
        return canonical.clean_address(self.cleaned_data["address"])

    def clean_actions(self) -> list[Kind]:
        actions = [Kind(each) for each in self.cleaned_data["actions"]]
        if {Kind.BLOCK, Kind.UNBLOCK} <= set(actions):
            raise ValidationError(_("Choose one: never write again, or allow emails again."))
        return actions


class AddressRequestMixin(admin.ModelAdmin[Any]):
    """Mixed into the admin of signatures: `signature/address/`."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.address_view)
        return [path("address/", view, name="petitions_signature_address"), *super().get_urls()]

    @method_decorator(sensitive_post_parameters())
    @sensitive_variables("address", "typed", "form")
    def address_view(self, request: HttpRequest) -> HttpResponse:
        """Ask what someone wants, before an erasure ask once more, then do it and say what was found."""
        if not request.user.has_perm(SERVE_SIGNERS):
            raise PermissionDenied
        form = RequestForm(_typed(request) if request.method == "POST" else None)
        if not form.is_valid():
            return self._page(request, "address", {"form": form})
        address, actions = form.cleaned_data["address"], form.cleaned_data["actions"]
        author = cast(User, request.user)
        if Kind.ERASE in actions and "confirmed" not in request.POST:
            found = on_request.look_up(address, author=author, reason=form.reason)
            concealed = private_search.conceal(request, address)
            asked = {
                "form": form, "found": found, "concealed": concealed, "address": Unreported(address),
            }  # fmt: skip
            return self._page(request, "address_erase", asked)
        found = on_request.act(address, actions, author=author, reason=form.reason)
        done = [DONE[each] for each in on_request.ACTIONS if each in actions]
        context: dict[str, Any] = {"address": Unreported(address), "done": done}
        if Kind.ERASE not in actions:  # what was found and erased was shown before
            context["found"] = found
        return self._page(request, "address_done", context)

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        shared = self.admin_site.each_context(request)
        title = {"title": _("Stop writing to someone"), "opts": self.opts}
        return TemplateResponse(
            request, f"admin/petitions/signature/{name}.html", shared | title | context
        )


class Unreported:
    """A text for a page. The report of an error, which has the `repr` of what the page was made from, does not show it."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text


@sensitive_variables()
def _typed(request: HttpRequest) -> Any:
    """The posted form. Its second page has the address concealed; if the session is another one, it is asked for again."""
    typed = request.POST.copy()
    if concealed := typed.get("concealed"):
        try:
            typed["address"] = private_search.reveal(request, concealed)
        except ValueError:
            typed["address"] = ""
    return typed


@add_source
def stop_writing(request: HttpRequest) -> Iterator[Entry]:
    """The way to this page, for staff who may see no signatures."""
    if request.user.has_perm(SERVE_SIGNERS):
        row = Row(
            _("Stop writing to someone"),
            reverse("admin:petitions_signature_address"),
            _(
                "By letter or phone, for example. You can stop updates to an address, stop all emails, or erase what it signed."
            ),
        )
        yield Entry(Part.TOOLS, "signers-ask", _("Someone asks us to stop writing"), [row])
