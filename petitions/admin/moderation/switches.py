"""The switches for an emergency: what is on and off, a button for each, the notice."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django_stubs_ext import StrOrPromise

from campaign.admin.base import DeskAdmin
from campaign.admin.index_panels import add_index_panel
from petitions.models import Switches
from petitions.moderation import switches

PAGE = "admin:petitions_switches_change"


@dataclass(frozen=True, slots=True)
class Turn:
    """One way to turn one switch. kind: of the button, "pause" or "resume"."""

    name: str
    kind: str
    act: Callable[..., None]
    label: StrOrPromise
    consequence: StrOrPromise
    done: StrOrPromise


PAUSE_SIGNING = Turn(
    name="pause-signing",
    kind="pause",
    act=switches.pause_signing,
    label=lazy("Pause signing"),
    consequence=lazy(
        "Nobody can sign any petition. In place of every sign form stands your notice. Who has signed "
        "already can still confirm, change and withdraw: mailed links go on working."
    ),
    done=lazy("Signing is paused: every sign form is closed."),
)
RESUME_SIGNING = Turn(
    name="resume-signing",
    kind="resume",
    act=switches.resume_signing,
    label=lazy("Resume signing"),
    consequence=lazy("Every open petition can be signed again at once."),
    done=lazy("Petitions can be signed again."),
)
PAUSE_COUNTING = Turn(
    name="pause-counting",
    kind="pause",
    act=switches.pause_counting,
    label=lazy("Pause counting"),
    consequence=lazy(
        "The numbers of all petitions stay as they are now, here and on other sites, and their pages say "
        "since when. People can sign and confirm; nothing of that is lost, and it is in the numbers as "
        "soon as you resume."
    ),
    done=lazy("Counting is paused: all numbers stay as they are."),
)
RESUME_COUNTING = Turn(
    name="resume-counting",
    kind="resume",
    act=switches.resume_counting,
    label=lazy("Resume counting"),
    consequence=lazy("What was confirmed in the meantime is in the numbers at once."),
    done=lazy("Counting goes on."),
)
TURNS = (PAUSE_SIGNING, RESUME_SIGNING, PAUSE_COUNTING, RESUME_COUNTING)


@admin.register(Switches)
class SwitchesAdmin(DeskAdmin):
    """One row, so that its list is its form."""

    fields = ("notice",)
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
        return HttpResponseRedirect(reverse(PAGE, args=[switches.the_row().pk]))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        row = switches.the_row()
        turns = (
            RESUME_SIGNING if row.signing_paused else PAUSE_SIGNING,
            RESUME_COUNTING if row.counting_paused_at else PAUSE_COUNTING,
        )
        context["paused"] = told(row)
        if self.has_change_permission(request):
            context["turns"] = [
                (turn, reverse(f"admin:petitions_switches_{turn.name}")) for turn in turns
            ]
        return super().render_change_form(request, context, *args, **kwargs)

    def turn_view(self, request: HttpRequest, *, turn: Turn) -> HttpResponse:
        """First what will happen and a button, then the deed."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        row = switches.the_row()
        if request.method == "POST":
            turn.act(author=request.user)
            messages.success(request, turn.done)
            return HttpResponseRedirect(reverse(PAGE, args=[row.pk]))
        context = self.admin_site.each_context(request) | {
            "title": turn.label,
            "opts": self.opts,
            "action": turn,
            "items": [row],
        }
        return TemplateResponse(request, "admin/action_confirmation.html", context)

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                f"{turn.name}/",
                self.admin_site.admin_view(partial(self.turn_view, turn=turn)),
                name=f"petitions_switches_{turn.name}",
            )
            for turn in TURNS
        ] + super().get_urls()


def told(row: Switches) -> list[str]:
    """What is paused, a sentence each."""
    sentences = []
    if row.signing_paused:
        sentences.append(_("Signing is paused: no petition can be signed."))
    if row.counting_paused_at:
        since = date_format(timezone.localtime(row.counting_paused_at), "j M Y, H:i")
        sentences.append(_("Counting is paused: all numbers are those of %s UTC.") % since)
    return sentences


def index_panel(request: HttpRequest) -> tuple[str, Any] | None:
    """A switch that was forgotten must be seen by everybody at the desk."""
    if not request.user.has_module_perms("petitions"):
        return None
    sentences = told(switches.the_row())
    if not sentences:
        return None
    link = reverse(PAGE, args=[1]) if request.user.has_perm("petitions.view_switches") else ""
    return "admin/petitions/_paused_panel.html", {"sentences": sentences, "link": link}


add_index_panel(index_panel, first=True)
