"""The steps before an import: upload a file, say how to read it, choose the targets of its columns."""

from dataclasses import replace
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from campaign.admin.base import item_urls
from campaign.admin.sections.shown import contents_of_form
from campaign.autosave import notes
from profiles.admin.import_forms import (
    ColumnsForm,
    InMemoryUploadHandler,
    TextForm,
    UploadForm,
    WorkbookForm,
)
from profiles.admin.parts.inlines import may_read_private_words
from profiles.importing import batches
from profiles.importing.columns import layouts
from profiles.importing.columns.values import Lookups
from profiles.importing.questions import ask
from profiles.importing.reading.tables import Table, unreadable_cells
from profiles.models import ImportBatch

PREVIEWED = 20
ENCODINGS_SHOWN, UNREADABLE_SHOWN = 8, 10


class ImportSteps(admin.ModelAdmin):  # type: ignore[type-arg]  # generic in the stubs alone
    """The part of `ImportAdmin` with the steps, and what all pages of imports share."""

    opts: Any

    def get_urls(self) -> list[URLPattern]:
        steps = {"reading": self.reading_view, "columns": self.columns_view}
        return item_urls(self, steps) + super().get_urls()

    @method_decorator(csrf_exempt)
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Set the upload handler, then check for CSRF: the check reads the request, and so stores the file."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        request.upload_handlers = [InMemoryUploadHandler(request)]
        response: HttpResponse = csrf_protect(self._upload)(request)
        return response

    def _upload(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST or None, request.FILES or None)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                batch = batches.upload(
                    file.read(), file_name=file.name, author=cast(User, request.user)
                )
            except ValidationError as error:
                form.add_error("file", error)
            else:
                self.log_addition(request, batch, "Uploaded.")
                return self.to_step("reading", batch)
        return self.page(request, "upload", title=_("Import people from a file"), form=form)

    def reading_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose how to read the file; shows its first rows."""
        batch = self.batch_to_work_on(request, pk)
        table = self._table(request, batch)
        if table is None:
            return self.to_step("change", batch)
        form = _reading_form(request, batch, table)
        if request.method == "POST" and form.is_valid():
            try:
                batches.set_read_options(batch, form.options())
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return self.to_step("reading", batch)
        unreadable = unreadable_cells(table)
        return self.page(
            request, "reading", batch, title=_("Is the file read correctly?"), form=form,
            headings=table.headings, rows=table.rows[:PREVIEWED], total=len(table.rows),
            twins=batches.other_imports(batch)[:5],
            encodings=batches.other_encodings(batch)[:ENCODINGS_SHOWN],
            unreadable=unreadable[:UNREADABLE_SHOWN], all_unreadable=len(unreadable), filled=table.filled,
        )  # fmt: skip

    def columns_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose the target of each column: from a guess, from a saved layout or by hand."""
        batch = self.batch_to_work_on(request, pk)
        table = self._table(request, batch)
        if table is None:
            return self.to_step("change", batch)
        known = batches.available_layouts()
        layout = known.get(request.GET.get("layout", ""))
        columns = layouts.guess_columns(table, layout) if layout else batch.columns
        decisions = (
            layouts.guess_decisions(table, columns, layout)
            if layout
            else batches.decisions_of(batch)
        )
        initial = {"source_kind": batch.source_kind, "source_name": batch.source_name}
        form = ColumnsForm(
            notes.sent(request), table=table, columns=columns, decisions=decisions, lookups=Lookups.load(),
            initial=initial,
        )  # fmt: skip
        if request.method == "POST":
            is_saved = form.is_valid() and self._choose(request, batch, form)
            notes.settle(request, is_saved=is_saved)
            if is_saved:
                return self.to_step(
                    "columns" if self._asks_more(request, form) else "change", batch
                )
        return self.page(
            request, "columns", batch, title=_("What are its columns?"), form=form,
            layouts=[(key, each.name) for key, each in known.items()], layout=layout,
            work=notes.work_of_form(request, ImportBatch, batch),
            contents=contents_of_form(form.sections(), form),
        )  # fmt: skip

    def _choose(self, request: HttpRequest, batch: ImportBatch, form: ColumnsForm) -> bool:
        author = cast(User, request.user)
        try:
            batches.set_columns(
                batch, form.chosen,
                source_kind=form.cleaned_data["source_kind"],
                source_name=form.cleaned_data["source_name"],
                decisions=form.decisions,
                author=author,
            )  # fmt: skip
            batch.refresh_from_db()
            if name := form.cleaned_data["save_as"]:
                batches.save_layout(batch, name, author=author)
            batches.check(batch, author=author)
        except ValidationError as error:
            form.add_error(None, error)
            return False
        self.log_change(request, batch, "Checked.")
        return True

    def _asks_more(self, request: HttpRequest, form: ColumnsForm) -> bool:
        """Whether a column has become another one, and questions about it are still to be asked."""
        asked = ask(form.table, form.chosen, form.decisions, Lookups.load())
        changed = [
            heading
            for heading, before, after, questions in zip(
                form.table.headings, form.shown, form.chosen, asked, strict=True
            )
            if before != after and replace(questions, kind=None)
        ]
        if changed:
            messages.warning(
                request,
                _(
                    "It is checked, but there are questions about: %s. Answer them, then check it again."
                )
                % ", ".join(changed),
            )
        return bool(changed)

    # --- What the pages share ---

    def batch_to_work_on(self, request: HttpRequest, pk: int) -> ImportBatch:
        if not self.has_add_permission(request):
            raise PermissionDenied
        batch = self.get_object(request, str(pk))
        if not isinstance(batch, ImportBatch):
            raise Http404
        return batch

    def _table(self, request: HttpRequest, batch: ImportBatch) -> Table | None:
        """The content of the file; None, with a message, if the import has left this state.

        It includes cells that will be encrypted. So only the author and staff who may read those see it.
        """
        if batch.author_id != request.user.pk and not may_read_private_words(request):
            raise PermissionDenied
        if batch.state not in batches.OPEN:
            messages.error(request, _("Its state has changed since."))
            return None
        try:
            return batches.read_table(batch)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return None

    def page(
        self, request: HttpRequest, name: str, batch: ImportBatch | None = None, **context: Any
    ) -> HttpResponse:
        return TemplateResponse(
            request,
            f"admin/profiles/importbatch/{name}.html",
            self.admin_site.each_context(request)
            | {"opts": self.opts, "original": batch, "step": name}
            | context,
        )

    def to_step(self, name: str, batch: ImportBatch) -> HttpResponse:
        return HttpResponseRedirect(reverse(f"admin:profiles_importbatch_{name}", args=[batch.pk]))


def _reading_form(
    request: HttpRequest, batch: ImportBatch, table: Table
) -> TextForm | WorkbookForm:
    posted = request.POST if request.method == "POST" else None
    if table.sheets:
        return WorkbookForm(posted, sheets=table.sheets, initial=batch.form)
    return TextForm(posted, initial=batch.form)
