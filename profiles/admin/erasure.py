"""The page that erases a person for good. It lists what goes, and staff confirm by typing the reference."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.base import ReadOnlyAdmin
from campaign.admin.history import HistoryAdmin
from profiles.models import Detainee, ErasedPerson
from profiles.models.references import parse_reference
from profiles.safety import erasure


class EraseForm(forms.Form):
    reference = forms.CharField(max_length=20)

    def __init__(self, *args: Any, person: Detainee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person = person
        self.fields["reference"].label = _("To confirm, type %s") % person.reference
        self.fields["reference"].widget.attrs["autocomplete"] = "off"

    def clean_reference(self) -> str:
        typed: str = self.cleaned_data["reference"]
        if parse_reference(typed) != self._person.pk:
            raise ValidationError(_("This is not the reference of the person to erase."))
        return typed


def may_erase(request: HttpRequest) -> bool:
    """Erasing has a right of its own: no one can undo it."""
    return request.user.has_perm("profiles.erase_detainee")


def erase_view(desk: HistoryAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    person: Detainee | None = desk.get_object(request, str(pk))
    if person is None:
        raise Http404
    if not may_erase(request):
        raise PermissionDenied
    if person.merged_into_id:
        return HttpResponseRedirect(desk.item_url("change", person))
    form = EraseForm(request.POST or None, person=person)
    if form.is_valid() and _erase(request, person):
        people = reverse("admin:profiles_detainee_changelist")
        return HttpResponseRedirect(people)
    plan = erasure.plan_erasure(person)
    context = {
        "title": _("Erase for good"),
        "form": form,
        "plan": plan,
        "was_public": person.was_public,
        "named_in": [(each, _kind_and_url(request, each)) for each in plan.named_in],
        "users": [(each, _kind_and_url(request, each)) for each in plan.users],
    }
    return desk.item_page(request, "admin/profiles/detainee/erase.html", person, context)


def _erase(request: HttpRequest, person: Detainee) -> bool:
    """Erase the person and say so; if it is refused, say why and return False."""
    done = _("%s is erased.") % person.reference
    if person.was_public:
        done += " " + _("The reference and the addresses answer that something is gone.")
    try:
        erasure.erase(person, author=request.user)
    except ValidationError as error:
        refused = error.messages[0]
    except ProtectedError as error:
        needed_by = ", ".join(sorted(str(each) for each in error.protected_objects))
        refused = _("Nothing is erased. These depend on the person: %s.") % needed_by
    except OSError:
        refused = _(
            "Nothing is erased, since it could not be written down for the case that a backup is "
            "restored. Tell the person who runs the server."
        )
    else:
        messages.info(request, done)
        return True
    messages.error(request, refused)
    return False


def _kind_and_url(request: HttpRequest, item: models.Model) -> tuple[str, str]:
    """The kind of a row, and its form at the desk; the address is empty without the right to view it."""
    opts = item._meta
    may_view = request.user.has_perm(f"{opts.app_label}.view_{opts.model_name}")
    name = f"admin:{opts.app_label}_{opts.model_name}_change"
    url = reverse(name, args=[item.pk]) if may_view else ""
    return capfirst(str(opts.verbose_name)), url


@admin.register(ErasedPerson)
class ErasedPersonAdmin(ReadOnlyAdmin):
    list_display = ("reference", "erased_at", "author")
    list_select_related = ("author",)
    list_display_links = None
    list_note = lazy("Only the number shows who was erased.")

    @admin.display(description=lazy("reference"), ordering="number")
    def reference(self, erased: ErasedPerson) -> str:
        return str(erased)
