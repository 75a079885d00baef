"""The admin of the emergency switches: their state, a button for each, and the notice."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django_stubs_ext import StrOrPromise

from campaign.admin.base import EVERY_FIELD, DeskAdmin
from campaign.admin.first_page.entries import Entry, Part, Row, add_source
from campaign.text.deadlines import format_moment
from petitions.models import Switches
from petitions.moderation import switches

PAGE = "admin:petitions_switches_change"


@dataclass(frozen=True, slots=True)
class SwitchAction:
    """Turns one switch on or off. kind: of the button, "pause" or "resume"."""

    name: str
    kind: str
    run: Callable[..., None]
    label: StrOrPromise
    consequence: StrOrPromise
    done: StrOrPromise


PAUSE_SIGNING = SwitchAction(
    name="pause-signing",
    kind="pause",
    run=switches.pause_signing,
    label=lazy("Pause signing"),
    consequence=lazy(
        "No one can sign any petition. Your notice replaces every sign form. People who have signed "
        "already can still confirm, change and withdraw: links in emails keep working."
    ),
    done=lazy("Signing is paused: every sign form is closed."),
)
RESUME_SIGNING = SwitchAction(
    name="resume-signing",
    kind="resume",
    run=switches.resume_signing,
    label=lazy("Resume signing"),
    consequence=lazy("Every open petition can be signed again at once."),
    done=lazy("Petitions can be signed again."),
)
PAUSE_COUNTING = SwitchAction(
    name="pause-counting",
    kind="pause",
    run=switches.pause_counting,
    label=lazy("Pause counting"),
    consequence=lazy(
        "The numbers of all petitions stay as they are now, here and on other sites, and their pages say "
        "since when. People can sign and confirm; nothing of that is lost, and it is in the numbers as "
        "soon as you resume."
    ),
    done=lazy("Counting is paused: all numbers stay as they are."),
)
RESUME_COUNTING = SwitchAction(
    name="resume-counting",
    kind="resume",
    run=switches.resume_counting,
    label=lazy("Resume counting"),
    consequence=lazy("The count includes at once what was confirmed in the meantime."),
    done=lazy("Counting is resumed."),
)
SWITCH_ACTIONS = (PAUSE_SIGNING, RESUME_SIGNING, PAUSE_COUNTING, RESUME_COUNTING)


@admin.register(Switches)
class SwitchesAdmin(DeskAdmin):
    """There is one row, so the list redirects to its form."""

    fields = ("notice",)
    logged_fields = EVERY_FIELD
    change_form_template = "admin/petitions/switches/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(reverse(PAGE, args=[switches.switches_row().pk]))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = switches.switches_row()
        switch_actions = (
            RESUME_SIGNING if row.signing_paused else PAUSE_SIGNING,
            RESUME_COUNTING if row.counting_paused_at else PAUSE_COUNTING,
        )
        context["paused"] = paused_sentences(row)
        if self.has_change_permission(request):
            context["switch_actions"] = [
                (action, reverse(f"admin:petitions_switches_{action.name}"))
                for action in switch_actions
            ]
        return super().render_change_form(request, context, *args, **kwargs)

    def action_view(self, request: HttpRequest, *, action: SwitchAction) -> HttpResponse:
        """Show the consequences and a button, then run the action."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        row = switches.switches_row()
        if request.method == "POST":
            action.run(author=request.user)
            messages.success(request, action.done)
            return HttpResponseRedirect(reverse(PAGE, args=[row.pk]))
        context = self.admin_site.each_context(request) | {
            "title": action.label,
            "opts": self.opts,
            "action": action,
            "items": [row],
        }
        return TemplateResponse(request, "admin/action_confirmation.html", context)

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                f"{action.name}/",
                self.admin_site.admin_view(partial(self.action_view, action=action)),
                name=f"petitions_switches_{action.name}",
            )
            for action in SWITCH_ACTIONS
        ] + super().get_urls()


def paused_sentences(row: Switches) -> list[str]:
    """One sentence for each paused switch."""
    sentences = []
    if row.signing_paused:
        sentences.append(_("Signing is paused: no petition can be signed."))
    if row.counting_paused_at:
        since = format_moment(row.counting_paused_at)
        sentences.append(_("Counting is paused: all numbers are those of %s.") % since)
    return sentences


@add_source
def paused(request: HttpRequest) -> Iterator[Entry]:
    """For all staff of petitions, so that no one forgets a paused switch."""
    if not request.user.has_module_perms("petitions"):
        return
    link = reverse(PAGE, args=[1]) if request.user.has_perm("petitions.view_switches") else ""
    rows = [
        Row(sentence, link, is_urgent=True)
        for sentence in paused_sentences(switches.switches_row())
    ]
    yield Entry(Part.ALERTS, "paused", _("Switches"), rows, rank=1)
