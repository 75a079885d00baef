"""The base classes of all admin classes of the desk: DeskAdmin and ReadOnlyAdmin."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, ClassVar, override

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django_stubs_ext import StrOrPromise

from campaign.activity.log import Kind, record, record_all
from campaign.admin.ask_first import AskFirst
from campaign.admin.fields.errors import errors_of
from campaign.admin.fields.picking import PickingAdmin
from campaign.admin.fields.writing import WRITING_FIELDS
from campaign.admin.lists.admin import ListAdmin
from campaign.admin.sections.declared import Section
from campaign.admin.sections.shown import Checklist, ShownSection, contents_of
from campaign.autosave.admin import AutosavingAdmin
from campaign.closed_records.desk import limit_choices
from campaign.closed_records.records import Closable, ClosableQuerySet
from campaign.dates.fields import DayField, DayWidget, MomentField, MomentWidget
from campaign.history.changes import attribute_to
from campaign.publishing.workflow import Publishable
from campaign.text import public_rows
from campaign.web import page_cache

EVERY_FIELD = ("*",)  # for `logged_fields`
MAX_DETAIL = 200  # of an entry of the activity log

# What Postgres and Python raise for a number or a date in a URL that is out of range.
BAD_VALUE_ERRORS = (ValueError, OverflowError, DataError)

# The form fields of days and times. Django's own read 5/12/2026 as 12 May.
DATE_FIELDS: "dict[type[models.Field[Any, Any]], dict[str, Any]]" = {
    models.DateField: {"form_class": DayField, "widget": DayWidget},
    models.DateTimeField: {"form_class": MomentField, "widget": MomentWidget},
}
DESK_FIELDS: "dict[type[models.Field[Any, Any]], dict[str, Any]]" = DATE_FIELDS | WRITING_FIELDS


def item_urls(
    model_admin: Any, views: Mapping[str, Callable[..., HttpResponseBase]]
) -> list[URLPattern]:
    """URL patterns for pages of one item: `<pk>/<name>/`, named `admin:<app>_<model>_<name>`."""
    opts = model_admin.opts
    return [
        path(
            f"<int:pk>/{name}/",
            model_admin.admin_site.admin_view(view),
            name=f"{opts.app_label}_{opts.model_name}_{name}",
        )
        for name, view in views.items()
    ]


class RefusedError(ValidationError):
    """What a form has just saved may not be public. It goes up through the transaction, which is rolled back."""


class DeskForm(forms.ModelForm[Any]):
    """Says at a field what a constraint of the database says about it. Django says it above all fields.

    Refuses what must stay hidden in a row that the public reads at once (campaign/text/public_rows.py).
    """

    def _update_errors(self, errors: Any) -> None:
        found = getattr(errors, "error_dict", {})
        for error in found.pop(NON_FIELD_ERRORS, []):
            found.setdefault(self._field_of(error) or NON_FIELD_ERRORS, []).append(error)
        super()._update_errors(errors)  # type: ignore[misc]

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        try:
            public_rows.refuse(self.instance)
        except ValidationError as error:
            self.add_error(None, error)

    def _field_of(self, error: Any) -> str:
        """The last field of the check, if none of its fields was left empty."""
        for check in self.instance._meta.constraints:
            if (
                isinstance(check, models.CheckConstraint)
                and check.violation_error_message == error.message
            ):
                names = [name for name in _names_in(check.condition) if name in self.fields]
                empty = [name for name in names if self.cleaned_data.get(name) in {None, ""}]
                return [*names, *empty][-1] if names else ""
        return ""


def _names_in(condition: Any) -> Iterator[str]:
    for each in getattr(condition, "children", ()):
        if isinstance(each, tuple):
            yield str(each[0]).partition("__")[0]
        else:
            yield from _names_in(each)


class RefusableForm(DeskForm):
    """For admin classes with `public_uses` or `shown_on`. refused: why what this form saved was taken back."""

    refused: ClassVar[list[str]] = []

    @override
    def clean(self) -> Any:
        cleaned: Any = super().clean() or self.cleaned_data
        for words in self.refused:
            self.add_error(None, words)
        return cleaned


class DeskAdmin(ListAdmin, PickingAdmin, AutosavingAdmin):
    """Records the author of every change, and invalidates the page cache after it.

    Its lists, pages and choices are without the records that are closed to the user (campaign/closed_records). What `public_uses` names is changed only by those who may publish it. It saves nothing that may not be public on a page of `shown_on`. Then a RefusableForm says why.
    """

    form: Any = DeskForm
    formfield_overrides = DESK_FIELDS
    list_per_page = 50
    list_note: StrOrPromise = ""  # a sentence above the list that says what it is for
    # Fields whose new values leave an entry in the activity log. EVERY_FIELD: so does a new row.
    logged_fields: ClassVar[Collection[str]] = ()
    sections: ClassVar[tuple[Section, ...]] = ()  # of the form; what is not named gets its own
    deletes_selected = True  # whether the list offers Django's “delete selected”

    # --- Rights, and closed records ---

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Where every list, search, picker and page of an item begins."""
        rows: Any = super().get_queryset(request)
        if isinstance(rows, ClosableQuerySet):
            rows = rows.visible_to(request.user)
        return rows  # type: ignore[no-any-return]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not _is_closed(obj) and super().has_view_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return (
            not _is_closed(obj)
            and super().has_change_permission(request, obj)
            and self._may_change_pages_with(request, obj)
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return (
            not _is_closed(obj)
            and super().has_delete_permission(request, obj)
            and self._may_change_pages_with(request, obj)
        )

    def _may_change_pages_with(self, request: HttpRequest, obj: Any) -> bool:
        """Its change is public at once on each public page that shows it. So it needs the right to publish each."""
        return obj is None or all(
            request.user.has_perm(pages.model.right_to_publish()) or not pages.exists()
            for pages in self.public_uses(obj)
        )

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            rows = inline.model._default_manager.filter(**{formset.fk.name: obj and obj.pk})
            limit_choices(formset.form.base_fields, inline.model, rows, request.user)
            yield formset, inline

    # --- Lists ---

    def get_actions(
        self,
        request: HttpRequest,
        action_location: admin.ActionLocation = admin.ActionLocation.CHANGE_LIST,
    ) -> Any:
        actions = super().get_actions(request, action_location)
        if not self.deletes_selected:
            actions.pop("delete_selected", None)
        return actions

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = {"title": capfirst(self.opts.verbose_name_plural), "list_note": self.list_note}
        try:
            with transaction.atomic():  # the search for people needs a transaction
                return super().changelist_view(request, title | (extra_context or {}))
        except BAD_VALUE_ERRORS:
            # Django handles most bad values in a filter's URL in the same way, but not the year 99999.
            if request.method != "GET" or ERROR_FLAG in request.GET:
                raise
            return HttpResponseRedirect(f"{request.path}?{ERROR_FLAG}=1")

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Only the filters that the list offers. Django would let staff filter by any column, even a digest."""
        offered = {getattr(each, "parameter_name", each) for each in self.get_list_filter(request)}
        asked = lookup.split("__")[0]
        return asked in {*offered, self.date_hierarchy} and (
            super().lookup_allowed(lookup, value, request)
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Saves the form, asks first, or shows it again: then everything that it has written is rolled back."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except AskFirst as question:
            return question.response(request, self)
        except RefusedError as error:
            request.__dict__["refused"] = error.messages
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["error_list"] = errors_of(
            context["adminform"].form, context["inline_admin_formsets"]
        )
        panel = context.get("panel")
        context["contents"] = contents_of(
            self.sections,
            context["adminform"],
            context["inline_admin_formsets"],
            Checklist(panel.missing, panel.done, is_known=True) if panel else Checklist(),
            self.extra_sections(request, kwargs.get("obj")),
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def extra_sections(self, request: HttpRequest, item: Any) -> list[ShownSection]:
        """Sections of the form that are no fields of its model."""
        return []

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.refused = request.__dict__.get("refused", [])
        rows = self.model._default_manager.filter(pk=obj and obj.pk)
        limit_choices(form.base_fields, self.model, rows, request.user)
        return form

    def public_uses(self, obj: Any) -> Iterable[models.QuerySet[Any]]:
        """Of each model, the items that show this on their pages and are public, or will be."""
        return ()

    def shown_on(self, obj: Any) -> Iterable[Publishable]:
        """The items on whose pages the public can read this."""
        return chain.from_iterable(self.public_uses(obj))

    def refuse_what_was_saved(self, request: HttpRequest, form: Any) -> None:
        """Raise ValidationError if it may not be public."""
        for item in self.shown_on(form.instance):
            item.refuse_if_public()

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """A form that was saved without a change leaves no entry in the history."""
        return super().log_change(request, obj, message) if message else None

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        attribute_to(request.user, form.cleaned_data.get("why", ""))
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if not self.takes_effect(request):
            return
        try:
            self.refuse_what_was_saved(request, form)
        except ValidationError as error:
            raise RefusedError(error.messages) from error
        self.record_fields(request, form, form.changed_data, is_new=not change)
        page_cache.invalidate_after_commit()
        self.save_at_once(request, form)

    def takes_effect(self, request: HttpRequest) -> bool:
        """Whether what the form saves is made now. If not, it is taken back, and kept for later."""
        return True

    def save_at_once(self, request: HttpRequest, form: Any) -> None:
        """Save what a form changes that never waits for a publication, such as who of the staff sees the item."""

    def record_fields(
        self, request: HttpRequest, form: Any, names: Collection[str], *, is_new: bool
    ) -> None:
        """What the form changed, in the activity log: the names of the fields, and nothing that was typed."""
        logs_all = self.logged_fields == EVERY_FIELD
        changed = [name for name in names if logs_all or name in self.logged_fields]
        if changed or (is_new and logs_all):
            detail = ", ".join(_field_words(form, name) for name in changed)[:MAX_DETAIL]
            kind = Kind.ADDED if is_new else Kind.CHANGED
            record(kind, actor=request.user, subject=form.instance, detail=detail)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        attribute_to(request.user)
        record(Kind.DELETED, actor=request.user, subject=obj)
        super().delete_model(request, obj)
        page_cache.invalidate_after_commit()

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        attribute_to(request.user)
        record_all(Kind.DELETED, actor=request.user, subjects=queryset)
        super().delete_queryset(request, queryset)
        page_cache.invalidate_after_commit()


def _is_closed(obj: Any) -> bool:
    return isinstance(obj, Closable) and obj.is_closed_here


def _field_words(form: Any, name: str) -> str:
    """The name of a field; of a switch, also whether it is on."""
    value = form.cleaned_data.get(name)
    return f"{name} {'on' if value else 'off'}" if isinstance(value, bool) else name


class ReadOnlyAdmin(DeskAdmin):
    """For rows that no one changes by hand, not even a superuser."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
