"""The history page of the desk: changes with author and reason, undone with two clicks.

The preview of an undo is exact: the code undoes the edit, reads the new changes from the history, and rolls the
transaction back. If undoing would show something to the public again, staff have to agree to it.
"""

from collections.abc import Callable
from functools import partial
from itertools import chain
from typing import Any, ClassVar

from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from campaign.admin.lists.authors import changed_by, with_last_author
from campaign.admin.publishable import PublishableAdmin
from campaign.history import revert
from campaign.history.describe import DescribedEdit, Viewer, describe
from campaign.history.models import Change, Edit
from campaign.history.revert import RevertResult
from campaign.publishing import four_eyes
from campaign.working_versions.models import WorkingVersion

PER_PAGE = 20
MOST_ACTS = 100

type Revert = Callable[..., None]  # revert.undo or revert.restore


class HistoryAdmin(PublishableAdmin):
    """Adds the history to PublishableAdmin, for models with `TrackChanges` (campaign/history/changes.py)."""

    # --- For subclasses ---

    # Whether the page also lists what the admin's log has: acts that change no text.
    shows_log: ClassVar[bool] = False
    extra_columns: ClassVar[tuple[str, ...]] = ("changed_by", "owner")
    column_queries: ClassVar[dict[str, Callable[[Any], Any]]] = {"changed_by": with_last_author}

    changed_by = changed_by

    def history_of(self, item: Any) -> models.QuerySet[Change]:
        """The changes that the page shows: of the item, and of what its page shows besides, unless that is closed."""
        changes: models.QuerySet[Change] = item.visible_changes()
        return changes

    def may_read_encrypted(self, request: HttpRequest) -> bool:
        """Whether the page shows the text of encrypted fields."""
        return False

    # --- Reading ---

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        item = self.get_object(request, object_id)
        if item is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined,no-any-return]
        if not self.has_view_or_change_permission(request, item):
            raise PermissionDenied
        changes = self.history_of(item)
        edits = Edit.objects.filter(pk__in=changes.values("edit")).select_related("author")
        page = Paginator(edits, PER_PAGE).get_page(request.GET.get("p"))
        described = self.described_edits(request, item, list(page.object_list))
        context = {
            "title": _("History: %s") % item,
            "page": page,
            "can_be_undone": revert.can_be_undone(
                item, chain.from_iterable(each.rows for each in described)
            ),
            "edits": described,
            "acts": self._acts(item) if self.shows_log else [],
            "may_undo": self.may_change_now(request, item),
            "may_forget": self.has_publish_permission(request),
        }
        return self.item_page(request, "admin/history.html", item, context | (extra_context or {}))

    def _acts(self, item: Any) -> models.QuerySet[LogEntry]:
        logged = LogEntry.objects.filter(
            content_type=get_content_type_for_model(item), object_id=item.pk
        )
        return logged.select_related("user").order_by("-action_time")[:MOST_ACTS]

    def viewer(self, request: HttpRequest) -> Viewer:
        return Viewer(
            may_see=lambda model: request.user.has_perm(
                f"{model._meta.app_label}.view_{model._meta.model_name}"
            ),
            may_read_encrypted=self.may_read_encrypted(request),
        )

    def described_edits(
        self, request: HttpRequest, item: Any, edits: list[Edit]
    ) -> list[DescribedEdit]:
        changes = self.history_of(item).filter(edit__in=edits)
        described = describe(edits, changes, self.viewer(request))
        return [each for each in described if each.changes]

    def edits_after(
        self, request: HttpRequest, item: Any, change: int, *, most: int
    ) -> tuple[list[DescribedEdit], int]:
        """The newest edits of the content after this change, the newest first, and the number of all."""
        newer = self.history_of(item).filter(pk__gt=change).select_related("edit")
        of_text = {each.edit_id for each in newer if not four_eyes.is_workflow_step(item, each)}
        edits = Edit.objects.filter(pk__in=of_text).select_related("author")
        return self.described_edits(request, item, list(edits[:most])), edits.count()

    # --- Undoing ---

    def undo_view(self, request: HttpRequest, pk: int, edit: int) -> HttpResponse:
        return self._revert(
            request, pk, edit, revert.undo, _("Undo this change"), _("Undid the change of %s")
        )

    def restore_view(self, request: HttpRequest, pk: int, edit: int) -> HttpResponse:
        return self._revert(
            request,
            pk,
            edit,
            revert.restore,
            _("Restore this version"),
            _("Restore the version of %s"),
        )

    def _revert(
        self, request: HttpRequest, pk: int, edit_pk: int, function: Revert, title: str, reason: str
    ) -> HttpResponse:
        item = self.get_object(request, str(pk))
        edit = Edit.objects.filter(pk=edit_pk).first()
        if item is None or edit is None or not self.history_of(item).filter(edit=edit).exists():
            raise Http404
        if not self.may_change_now(request, item):
            raise PermissionDenied
        day = date_format(timezone.localtime(edit.at), "j F Y, H:i")
        why = request.POST.get("why", "").strip() or reason % day
        run = partial(function, item, edit, author=request.user, why=why)
        outcome, error = RevertResult(), ""
        try:
            outcome, is_done = self._try(request, item, run)
        except ValidationError as refused:
            error = " ".join(refused.messages)
        else:
            if is_done:
                self.message_user(
                    request, _("Done. It is a change of its own, and can be undone as well.")
                )
                return HttpResponseRedirect(self.item_url("history", item))
        context = {
            "title": title,
            "edit": edit,
            "outcome": outcome,
            "edits": outcome.edits,
            "error": error,
            "why": why,
        }
        return self.item_page(request, "admin/history_undo.html", item, context)

    @transaction.atomic
    def _try(
        self, request: HttpRequest, item: Any, run: Callable[[], None]
    ) -> tuple[RevertResult, bool]:
        """Undo it, and roll back unless the request is a POST that agrees to exactly this outcome."""
        item.refresh_from_db(from_queryset=self.model._default_manager.select_for_update())
        # Check again under the lock: it may have been published a moment ago, which needs another right.
        if not self.may_change_now(request, item):
            raise PermissionDenied
        missing_before = item.missing_for_publication()
        last = Edit.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        run()
        item.refuse_if_public()
        edits = self.described_edits(request, item, list(Edit.objects.filter(pk__gt=last)))
        missing = self.model._default_manager.get(pk=item.pk).missing_for_publication()
        outcome = RevertResult(edits, [each for each in missing if each not in missing_before])
        agreed = request.POST.get("agreed", "") == outcome.fingerprint
        is_done = request.method == "POST" and agreed and bool(edits)
        if not is_done:
            transaction.set_rollback(True)
        return outcome, is_done

    # --- Erasing ---

    def forget_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Erase the history, for a family that asks us to forget something."""
        item = self.get_object(request, str(pk))
        if item is None:
            raise Http404
        if not self.has_publish_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            context = {"title": _("Erase the history")}
            return self.item_page(request, "admin/history_forget.html", item, context)
        with transaction.atomic():
            revert.erase_history(item, author=request.user)
            # It holds what the values were before.
            WorkingVersion.objects.about(item).delete()
        self.message_user(
            request, _("The history up to now is erased. The current state is unchanged.")
        )
        return HttpResponseRedirect(self.item_url("history", item))

    def item_page(
        self, request: HttpRequest, template: str, item: Any, context: dict[str, Any]
    ) -> HttpResponse:
        every_page = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "object": item,
            "module_name": str(capfirst(self.opts.verbose_name_plural)),
        }
        return TemplateResponse(request, template, every_page | context)

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/history/forget/", view(self.forget_view), name=f"{name}_forget"),
            path("<int:pk>/history/<int:edit>/undo/", view(self.undo_view), name=f"{name}_undo"),
            path(
                "<int:pk>/history/<int:edit>/restore/",
                view(self.restore_view),
                name=f"{name}_restore",
            ),
            *super().get_urls(),
        ]
