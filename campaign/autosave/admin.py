"""AutosavingAdmin: the forms of an admin class keep what is typed into them. DeskAdmin is made from it."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model
from django.contrib.admin.utils import unquote
from django.db import DatabaseError, models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from campaign.autosave import forms, storing
from campaign.autosave.marks import RESTORE, Mark, mark_of_this_form
from campaign.autosave.models import UnsavedWork
from campaign.autosave.storing import GoneError
from campaign.autosave.typed import TooLongError, Typed


@dataclass(frozen=True, slots=True)
class Found:
    """Unsaved work, for the note at the head of a form. changed_by: a colleague who has saved the item since."""

    pk: int
    kept_at: datetime
    address: str
    changed_by: str
    lost_file: bool = False


@dataclass(frozen=True, slots=True)
class FormWork:
    """What the templates show. shows_typed: whether the form shows what was typed and not what is stored."""

    mark: str
    shows_typed: bool
    restored: Found | None
    waiting: list[Found]


class AutosavingAdmin(admin.ModelAdmin[Any]):
    """Keeps what is typed into a form until it is saved, and shows it again."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method == "POST":
            return self._save_or_keep(request, object_id, form_url, extra_context)
        work = self._work_to_restore(request, object_id)
        if work is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        typed = Typed.from_json(work.content)
        request.__dict__["restored_work"] = work
        with forms.posted(request, typed):
            response = super().changeform_view(request, object_id, form_url, extra_context)
            return response.render() if isinstance(response, TemplateResponse) else response

    def _save_or_keep(self, request: HttpRequest, *args: Any) -> HttpResponse:
        """Keep the work unless it is saved: also if a question has to be answered first, or something breaks."""
        mark = mark_of_this_form(request)
        request.__dict__["work_is_done"] = False
        try:
            response = super().changeform_view(request, *args)
        except Exception:
            with suppress(DatabaseError):
                _keep(request, mark)
            raise
        if not request.__dict__["work_is_done"]:
            _keep(request, mark)
        return response

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """If what follows refuses the form, the transaction brings its unsaved work back."""
        super().save_related(request, form, formsets, change)
        if mark := mark_of_this_form(request):
            storing.erase_form(mark)
        request.__dict__["work_is_done"] = True

    def response_action(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The menu of actions saves no form."""
        request.__dict__["work_is_done"] = True
        return super().response_action(request, *args, **kwargs)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        storing.erase_about(self.model, [obj.pk])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        storing.erase_about(self.model, queryset.values_list("pk", flat=True))
        super().delete_queryset(request, queryset)

    # --- Showing it again ---

    def _work_to_restore(self, request: HttpRequest, object_id: str | None) -> UnsavedWork | None:
        number = request.GET.get(RESTORE, "")
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            return None
        work = storing.of(request.user).filter(path=request.path, pk=number).first()
        if work is None:
            messages.info(request, _("This unsaved work is no longer there."))
            return None
        item = self.get_object(request, unquote(object_id)) if object_id else None
        if not self._may_save(request, item):
            words = _("You may not change this any more, so your unsaved work is not shown.")
            messages.warning(request, words)
            return None
        return work

    def _may_save(self, request: HttpRequest, item: Any) -> bool:
        if item is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, item)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return forms.leave_unchecked(form) if "restored_work" in request.__dict__ else form

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Any = None) -> Iterator[Any]:
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            if "restored_work" in request.__dict__:
                forms.leave_set_unchecked(formset)
            yield formset, inline

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        item = kwargs.get("obj")
        if self._may_save(request, item):
            context["work"] = self._form_work(request, item)
        return super().render_change_form(request, context, *args, **kwargs)

    def _form_work(self, request: HttpRequest, item: Any) -> FormWork:
        restored: UnsavedWork | None = request.__dict__.get("restored_work")
        if restored:
            mark = Mark(
                restored.owner_id, restored.path, restored.form, restored.model, restored.object_pk,
                restored.opened_at,
            )  # fmt: skip
        else:
            # A form that is shown again stays the same form.
            mark = mark_of_this_form(request) or Mark.new(request, self.model, item)
        is_new = request.method != "POST"
        return FormWork(
            mark=mark.sealed(),
            shows_typed=not is_new,
            restored=self._found(restored, item) if restored else None,
            waiting=[
                self._found(each, item) for each in storing.of(request.user).filter(path=request.path)
            ]
            if is_new
            else [],
        )  # fmt: skip

    def _found(self, work: UnsavedWork, item: Any) -> Found:
        return Found(
            pk=work.pk,
            kept_at=work.kept_at,
            address=f"{work.path}?{RESTORE}={work.pk}",
            changed_by=_changed_by(work, item) if item else "",
            lost_file=Typed.from_json(work.content).lost_file,
        )


def _keep(request: HttpRequest, mark: Mark | None) -> None:
    if mark and mark.owner == request.user.pk:
        with suppress(TooLongError, GoneError):
            storing.keep(mark, Typed.of(request))


def _changed_by(work: UnsavedWork, item: models.Model) -> str:
    entry = (
        LogEntry.objects.filter(
            content_type=get_content_type_for_model(item),
            object_id=str(item.pk),
            action_time__gt=work.opened_at,
        )
        .exclude(user_id=work.owner_id)
        .select_related("user")
        .first()
    )
    return str(entry.user) if entry else ""
