"""AutosavingAdmin: the forms of an admin class keep what is typed into them. DeskAdmin is made from it."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from campaign.autosave import forms, notes, presence, storing
from campaign.autosave.typed import Typed
from campaign.web import errors

_IS_DONE = "work_is_done"  # on the request


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
        work = notes.asked_for(request)
        if work is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        if not self._can_be_saved(request, object_id):
            return HttpResponseRedirect(notes.reading_address(work))
        notes.restore(request, work)
        with forms.posted(request, Typed.from_json(work.content)):
            response = super().changeform_view(request, object_id, form_url, extra_context)
            return response.render() if isinstance(response, TemplateResponse) else response

    def _save_or_keep(
        self, request: HttpRequest, object_id: str | None, *args: Any
    ) -> HttpResponse:
        """Keep the work unless it is saved: also if a question has to be answered first, or something breaks.

        If it cannot be saved any more, the page says where the work is.
        """
        request.__dict__[_IS_DONE] = False
        try:
            response = super().changeform_view(request, object_id, *args)
        except PermissionDenied:
            work = notes.settle(request, is_saved=False)
            if work is None:
                raise
            return errors.forbidden(request, kept=notes.address(work))
        except Exception:
            with suppress(DatabaseError):
                notes.settle(request, is_saved=False)
            raise
        if not request.__dict__[_IS_DONE]:
            work = notes.settle(request, is_saved=False)
            if work and response.status_code == 302 and not self._can_be_saved(request, object_id):
                return HttpResponseRedirect(notes.reading_address(work))
        elif isinstance(response, HttpResponseRedirect):
            response["Location"] = notes.without_number(response.url)
        return response

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """If what follows refuses the form, the transaction brings its unsaved work back."""
        super().save_related(request, form, formsets, change)
        notes.settle(request, is_saved=True)
        presence.end(request.user, self.opts.label_lower, str(form.instance.pk))
        request.__dict__[_IS_DONE] = True

    def response_action(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The menu of actions saves no form."""
        request.__dict__[_IS_DONE] = True
        return super().response_action(request, *args, **kwargs)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        storing.erase_with(self.model, [obj.pk])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        storing.erase_with(self.model, queryset.values_list("pk", flat=True))
        super().delete_queryset(request, queryset)

    # --- Showing it again ---

    def _can_be_saved(self, request: HttpRequest, object_id: str | None) -> bool:
        """Whether what the form changes is still there for this account, and it may change it."""
        if object_id is None:
            return self._may_save(request, None)
        item = self.get_object(request, unquote(object_id))
        return item is not None and self._may_save(request, item)

    def _may_save(self, request: HttpRequest, item: Any) -> bool:
        if item is None:
            return self.has_add_permission(request)
        return self.has_change_permission(request, item)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return forms.leave_unchecked(form) if notes.restored(request) else form

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Any = None) -> Iterator[Any]:
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            if notes.restored(request):
                forms.leave_set_unchecked(formset)
            yield formset, inline

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        item = kwargs.get("obj")
        if self._may_save(request, item):
            context["work"] = notes.work_of_form(request, self.model, item)
            context["present"] = self._present(request, item)
        return super().render_change_form(request, context, *args, **kwargs)

    def _present(self, request: HttpRequest, item: Any) -> list[presence.Present]:
        """Note that the reader has this form open. Returns who else has."""
        if item is None:
            return []
        form = self.opts.label_lower, str(item.pk)
        presence.note(request.user, *form)
        return presence.others(request.user, *form)
