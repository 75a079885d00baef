"""Imports at the desk: the list, the page of one import with its rows, and the actions on it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import URLPattern, reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.base import DeskAdmin, item_urls
from campaign.text.csv import csv_lines
from campaign.web import downloads
from profiles.admin.import_steps import ImportSteps
from profiles.admin.parts.inlines import may_read_private_words
from profiles.importing import batches, commit, export, worker
from profiles.models import ImportBatch

ROWS_A_PAGE = 50
State = ImportBatch.State


@dataclass(frozen=True, slots=True)
class BatchAction:
    """A button on the page of an import.

    states: in which the button appears. run: takes the batch and the author. log_message: for the history.
    consequence: a warning on the page that asks first.
    """

    name: str
    label: str | Promise
    states: tuple[State, ...]
    run: Callable[..., None]
    log_message: str
    consequence: str | Promise = ""


ACTIONS = (
    BatchAction("check", lazy("Check it"), (State.UPLOADED,), batches.check, "Checked."),
    BatchAction(
        "start", lazy("Create the drafts"), (State.CHECKED,), batches.start, "Import begun."
    ),
    BatchAction("resume", lazy("Continue"), (State.STOPPED,), batches.start, "Import continued."),
    BatchAction("stop", lazy("Stop"), worker.RUNNING, batches.stop, "Stopped."),
    BatchAction(
        "undo",
        lazy("Undo this import"),
        (State.DONE, State.STOPPED),
        batches.undo,
        "Undoing begun.",
        lazy(
            "The drafts that it made are deleted, and those that it changed get back what they said "
            "before. People edited since are left alone, and listed."
        ),
    ),
    BatchAction(
        "discard",
        lazy("Discard it"),
        (State.UPLOADED, State.CHECKED),
        batches.discard,
        "Discarded.",
        lazy("The file and what was found in it are erased. Nothing of it has been imported."),
    ),
)


@admin.register(ImportBatch)
class ImportAdmin(ImportSteps, DeskAdmin):
    list_note = lazy(
        "Spreadsheets of people to import as drafts. An import publishes nothing and can be undone."
    )
    list_display = ("file_name", "badge", "total", "author", "created_at")
    list_filter = ("state",)
    list_select_related = ("author",)
    search_fields = ("file_name", "sha256")

    @admin.display(description=lazy("state"), ordering="state")
    def badge(self, batch: ImportBatch) -> SafeString:
        return format_html(
            '<span class="badge badge-{}">{}</span>', batch.state, batch.get_state_display()
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Imports have pages of their own. Nothing else changes them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # --- Its page ---

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        batch = self.get_object(request, object_id)
        if not isinstance(batch, ImportBatch):
            return super().change_view(request, object_id)  # it says that there is no such import
        if not self.has_view_permission(request, batch):
            raise PermissionDenied
        shares = export.outcome_counts(batch)
        outcome = request.GET.get("outcome", "")
        rows = export.rows_seen(batch).select_related("detainee").defer("before")
        if outcome in {share.outcome for share in shares}:
            rows = rows.filter(outcome=outcome)
        may_read = may_read_private_words(request)
        page = Paginator(rows if may_read else rows.defer("sealed"), ROWS_A_PAGE).get_page(
            request.GET.get("page")
        )
        return self.page(
            request, "batch", batch,
            title=_("Import"), subtitle=str(batch), shares=shares, outcome=outcome, page=page,
            all=sum(share.number for share in shares), left_out=export.rows_left_out(batch), may_read_encrypted=may_read,
            may_add=self.has_add_permission(request), at_work=batch.state in worker.RUNNING,
            is_open=batch.state in batches.OPEN, twins=batches.other_imports(batch)[:5],
            actions=[each for each in ACTIONS if self._is_offered(request, each, batch)],
        )  # fmt: skip

    def _is_offered(self, request: HttpRequest, action: BatchAction, batch: ImportBatch) -> bool:
        if batch.state not in action.states or not self.has_add_permission(request):
            return False
        return action.name != "undo" or commit.undoable_rows(batch).exists()

    def action_view(self, request: HttpRequest, pk: int, *, action: BatchAction) -> HttpResponse:
        batch = self.batch_to_work_on(request, pk)
        if request.method != "POST":
            return self.page(request, "ask", batch, title=action.label, action=action)
        try:
            action.run(batch, author=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return self.to_step("change", batch)
        if action.name == "discard":
            messages.success(request, _("“%s” is discarded.") % batch)
            return HttpResponseRedirect(reverse("admin:profiles_importbatch_changelist"))
        self.log_change(request, batch, action.log_message)
        return self.to_step("change", batch)

    def report_view(self, request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
        """The result of each row, as a CSV file."""
        batch = self.batch_to_work_on(request, pk)
        lines = csv_lines(export.REPORT_HEADER, export.report_rows(batch), for_spreadsheets=True)
        return downloads.csv_response(lines, f"import-{batch.pk}.csv")

    def get_urls(self) -> list[URLPattern]:
        views: dict[str, Callable[..., Any]] = {
            action.name: partial(self.action_view, action=action) for action in ACTIONS
        }
        views["report"] = self.report_view
        return item_urls(self, views) + super().get_urls()
