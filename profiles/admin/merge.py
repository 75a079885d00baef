"""Two people side by side, and what would become of each row, before they are merged."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.history import HistoryAdmin
from campaign.publishing.actions import Action
from profiles.models import Detainee
from profiles.models import vocabulary as words
from profiles.models.references import parse_reference
from profiles.safety import duplicates, merge


class OtherForm(forms.Form):
    """Whom to compare with. `other` is a reference; what is typed is kept when it means nobody."""

    other = forms.CharField(
        label=lazy("Reference of the other one"),
        max_length=20,
        help_text=lazy("For example P-0042"),
    )

    def __init__(self, *args: Any, person: Detainee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person = person

    def clean_other(self) -> Detainee:
        pk = parse_reference(self.cleaned_data["other"])
        others = Detainee.objects.filter(merged_into=None).exclude(pk=self._person.pk)
        found = others.filter(pk=pk).prefetch_related("names").first() if pk else None
        if found is None:
            raise ValidationError(_("There is nobody else with this reference."))
        return found


class MergeDesk(HistoryAdmin):
    """Needs the right to publish: what is merged may be public."""

    actions = [*HistoryAdmin.actions, "compare"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was merged has nothing of its own any more."""
        if obj is not None and obj.merged_into_id:
            return False
        return super().has_change_permission(request, obj)

    def allows(self, request: HttpRequest, action: Action, item: Any = None) -> bool:
        return not (item and item.merged_into_id) and super().allows(request, action, item)

    @admin.action(description=lazy("Compare two, and merge them"), permissions=["publish"])
    def compare(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        people = list(queryset.order_by("pk")[:3])
        if len(people) != 2:
            self.message_user(request, _("Choose two people."), messages.ERROR)
            return None
        return HttpResponseRedirect(self._merge_url(*people))

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """`pk` is who stays."""
        kept = self._person(request, pk)
        if kept.merged_into_id:
            return HttpResponseRedirect(self._url("change", kept))
        form = OtherForm(request.GET if "other" in request.GET else None, person=kept)
        context: dict[str, Any] = {"title": _("Merge two people"), "form": form}
        if not form.is_valid():
            context["alike"] = [
                (each, self._merge_url(kept, each)) for each in duplicates.possible_duplicates(kept)
            ]
            return self._page(request, "admin/profiles/detainee/merge.html", kept, context)
        gone: Detainee = form.cleaned_data["other"]
        plan = merge.plan(kept, gone)
        if request.method == "POST":
            take = [each.name for each in plan.choices if request.POST.get(each.name) == "gone"]
            why = request.POST.get("why", "").strip()
            try:
                merge.merge(kept, gone, take=take, author=request.user, why=why)
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
            else:
                told = _("%(gone)s is merged into %(kept)s; its reference leads there from now on.")
                references = {"gone": gone.reference, "kept": kept.reference}
                self.message_user(request, told % references)
                return HttpResponseRedirect(self._url("change", kept))
        context |= {
            "kept": kept,
            "gone": gone,
            "plan": plan,
            "swapped": self._merge_url(gone, kept),
        }
        return self._page(request, "admin/profiles/detainee/merge.html", kept, context)

    def unmerge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        gone = self._person(request, pk)
        if gone.merged_into is None:
            return HttpResponseRedirect(self._url("change", gone))
        if request.method == "POST":
            try:
                merge.undo(gone, author=request.user)
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
            else:
                self.message_user(
                    request, _("They are two again. What was public is withdrawn: publish it anew.")
                )
            return HttpResponseRedirect(self._url("change", gone))
        context = {"title": _("Make them two again"), "gone": gone}
        return self._page(request, "admin/profiles/detainee/unmerge.html", gone, context)

    @admin.display(description=lazy("status now"), ordering="status")
    def status_now(self, person: Any) -> str:
        return str(words.Status(person.status).label) if person.status else ""

    def apart_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Those with the same name: either one of them is the same person, or they are two."""
        person: Any = self.get_object(request, str(pk))
        if person is None:
            raise Http404
        if not self.has_change_permission(request, person):
            raise PermissionDenied
        if request.method == "POST":
            looked_at = [int(each) for each in request.POST.getlist("other") if each.isdecimal()]
            duplicates.tell_apart(person, looked_at, author=request.user)
            self.message_user(request, _("It is kept that they are other people."))
            return HttpResponseRedirect(self._url("change", person))
        pks = [pk, *(each.pk for each in duplicates.possible_duplicates(person))]
        people = (
            self.get_queryset(request).select_related("home_place").prefetch_related("sources")
        ).in_bulk(pks)
        context: dict[str, Any] = {
            "title": _("The same person twice?"),
            "people": [
                (
                    people[each],
                    self.status_now(people[each]),
                    each != pk and self._merge_url(person, people[each]),
                )
                for each in pks
            ],
            "may_merge": self.has_publish_permission(request),
        }
        return self._page(request, "admin/profiles/detainee/apart.html", person, context)

    def _person(self, request: HttpRequest, pk: int) -> Detainee:
        person: Detainee | None = self.get_object(request, str(pk))
        if person is None:
            raise Http404
        if not self.has_publish_permission(request):
            raise PermissionDenied
        return person

    def _merge_url(self, kept: Detainee, gone: Detainee) -> str:
        address = reverse("admin:profiles_detainee_merge", args=[kept.pk])
        return f"{address}?{urlencode({'other': gone.reference})}"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/merge/", view(self.merge_view), name="profiles_detainee_merge"),
            path("<int:pk>/apart/", view(self.apart_view), name="profiles_detainee_apart"),
            path("<int:pk>/unmerge/", view(self.unmerge_view), name="profiles_detainee_unmerge"),
            *super().get_urls(),
        ]
