"""The pages on which staff compare people with one name: merge two, part them again, or say that they are distinct."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.history import HistoryAdmin
from campaign.admin.publishable import PublishableAdmin
from profiles.models import Detainee
from profiles.models.references import parse_reference
from profiles.models.vocabulary import Status
from profiles.safety import duplicates, merge


class OtherForm(forms.Form):
    """Asks for the reference of the other person. If no person has it, the form keeps what was typed."""

    other = forms.CharField(
        label=lazy("Reference of the other person"),
        max_length=20,
        help_text=lazy("For example P-0042"),
    )

    def __init__(self, *args: Any, person: Detainee, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person = person

    def clean_other(self) -> Detainee:
        pk = parse_reference(self.cleaned_data["other"])
        others = Detainee.objects.visible_here().filter(merged_into=None)
        others = others.exclude(pk=self._person.pk)
        found = others.filter(pk=pk).prefetch_related("names").first() if pk else None
        if found is None:
            raise ValidationError(_("There is no other person with this reference."))
        return found


@admin.action(description=lazy("Compare and merge"), permissions=["publish"])
def compare(
    desk: PublishableAdmin, request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponse | None:
    """The action of the list: open the merge page for two people."""
    people = list(queryset.order_by("pk")[:3])
    if len(people) != 2:
        messages.error(request, _("Choose two people."))
        return None
    return HttpResponseRedirect(_merge_url(*people))


def merge_view(desk: HistoryAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """pk: the person who stays."""
    kept = _person_to_publish(desk, request, pk)
    if kept.merged_into_id:
        return HttpResponseRedirect(desk.item_url("change", kept))
    template = "admin/profiles/detainee/merge.html"
    form = OtherForm(request.GET if "other" in request.GET else None, person=kept)
    context: dict[str, Any] = {"title": _("Merge two people"), "form": form}
    if not form.is_valid():
        context["alike"] = [
            (each, _merge_url(kept, each)) for each in duplicates.possible_duplicates(kept)
        ]
        return desk.item_page(request, template, kept, context)
    gone: Detainee = form.cleaned_data["other"]
    plan = merge.plan_merge(kept, gone)
    if request.method == "POST" and _merge(request, kept, gone, plan):
        return HttpResponseRedirect(desk.item_url("change", kept))
    context |= {"kept": kept, "gone": gone, "plan": plan, "swapped": _merge_url(gone, kept)}
    return desk.item_page(request, template, kept, context)


def _merge(request: HttpRequest, kept: Detainee, gone: Detainee, plan: merge.MergePlan) -> bool:
    """Merge them and say so; if it is refused, say why and return False."""
    take = [each.name for each in plan.choices if request.POST.get(each.name) == "gone"]
    why = request.POST.get("why", "").strip()
    try:
        merge.merge(kept, gone, take=take, author=request.user, why=why)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return False
    done = _("%(gone)s is merged into %(kept)s; its reference now leads there.")
    messages.info(request, done % {"gone": gone.reference, "kept": kept.reference})
    return True


def unmerge_view(desk: HistoryAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    gone = _person_to_publish(desk, request, pk)
    if gone.merged_into is None:
        return HttpResponseRedirect(desk.item_url("change", gone))
    if request.method == "POST":
        try:
            merge.undo_merge(gone, author=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.info(
                request, _("The merge is undone. What was public is unpublished: publish it again.")
            )
        return HttpResponseRedirect(desk.item_url("change", gone))
    context = {"title": _("Undo the merge"), "gone": gone}
    return desk.item_page(request, "admin/profiles/detainee/unmerge.html", gone, context)


def apart_view(desk: HistoryAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """People with the same name: staff merge them, or say that they are distinct."""
    person: Detainee | None = desk.get_object(request, str(pk))
    if person is None:
        raise Http404
    if not desk.has_change_permission(request, person):
        raise PermissionDenied
    if request.method == "POST":
        others = [int(each) for each in request.POST.getlist("other") if each.isdecimal()]
        duplicates.mark_distinct(person, others, author=request.user)
        messages.info(request, _("It is recorded that they are different people."))
        return HttpResponseRedirect(desk.item_url("change", person))
    pks = [pk, *(each.pk for each in duplicates.possible_duplicates(person))]
    people = (
        desk.get_queryset(request).select_related("home_place").prefetch_related("sources")
    ).in_bulk(pks)
    context: dict[str, Any] = {
        "title": _("Duplicates?"),
        "people": [
            (
                people[each],
                status_label(people[each]),
                each != pk and _merge_url(person, people[each]),
            )
            for each in pks
        ],
        "may_merge": desk.has_publish_permission(request),
    }
    return desk.item_page(request, "admin/profiles/detainee/apart.html", person, context)


def status_label(person: Any) -> str:
    """The newest status in words. Needs `Detainee.objects.with_status()`."""
    return str(Status(person.status).label) if person.status else ""


def _person_to_publish(desk: HistoryAdmin, request: HttpRequest, pk: int) -> Detainee:
    """Merging needs the right to publish, since merged people may be public."""
    person: Detainee | None = desk.get_object(request, str(pk))
    if person is None:
        raise Http404
    if not desk.has_publish_permission(request):
        raise PermissionDenied
    return person


def _merge_url(kept: Detainee, gone: Detainee) -> str:
    address = reverse("admin:profiles_detainee_merge", args=[kept.pk])
    return f"{address}?{urlencode({'other': gone.reference})}"
