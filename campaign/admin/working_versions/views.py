"""The pages of a working version. Each is a view of a PublishableAdmin, and calls one function."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.csp import CSP, build_policy
from django.utils.translation import gettext as _

from campaign.admin.ask_first import GOES_BACK, AskFirst, DateEffect, ask_first
from campaign.admin.reviews.forms import AnswerForm, AskForm
from campaign.admin.scheduling import RescheduleForm
from campaign.admin.working_versions import panels
from campaign.history.changes import current_edit
from campaign.history.describe import DescribedEdit
from campaign.history.models import Edit
from campaign.publishing import reviews
from campaign.publishing.workflow import Publishable, Stage, State
from campaign.working_versions import applying, publishing
from campaign.working_versions.applying import CannotApplyError
from campaign.working_versions.models import WorkingVersion

type View = Callable[[Any, HttpRequest, Any, WorkingVersion], HttpResponse]


def _page(view: View, needs: str, model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """needs: "view", "change" or "publish". Without a working version, the form is the place to go on."""
    item = model_admin.get_object(request, str(pk))
    if item is None:
        return model_admin.redirect_to_form(pk)  # type: ignore[no-any-return]  # which says that it does not exist
    may = {
        "view": model_admin.has_view_or_change_permission,
        "change": model_admin.has_change_permission,
    }
    if not (
        may[needs](request, item) if needs in may else model_admin.has_publish_permission(request)
    ):
        raise PermissionDenied
    version = model_admin.version_of(request, item)
    if version is None:
        messages.info(request, _("“%s” has no working version any more.") % item)
        return model_admin.redirect_to_form(pk)  # type: ignore[no-any-return]
    return view(model_admin, request, item, version)


def _compare(
    model_admin: Any, request: HttpRequest, item: Any, version: WorkingVersion
) -> HttpResponse:
    """What differs from what is public, in words, and what can be done with it."""
    is_sent = request.method == "POST"
    form = AnswerForm(request.POST if is_sent else None, needs_note="_changes" in request.POST)
    refused: list[str] = []
    if is_sent and form.is_valid():
        try:
            done = _act(model_admin, request, item, form.cleaned_data["note"])
        except ValidationError as error:
            refused = error.messages
        else:
            messages.success(request, done)
            return model_admin.redirect_to_form(item.pk)  # type: ignore[no-any-return]
    edit, misfit = _described(model_admin, request, item, version)
    is_public = item.stage == Stage.PUBLISHED
    may_publish = model_admin.has_publish_permission(request)
    context = {
        "title": _("Working version"),
        "original": item,
        "version": version,
        "form": form,
        "described": edit,
        "error": misfit,
        "refused": refused,
        "is_public": is_public,
        "may_publish": may_publish and is_public,
        "may_change": model_admin.has_change_permission(request, item),
        "is_own": version.author_id == request.user.pk,
        "problems": publishing.problems(item, version, author=request.user)
        if may_publish and is_public and not misfit
        else [],
        "conflicts": panels.described(model_admin, request, item, applying.conflicts_of(version)),
        "review": panels.review_of(version),
        "notes": panels.notes_about(version),
        "who": panels.name_of(request, version.author),
        "urls": {
            name: model_admin.item_url(f"version-{name}", item)
            for name in ("preview", "schedule", "ask", "discard")
        },
    }
    return _answer(model_admin, request, "version", item, context)


def _described(
    model_admin: Any, request: HttpRequest, item: Any, version: WorkingVersion
) -> tuple[DescribedEdit | None, str]:
    """The changes as the history would show them, and why they cannot be laid over the rows."""
    try:
        with applying.shown(version, item):
            edits = list(Edit.objects.filter(pk=current_edit() or 0).select_related("author"))
            found: list[DescribedEdit] = model_admin.described_edits(request, item, edits)
    except CannotApplyError as error:
        return None, " ".join(error.messages)
    for each in found:
        each.edit.at = version.updated_at
    return (found[0] if found else None), ""


def _act(model_admin: Any, request: HttpRequest, item: Any, note: str) -> str:
    """Do what the pressed button says. Returns a message."""
    seen = request.POST.get("seen", "") or "none"
    act: dict[str, Any] = {"author": request.user, "seen": seen}
    if "_take_over" in request.POST:
        if not model_admin.may_change_now(request, item):
            raise PermissionDenied
        publishing.take_over(item, **act)
        return _("The changes of the working version are in the form now.")
    if not model_admin.has_publish_permission(request):
        raise PermissionDenied
    if "_publish" in request.POST:
        publishing.publish(item, note=note, **act)
        return _("The changes of “%(item)s” are published.") % {"item": item}
    if "_approve" in request.POST:
        publishing.approve(item, note=note, **act)
        return _("The working version is approved. Whoever may publish can publish it now.")
    if "_changes" in request.POST:
        publishing.ask_for_changes(item, note=note, **act)
        return _("Its writer finds your note at the working version.")
    if "_unschedule" in request.POST:
        publishing.unschedule(item, **act)
        return _("It is not scheduled any more. The working version is kept.")
    raise ValidationError(_("Choose an answer."))


def _preview(
    model_admin: Any, request: HttpRequest, item: Any, version: WorkingVersion
) -> HttpResponse:
    """The page as the public would see it after the publication. For staff only, and in no cache."""
    try:
        with applying.shown(version, item):
            changed = model_admin.get_object(request, str(item.pk))
            badge = model_admin.badge(changed)
            changed.state = State.DRAFT  # only here: this text is not public, though the item is
            response: HttpResponse = model_admin.preview_of(request, changed, badge)
    except CannotApplyError as error:
        messages.error(request, " ".join(error.messages))
        return model_admin.redirect_to(item, "version")  # type: ignore[no-any-return]
    return response


def preview_policy() -> str:
    """The policy of public pages, so that a preview behaves like them. Its forms cannot be sent."""
    return build_policy(settings.SECURE_CSP | {"form-action": [CSP.NONE]})


def _discard(
    model_admin: Any, request: HttpRequest, item: Any, version: WorkingVersion
) -> HttpResponse:
    if request.method == "POST":
        return _run(
            model_admin,
            request,
            item,
            partial(
                publishing.discard, item, author=request.user, seen=request.POST.get("seen", "")
            ),
            _("The working version is discarded. What is public has not changed."),
        )
    edit, _error = _described(model_admin, request, item, version)
    context = {
        "title": _("Discard the working version"),
        "original": item,
        "version": version,
        "described": edit,
    }
    return _answer(model_admin, request, "discard", item, context)


def _schedule(
    model_admin: Any, request: HttpRequest, item: Any, version: WorkingVersion
) -> HttpResponse:
    """Ask for a time, say in words what it does, and schedule the changes."""
    form = RescheduleForm(request.POST or None, initial={"publish_at": version.publish_at})
    if request.method == "POST" and form.is_valid() and GOES_BACK not in request.POST:
        when = form.cleaned_data["publish_at"]
        effect = DateEffect(
            name="publish_at",
            label=_("Publish the changes on"),
            when=when,
            then=_(
                "The public sees the published text until then. Then all changes become public by themselves."
            ),
            already=_("This time is past. Choose a later one, or publish the changes now."),
        )
        schedule = partial(
            publishing.schedule,
            item,
            publish_at=when,
            author=request.user,
            seen=request.POST.get("seen", ""),
        )
        try:
            ask_first(request, [effect], title=_("Schedule it?"), yes=_("Yes, schedule it"))
        except AskFirst as question:
            return question.response(request, model_admin)
        return _run(
            model_admin, request, item, schedule, _("The changes of “%s” are scheduled.") % item
        )
    context = {
        "title": _("Publish the changes later"),
        "original": item,
        "version": version,
        "form": form,
        "media": model_admin.media + form.media,
        "notes": panels.notes_about(version),
    }
    return _answer(model_admin, request, "schedule", item, context)


def _ask(
    model_admin: Any, request: HttpRequest, item: Any, version: WorkingVersion
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    initial = {"of": partial(reviews.asked_for_changes, version)}
    form = AskForm(data, initial=initial, model=model_admin.model, user=request.user)
    if form.is_valid():
        ask = partial(
            publishing.ask_for_review,
            item,
            author=request.user,
            seen=request.POST.get("seen", ""),
            **form.cleaned_data,
        )
        return _run(model_admin, request, item, ask, _("The working version waits for a review."))
    context = {
        "title": _("Ask for a review of the working version"),
        "original": item,
        "version": version,
        "form": form,
    }
    return _answer(model_admin, request, "ask", item, context)


def _run(
    model_admin: Any, request: HttpRequest, item: Publishable, run: Callable[[], None], done: str
) -> HttpResponse:
    try:
        run()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return model_admin.redirect_to(item, "version")  # type: ignore[no-any-return]
    messages.success(request, done)
    return model_admin.redirect_to_form(item.pk)  # type: ignore[no-any-return]


def _answer(
    model_admin: Any, request: HttpRequest, name: str, item: Any, context: dict[str, Any]
) -> HttpResponse:
    context = model_admin.admin_site.each_context(request) | context
    context |= {"opts": model_admin.opts, "subtitle": str(item)}
    return TemplateResponse(request, f"admin/working_versions/{name}.html", context)


def pages(model_admin: Any) -> dict[str, Callable[..., HttpResponse]]:
    """By the last part of their address."""
    return {
        "version": partial(_page, _compare, "view", model_admin),
        "version-preview": partial(_page, _preview, "view", model_admin),
        "version-schedule": partial(_page, _schedule, "publish", model_admin),
        "version-ask": partial(_page, _ask, "change", model_admin),
        "version-discard": partial(_page, _discard, "change", model_admin),
    }
