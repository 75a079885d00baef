"""The pages of a review. Each is a view of a PublishableAdmin, and calls one function of the workflow."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django_stubs_ext import StrOrPromise

from campaign.admin.reviews import panels
from campaign.admin.reviews.forms import AnswerForm, AskForm
from campaign.admin.scheduling import published_message
from campaign.history.describe import DescribedEdit
from campaign.publishing import reviews, workflow
from campaign.publishing.actions import ACTIONS
from campaign.publishing.models import Review
from campaign.publishing.workflow import Publishable, Stage

[SUBMIT] = [action for action in ACTIONS if action.change is workflow.submit]


def submit_view(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Submit a draft for review: to a colleague with a note, or to anyone who may publish."""
    item = _item(model_admin, request, pk)
    if item is None:
        return model_admin.redirect_to_form(pk)  # type: ignore[no-any-return]  # which says that it does not exist
    if not model_admin.allows(request, SUBMIT, item):
        raise PermissionDenied
    form = _ask_form(model_admin, request, item)
    if form.is_valid():
        model_admin.run_action(request, SUBMIT, item, **form.cleaned_data)
        return model_admin.redirect_to_form(pk)  # type: ignore[no-any-return]
    return _ask_page(model_admin, request, item, form, title=SUBMIT.label)


def ask_view(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a colleague to look at what is in review already."""
    item = _item(model_admin, request, pk)
    if item is None:
        return model_admin.redirect_to_form(pk)  # type: ignore[no-any-return]
    if not model_admin.has_change_permission(request, item):
        raise PermissionDenied
    form = _ask_form(model_admin, request, item)
    if item.stage != Stage.IN_REVIEW:
        messages.error(request, _("“%s” is not in review.") % item)
        return model_admin.redirect_to_form(pk)  # type: ignore[no-any-return]
    if not form.is_valid():
        title = _("Ask for a review")
        return _ask_page(model_admin, request, item, form, title=title, skip=_skip_label(item))
    try:
        workflow.ask_for_review(item, author=request.user, **form.cleaned_data)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("“%s” waits for review.") % item)
    return model_admin.redirect_to_form(pk)  # type: ignore[no-any-return]


def review_view(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """What a reviewer reads: the note, what has changed, and three answers."""
    item = _item(model_admin, request, pk)
    if item is None:
        return model_admin.redirect_to_form(pk)  # type: ignore[no-any-return]
    if not model_admin.has_publish_permission(request):
        raise PermissionDenied
    if item.stage != Stage.IN_REVIEW:
        messages.error(request, _("“%s” is not in review.") % item)
        return model_admin.redirect_to_form(pk)  # type: ignore[no-any-return]
    is_sent = request.method == "POST"
    form = AnswerForm(request.POST if is_sent else None, needs_note="_changes" in request.POST)
    problems: list[str] = []
    if form.is_valid():
        try:
            done = _answer(request, item, form.cleaned_data["note"])
        except ValidationError as error:
            problems = error.messages
        else:
            messages.success(request, done)
            return model_admin.redirect_to_form(pk)  # type: ignore[no-any-return]
    fresh = model_admin.get_object(request, str(pk))
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Review"),
        "subtitle": str(fresh),
        "opts": model_admin.opts,
        "original": fresh,
        "form": form,
        "problems": problems,
        **_request(reviews.last_of(fresh)),
        "objections": fresh.objections(request.user),
        "missing": fresh.missing_for_publication(),
        "effects": [
            each for each in model_admin.effects_of_dates(fresh) if each.asks_when_published
        ],
        "changed": changes_to_read(model_admin, request, fresh),
        "preview_url": model_admin.item_url("preview", fresh),
    }
    return TemplateResponse(request, "admin/reviews/review.html", context)


def _request(review: Review | None) -> dict[str, Any]:
    """Who asked, or answered last, and what they wrote."""
    if review is None:
        return {"review": None}
    note = review.answer_note if review.answer else review.note
    return {"review": review, "sentence": panels.sentence(review), "note": note}


def _answer(request: HttpRequest, item: Publishable, note: str) -> StrOrPromise:
    """Do what the pressed button says. Returns a message for the reviewer."""
    seen = request.POST.get("seen", "") or "none"
    if "_publish" in request.POST:
        workflow.publish(item, author=request.user, seen=seen, note=note)
        return published_message(item)
    if "_approve" in request.POST:
        workflow.approve(item, author=request.user, seen=seen, note=note)
        return _("“%s” is approved. Whoever may publish can publish it now.") % item
    if "_changes" in request.POST:
        workflow.ask_for_changes(item, author=request.user, seen=seen, note=note)
        return _("“%s” is a draft again. Its writer finds your note there.") % item
    raise ValidationError(_("Choose an answer."))


@dataclass(frozen=True, slots=True)
class ChangesToRead:
    """What has changed since it was published or answered last. is_all: nothing of it was read before."""

    edits: list[DescribedEdit]
    is_all: bool
    more: int


MOST_EDITS = 10


def changes_to_read(model_admin: Any, request: HttpRequest, item: Publishable) -> ChangesToRead:
    since = reviews.read_until(item)
    edits, number = model_admin.edits_after(request, item, since, most=MOST_EDITS)
    return ChangesToRead(edits, is_all=not since, more=max(0, number - MOST_EDITS))


def _item(model_admin: Any, request: HttpRequest, pk: int) -> Any:
    return model_admin.get_object(request, str(pk))


def _ask_form(model_admin: Any, request: HttpRequest, item: Publishable) -> AskForm:
    """Whoever asked for changes is chosen: they know the text."""
    data = request.POST if request.method == "POST" else None
    initial = {"of": partial(reviews.asked_for_changes, item)}
    return AskForm(data, initial=initial, model=model_admin.model, user=request.user)


def _skip_label(item: Publishable) -> str:
    """What happens to an item in review if no one else is asked."""
    review = reviews.last_of(item)
    if review and review.asked_of and not review.answer:
        return _("Leave it as it is")
    return _("Skip: anyone may review it")


def _ask_page(
    model_admin: Any,
    request: HttpRequest,
    item: Publishable,
    form: AskForm,
    *,
    title: StrOrPromise,
    skip: str = "",
) -> HttpResponse:
    context = model_admin.admin_site.each_context(request) | {
        "title": title,
        "subtitle": str(item),
        "opts": model_admin.opts,
        "original": item,
        "form": form,
        "consequence": SUBMIT.consequence,
        "skip": skip,
    }
    return TemplateResponse(request, "admin/reviews/ask.html", context)


ASK_LABEL = lazy("Ask a colleague")
REVIEW_LABEL = lazy("Read and answer")
