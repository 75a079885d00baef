"""CollaboratingAdmin: the section “Working together” in the form of an item, and the owner in its list."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.base import DeskAdmin, RefusedError
from campaign.admin.collaboration.content import ContentChange
from campaign.admin.collaboration.form import PREFIX, TogetherForm
from campaign.admin.collaboration.owners import OwnerFilter
from campaign.admin.collaboration.panel import section_of
from campaign.admin.sections.shown import ShownSection
from campaign.autosave import notes
from campaign.collaboration import owners

BUTTON = "_together"  # saves this section and nothing else
SECTION = "#section-together"
AFTER = "remarks_after"  # in the address: the number of remarks that are left out
AFTER_NUMBER = re.compile(r"[0-9]{1,6}", re.ASCII)


class CollaboratingAdmin(DeskAdmin):
    """For items about which staff write remarks, which someone looks after, and which are looked at again.

    changes_of_many: what else staff change for many items of the list at once (many.py).
    """

    changes_of_many: ClassVar[Sequence[ContentChange]] = ()

    # --- The form ---

    def together_form(self, request: HttpRequest, item: Any) -> TogetherForm:
        data = request.POST if request.method == "POST" else None
        may_change = self.has_change_permission(request, item)
        typed = request.GET.get(AFTER, "")
        after = int(typed) if AFTER_NUMBER.fullmatch(typed) else 0
        return TogetherForm(data, item, request.user, may_change=may_change, after=after)

    def extra_sections(self, request: HttpRequest, item: Any) -> list[ShownSection]:
        sections = super().extra_sections(request, item)
        if item is None or IS_POPUP_VAR in request.GET:
            return sections
        return [*sections, section_of(self.together_form(request, item))]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method == "POST" and BUTTON in request.POST and object_id is not None:
            item = self.get_object(request, unquote(object_id))
            if item is not None:
                return self._save_together(request, item)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_at_once(self, request: HttpRequest, form: Any) -> None:
        """Every other button saves the section as well: a remark that someone has begun is not lost."""
        super().save_at_once(request, form)
        together = self.together_form(request, form.instance)
        if not together.is_sent:
            return
        if not together.is_valid():
            raise RefusedError([_("Look at the section “Working together”.")])
        together.save()

    def _save_together(self, request: HttpRequest, item: Any) -> HttpResponse:
        """Save the section alone. What was typed in the rest of the form is kept, and shown again."""
        if not self.has_view_or_change_permission(request, item):
            raise PermissionDenied
        with transaction.atomic():
            together = self.together_form(request, item)
            is_valid = together.is_valid()
            is_changed = is_valid and together.save()
        if not is_valid:
            messages.error(
                request, _("Nothing is saved yet. Look at the section “Working together”.")
            )
        elif is_changed:
            messages.success(request, _("The section “Working together” is saved."))
        work = None
        if not is_valid or self._has_typed_more(request, item):
            leave_out = f"{PREFIX}-" if is_valid else None
            work = notes.keep_sent(request, without=leave_out)
        if work and is_valid:
            messages.info(
                request, _("What you typed in the rest of the form is kept. It is not saved yet.")
            )
        return HttpResponseRedirect((notes.address(work) if work else request.path) + SECTION)

    def _has_typed_more(self, request: HttpRequest, item: Any) -> bool:
        """Whether the form was changed outside of the section."""
        form = self.get_form(request, item, change=True)(request.POST, request.FILES, instance=item)
        formsets, _inlines = self._create_formsets(request, item, change=True)  # type: ignore[attr-defined]
        return form.has_changed() or any(each.has_changed() for each in formsets)

    # --- The list ---

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """With `owner_name`."""
        rows: models.QuerySet[Any] = super().get_queryset(request)
        found: models.QuerySet[Any] = rows.annotate(owner_name=owners.name_of_owner(self.model))
        return found

    def get_list_filter(self, request: HttpRequest) -> Any:
        return [*super().get_list_filter(request), OwnerFilter]

    @admin.display(description=lazy("looked after by"), ordering="owner_name")
    def owner(self, item: Any) -> str:
        return item.owner_name or ""
