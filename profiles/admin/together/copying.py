"""Copying from another person: staff choose the person, then the rows. The other person is not changed.

Names, consents, pictures, notes and contacts are never copied: they belong to one person alone.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from campaign.admin.fields.choices import PickOne
from campaign.admin.history import HistoryAdmin
from campaign.admin.working_versions.changing import Result, change, refuse_others_version
from campaign.closed_records.records import same_readers
from campaign.working_versions import applying
from profiles.admin.together.adding import Adding, copied_fields
from profiles.models import Detainee, Event, LegalCase, Reason, Relationship, Source, StatusClaim
from profiles.models.references import parse_reference
from profiles.safety.merge import value_in_words

MODELS: tuple[Any, ...] = (StatusClaim, Event, LegalCase, Reason, Source)
HOME = "home"
TEMPLATE = "admin/profiles/detainee/copy.html"


class FromForm(forms.Form):
    """Whom to copy from: searched for, or by the reference, which works without scripts."""

    other = forms.ModelChoiceField(
        Detainee.objects.none(), label=lazy("Search for the other person"), required=False
    )
    reference = forms.CharField(
        label=lazy("Or their reference"),
        max_length=20,
        required=False,
        help_text=lazy("For example P-0042"),
    )

    def __init__(self, data: Any, *, desk: Any, request: HttpRequest, person: Detainee) -> None:
        super().__init__(data)
        self._others = desk.get_queryset(request).filter(merged_into=None).exclude(pk=person.pk)
        picker: Any = self.fields["other"]
        picker.queryset = self._others
        picker.widget = PickOne(Relationship._meta.get_field("other"), desk.admin_site)
        picker.widget.choices = picker.choices
        picker.label_from_instance = desk.label_to_pick

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors or cleaned.get("other"):
            return cleaned
        pk = parse_reference(cleaned.get("reference") or "")
        cleaned["other"] = self._others.filter(pk=pk).first() if pk else None
        if cleaned["other"] is None:
            self.add_error("reference", _("There is no other person with this reference."))
        return cleaned


@dataclass(frozen=True, slots=True)
class Offer:
    """A row that can be copied. name: of its tick box."""

    name: str
    label: str
    words: str
    is_there: bool
    is_ticked: bool
    row: Any


def copy_view(desk: HistoryAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """pk: the person who gets the rows."""
    person: Detainee | None = desk.get_object(request, str(pk))
    if person is None:
        raise Http404
    if not desk.has_change_permission(request, person):
        raise PermissionDenied
    form = FromForm(
        request.GET if {"other", "reference"} & request.GET.keys() else None,
        desk=desk,
        request=request,
        person=person,
    )
    context: dict[str, Any] = {"title": _("Copy from another person"), "form": form}
    status = 200
    if form.is_valid():
        other: Detainee = form.cleaned_data["other"]
        try:
            _refuse(desk, request, person, other)
            if request.method == "POST" and _copy(desk, request, person, other):
                return desk.redirect_to_form(person.pk)
            context |= {"other": other, "offers": _offers(desk, request, person, other)}
        except ValidationError as error:
            context["refused"] = error.messages
        status = 422 if request.method == "POST" else 200
    elif form.errors:
        status = 422
    response = desk.item_page(request, TEMPLATE, person, context)
    response.status_code = status
    return response


def _refuse(desk: HistoryAdmin, request: HttpRequest, person: Detainee, other: Detainee) -> None:
    if not same_readers(person, other):
        raise ValidationError(
            _("Not the same staff may see both. What is copied would be seen by others.")
        )
    refuse_others_version(request, desk.version_of(request, person))


def _offers(
    desk: HistoryAdmin, request: HttpRequest, person: Detainee, other: Detainee
) -> list[Offer]:
    """Compared with the person as their form shows them, so with a working version."""
    ticked = request.POST.getlist("row")
    version = desk.version_of(request, person) if person.is_published else None
    with applying.shown(version, person), transaction.atomic():
        fresh = Detainee.objects.select_related("home_place").get(pk=person.pk)
        return list(_compared(fresh, other, request, ticked))


def _compared(
    person: Detainee, other: Detainee, request: HttpRequest, ticked: Collection[str]
) -> Iterator[Offer]:
    if other.home_place:
        words = str(other.home_place)
        if person.home_place and person.home_place != other.home_place:
            words = f"{person.home_place} → {words}"
        is_there = person.home_place == other.home_place
        yield Offer(HOME, _("Home"), words, is_there, HOME in ticked, None)
    there = Adding(person)
    for model in MODELS:
        for row in _rows_of(model, other, request):
            name = f"{model._meta.model_name}-{row.pk}"
            label = capfirst(str(model._meta.verbose_name))
            yield Offer(name, label, _in_words(row), there.has(row), name in ticked, row)


def _rows_of(model: Any, other: Detainee, request: HttpRequest) -> list[Any]:
    """Only of what the user may see, and may add by hand."""
    opts = model._meta
    rights = [f"{opts.app_label}.{verb}_{opts.model_name}" for verb in ("view", "add")]
    if model is not Source:
        rights.append("profiles.add_source")
    if not request.user.has_perms(rights):
        return []
    rows = model.objects.filter(detainee=other)
    if model is Source:
        return list(rows.defer("contact"))
    return list(rows.select_related("source").defer("source__contact"))


def _in_words(row: Any) -> str:
    fields = [each for each in copied_fields(type(row)) if each.name != "is_public"]
    values = [value_in_words(row, each) for each in fields]
    if source := getattr(row, "source", None):
        values.append(_("Source: %(source)s") % {"source": source})
    if not row.is_public:
        values.append(_("not shown"))
    return " · ".join(filter(None, values))


def _copy(desk: HistoryAdmin, request: HttpRequest, person: Detainee, other: Detainee) -> bool:
    """Copy the ticked rows and say what came of it. Returns False if nothing was ticked."""
    ticked = set(request.POST.getlist("row"))
    numbers: list[int] = []

    def write(item: Detainee) -> None:
        adding = Adding(item)
        chosen = [
            each for each in _compared(item, other, request, ticked) if each.is_ticked and each.row
        ]
        # A row brings its source along, so the sources come last and find it there.
        numbers.append(sum(adding.add(each.row) for each in chosen))
        if HOME in ticked and other.home_place_id != item.home_place_id:
            item.home_place = other.home_place
            item.save(update_fields=["home_place", "updated_at"])
            numbers[-1] += 1

    if not ticked:
        messages.error(request, _("Tick what to copy."))
        return False
    why = _("Copied from %(reference)s") % {"reference": other.reference}
    outcome = change(desk, request, person.pk, write, why=why)
    if outcome.result is Result.SAME:
        messages.info(request, _("All of that is there already."))
        return True
    number = numbers[-1]
    said = ngettext("%(number)d thing is copied.", "%(number)d things are copied.", number)
    text = said % {"number": number}
    if outcome.result is Result.KEPT:
        text = f"{text} {_('It is kept as a working version, and not public yet.')}"
    messages.success(request, text)
    return True
