"""Erasing a person for good: first what would go, and the reference typed as a confirmation."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.base import ReadOnlyAdmin, item_urls
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
            raise ValidationError(_("This is not the reference of who would be erased."))
        return typed


class EraseDesk(HistoryAdmin):
    """Has a right of its own: it is the one thing at the desk that nobody can undo."""

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("profiles.erase_detainee")

    def erase_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = self.get_object(request, str(pk))
        if person is None:
            raise Http404
        if not self.has_erase_permission(request):
            raise PermissionDenied
        if person.merged_into_id:
            return HttpResponseRedirect(self._url("change", person))
        form = EraseForm(request.POST or None, person=person)
        if form.is_valid() and self._erase(request, person):
            people = reverse("admin:profiles_detainee_changelist")
            return HttpResponseRedirect(people)
        plan = erasure.plan(person)
        context = {
            "title": _("Erase for good"),
            "form": form,
            "plan": plan,
            "named_in": [(each, self._where(request, each)) for each in plan.named_in],
        }
        return self._page(request, "admin/profiles/detainee/erase.html", person, context)

    def _erase(self, request: HttpRequest, person: Detainee) -> bool:
        reference = person.reference
        try:
            erasure.erase(person, author=request.user)
        except ValidationError as error:
            refused = error.messages[0]
        except ProtectedError as error:
            needed_by = ", ".join(sorted(str(each) for each in error.protected_objects))
            refused = _("Nothing is erased. These cannot be without them: %s.") % needed_by
        except OSError:
            refused = _(
                "Nothing is erased, since it could not be written down for the case that a backup is "
                "restored. Tell whoever keeps the server."
            )
        else:
            told = _("%s is erased. The reference and the addresses answer that something is gone.")
            self.message_user(request, told % reference)
            return True
        self.message_user(request, refused, messages.ERROR)
        return False

    def _where(self, request: HttpRequest, item: Any) -> tuple[str, str]:
        """What kind of thing it is, and its form for those who may see it."""
        opts = item._meta
        name = f"{opts.app_label}_{opts.model_name}"
        may = request.user.has_perm(f"{opts.app_label}.view_{opts.model_name}")
        url = reverse(f"admin:{name}_change", args=[item.pk]) if may else ""
        return capfirst(str(opts.verbose_name)), url

    def delete_model(self, request: HttpRequest, obj: Detainee) -> None:
        """A draft that is deleted leaves nothing behind either."""
        erasure.erase(obj, author=request.user)

    def get_urls(self) -> list[URLPattern]:
        return item_urls(self, {"erase": self.erase_view}) + super().get_urls()


@admin.register(ErasedPerson)
class ErasedPersonAdmin(ReadOnlyAdmin):
    list_display = ("reference", "erased_at", "author")
    list_select_related = ("author",)
    list_display_links = None
    list_note = lazy("Who erased whom is known by the number alone.")

    @admin.display(description=lazy("reference"), ordering="number")
    def reference(self, erased: ErasedPerson) -> str:
        return str(erased)
