"""The work queues at the desk: a page of its own, and a part of the first page."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.db.models.functions import Least
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.admin.base import DeskAdmin
from campaign.admin.first_page.entries import MAX_ROWS, Entry, Figure, Part, Row, add_source
from campaign.admin.first_page.numbers import Counted, add_numbers, number, numbers
from campaign.documents.charts import Row as Bar
from campaign.publishing.workflow import State
from profiles.models import Consent, Detainee
from profiles.safety import queues
from profiles.safety.left_names import LeftName, left_names


def queues_view(desk: DeskAdmin, request: HttpRequest) -> HttpResponse:
    if not desk.has_view_permission(request):
        raise PermissionDenied
    counts = queues.counts()
    context = desk.admin_site.each_context(request) | {
        "title": _("People who need attention"),
        "opts": desk.opts,
        "queues": [(each, counts[each.name], _list_url(each)) for each in queues.QUEUES],
    }
    return TemplateResponse(request, "admin/profiles/detainee/queues.html", context)


def left_names_view(desk: DeskAdmin, request: HttpRequest) -> HttpResponse:
    """Pages that name someone who is unpublished. Staff read it any day; it is computed anew each time."""
    if not desk.has_view_permission(request):
        raise PermissionDenied
    context = desk.admin_site.each_context(request) | {
        "title": _("Pages that name someone who is unpublished"),
        "opts": desk.opts,
        "rows": [(left, _item_url(request, left)) for left in left_names()],
    }
    return TemplateResponse(request, "admin/profiles/detainee/left_names.html", context)


def _item_url(request: HttpRequest, left: LeftName) -> str:
    """Where staff change the page; empty if they may not see it."""
    opts = left.page.item._meta
    if left.is_closed_here or not request.user.has_perm(f"{opts.app_label}.view_{opts.model_name}"):
        return ""
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[left.page.item.pk])


def _list_url(queue: queues.Queue) -> str:
    return f"{reverse('admin:profiles_detainee_changelist')}?care={queue.name}"


@add_numbers
def people(request: HttpRequest) -> Iterator[Counted]:
    """How many are in each queue, and in each state."""
    if not request.user.has_perm("profiles.view_detainee"):
        return
    yield from queues.counted()
    seen = Detainee.objects.visible_to(request.user).filter(merged_into=None)
    for state in State:
        yield number(_name_of(state), seen.filter(state=state), Count("pk"))


def _name_of(state: State) -> str:
    return f"people-{state}"


@add_source
def people_who_need_attention(request: HttpRequest) -> Iterator[Entry]:
    """The queues that are not empty. Each links to the list of its people."""
    if not request.user.has_perm("profiles.view_detainee"):
        return
    found = numbers(request)
    rows = [
        Row(each.label, _list_url(each), number=found[each.name])
        for each in queues.QUEUES
        if each.name in found
    ]
    what = (_("What we look for"), reverse("admin:profiles_detainee_queues"))
    yield Entry(Part.WAITING, "queues", _("People who need attention"), rows, pages=[what])
    left = Row(
        _("Pages that name someone who is unpublished"),
        reverse("admin:profiles_detainee_left_names"),
    )
    yield Entry(Part.TOOLS, "left-names", _("People"), [left])


@add_source
def consents_that_end(request: HttpRequest) -> Iterator[Entry]:
    """Consents that end soon, and those about which the day to ask again has come or is near."""
    if not request.user.has_perms(["profiles.view_detainee", "profiles.view_consent"]):
        return
    last = timezone.localdate() + timedelta(days=settings.CONSENT_DAYS)
    people = Detainee.objects.visible_to(request.user).filter(merged_into=None)
    found = (
        Consent.objects.in_force()
        .filter(Q(expires_on__lte=last) | Q(review_on__lte=last), detainee__in=people)
        .select_related("detainee")
        .order_by(Least("expires_on", "review_on"), "pk")[: MAX_ROWS + 1]
    )
    rows = []
    for consent in found:
        url = reverse("admin:profiles_detainee_change", args=[consent.detainee_id])
        for day, words in (
            (consent.expires_on, _("a consent ends")),
            (consent.review_on, _("ask again whether the consent holds")),
        ):
            if day and day <= last:
                rows.append(Row(str(consent.detainee), url, words, at=day))
    ending = next(each for each in queues.QUEUES if each.name == "ending")
    lists = [(ending.label, _list_url(ending))]
    yield Entry(Part.EXPIRES, "consents", _("Consents"), rows, lists)


@add_source
def people_by_state(request: HttpRequest) -> Iterator[Figure]:
    if not request.user.has_perm("profiles.view_detainee"):
        return
    counted = numbers(request)
    found = {state.value: counted.get(_name_of(state), 0) for state in State}
    most = max(found.values(), default=0)
    bars = [
        Bar(
            label=str(state.label),
            value=found[state.value],
            share=round(100 * found[state.value] / most, 1),
            url=reverse("admin:profiles_detainee_changelist", query={"state": state.value}),
        )
        for state in State
        if found[state.value]
    ]
    yield Figure("people", _("People by state"), bars=bars, headings=(_("State"), _("People")))
