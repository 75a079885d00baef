"""Closed records in forms: the section that closes a record, and what the other forms may offer.

`ClosableAdmin` is mixed into the admin class of a model that derives from `Closable`. Every admin class of the desk has its
choices limited by `limit_choices` (campaign/admin/base.py).
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group, User
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.closed_records import records
from campaign.closed_records.pictures import closed_pictures
from campaign.closed_records.records import Closable, ClosableQuerySet
from campaign.images.models import Picture

FIELDS = ("seen_by_groups", "seen_by_staff")


class Accounts(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Accounts of staff, with their full names."""

    def label_from_instance(self, user: Any) -> str:
        name = user.get_full_name()
        return f"{name} ({user.get_username()})" if name else user.get_username()


class ClosableForm(forms.ModelForm[Any]):
    """The two lists are fields of the form alone: only `records.limit` writes them.

    A form that was sent without them changes nothing.
    """

    seen_by_groups = forms.ModelMultipleChoiceField(
        Group.objects.order_by("name"),
        label=lazy("Groups"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        show_hidden_initial=True,
        help_text=lazy("Everyone in the group, also those who join it later."),
    )
    seen_by_staff = Accounts(
        User.objects.filter(is_staff=True).order_by("username"),
        label=lazy("Named staff"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        show_hidden_initial=True,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "seen_by_staff" not in self.fields:
            return
        staff: Any = self.fields["seen_by_staff"]
        is_active = Q(is_active=True)
        if self.instance.pk and self.instance.is_closed:
            self.initial["seen_by_groups"] = list(self.instance.limited_to_groups.all())
            self.initial["seen_by_staff"] = listed = list(self.instance.limited_to_staff.all())
            is_active |= Q(pk__in=[each.pk for each in listed])
        staff.queryset = staff.queryset.filter(is_active)


class ClosableAdmin(admin.ModelAdmin[Any]):
    """Adds the section to the form, for staff who may close records. The form derives from ClosableForm."""

    def has_close_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.close_{self.opts.model_name}")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = [*super().get_fieldsets(request, obj)]
        if not self._shows_section(request, obj):
            return fieldsets
        section = {"classes": ("closing",), "fields": FIELDS, "description": self._explanation(obj)}
        return [*fieldsets, (lazy("Who at the desk may see this"), section)]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        if not self._shows_section(request, obj):
            for name in FIELDS:
                form.base_fields.pop(name, None)
        return form

    def save_at_once(self, request: HttpRequest, form: Any) -> None:
        """What DeskAdmin calls: who sees a record changes when the form is saved, also where its text waits."""
        super().save_at_once(request, form)  # type: ignore[misc]
        if not set(FIELDS) & set(form.changed_data):
            return
        groups, staff = (list(form.cleaned_data[name]) for name in FIELDS)
        records.limit(form.instance, groups=groups, staff=staff, by=request.user)
        if not groups and not staff:
            self.message_user(request, _("It is open to all staff again."), messages.WARNING)
            return
        names = ", ".join(records.readers_of(form.instance).values_list("username", flat=True))
        said = _("It is closed. Only these accounts see it at the desk: %s.")
        self.message_user(request, said % names, messages.INFO)

    def _shows_section(self, request: HttpRequest, obj: Any) -> bool:
        return self.has_close_permission(request) and (
            obj is None or self.has_change_permission(request, obj)
        )

    def _explanation(self, obj: Closable | None) -> str:
        words = [
            _("Tick no one, and all staff with the right to see %(items)s see it.")
            % {"items": self.opts.verbose_name_plural},
            _(
                "If you tick someone, it is closed: only they and you see it at the desk, in lists, searches and exports. "
                "Other administrators do not see it either."
            ),
            _(
                "What visitors can see stays on the site. Whoever saw it before may remember it or have an export, and tips about a "
                "closed person are read only by those you tick."
            ),
        ]
        if obj and obj.is_closed:
            words.insert(0, _("This record is closed."))
        return " ".join(words)


# --- What other forms offer ----------------------------------------------------------------------------------


def limit_choices(fields: Mapping[str, Any], model: Any, rows: QuerySet[Any], user: Any) -> None:
    """Take records out of the choices that are closed to the user, but for those that the rows already refer to.

    model: of the form. rows: those that the form may show. What they refer to stays chosen, as “a closed record”, and
    nothing is lost when the form is saved.
    """
    for name, field in fields.items():
        if not isinstance(field, forms.ModelChoiceField) or name in FIELDS:
            continue
        also = _referred_to(model, name, rows)
        choices: Any = field.queryset
        if isinstance(choices, ClosableQuerySet):
            field.queryset = choices.visible_to(user, also=also)
        elif choices is not None and choices.model is Picture:
            field.queryset = choices.filter(~Q(pk__in=closed_pictures(user).values("pk")) | also)


def _referred_to(model: Any, name: str, rows: QuerySet[Any]) -> Q:
    if name not in {field.name for field in (*model._meta.fields, *model._meta.many_to_many)}:
        return Q(pk__in=[])
    return Q(pk__in=rows.order_by().filter(**{f"{name}__isnull": False}).values(name))
