"""Scheduled is not public: the sentences and the filter that say so, and the page that reschedules an item."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django_stubs_ext import StrOrPromise

from campaign.admin.ask_first import GOES_BACK, AskFirst, DateEffect, ask_first
from campaign.dates.fields import MomentField
from campaign.dates.wording import describe_moment
from campaign.publishing import four_eyes, workflow
from campaign.publishing.ending import not_ended
from campaign.publishing.workflow import Publishable, Stage, State


class StageFilter(admin.SimpleListFilter):
    """The state as staff see it: what is scheduled is not among what is published."""

    title = lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return Stage.choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() == Stage.SCHEDULED:
            return queryset.scheduled()  # type: ignore[attr-defined,no-any-return]
        if self.value() == Stage.PUBLISHED:
            return queryset.filter(not_ended(queryset.model), state=State.PUBLISHED).exclude(
                pk__in=queryset.scheduled().values("pk")  # type: ignore[attr-defined]
            )
        if self.value() == Stage.ENDED:
            return queryset.ended()  # type: ignore[attr-defined,no-any-return]
        return queryset.filter(state=self.value()) if self.value() in Stage else queryset


class RescheduleForm(forms.Form):
    publish_at = MomentField(label=lazy("Publish on"))


def publication(item: Publishable) -> DateEffect | None:
    """What the publication time of the item does; None if it has none."""
    if item.publish_at is None:
        return None
    return DateEffect(
        name="publish_at",
        label=_("Publish on"),
        when=item.publish_at,
        then=_("No one outside can see it until then. Then it becomes public by itself."),
        already=_("This time is past: everyone will see it at once, under this date."),
        asks_when_published=True,
    )


def ending(item: Publishable) -> list[DateEffect]:
    """What the end of the item does; empty if it has none."""
    expires_at = getattr(item, "expires_at", None)
    if expires_at is None:
        return []
    return [
        DateEffect(
            name="expires_at",
            label=_("Ends"),
            when=expires_at,
            then=_("From then on no one outside can see it."),
            already=_("This time is past: no one outside can see it."),
        )
    ]


def ask_about_publication(request: HttpRequest, effects: list[DateEffect]) -> None:
    """Ask about these effects, with a title and a button that say what becomes of the item."""
    when = next((effect for effect in effects if effect.name == "publish_at"), None)
    if when is None:
        ask_first(request, effects)
    elif when.is_past:
        ask_first(request, effects, title=_("Publish it now?"), yes=_("Yes, publish it now"))
    else:
        ask_first(request, effects, title=_("Schedule it?"), yes=_("Yes, schedule it"))


def scheduled_sentence(item: Publishable) -> str:
    time = describe_moment(item.publish_at) if item.publish_at else ""
    return _("Scheduled for %(time)s.") % {"time": time}


def state_sentence(item: Publishable, *, may_publish: bool, may_keep: bool = False) -> StrOrPromise:
    """What the state means: who can see the item, and who can change it. may_keep: a working version of what is public."""
    ask = _("To have it changed, ask someone who may publish.")
    match item.stage:
        case Stage.DRAFT:
            return _("No one outside can see it.")
        case Stage.IN_REVIEW:
            return _("It waits for someone who may publish. No one outside can see it.")
        case Stage.SCHEDULED:
            rest = _("No one outside can see it before.") if may_publish else ask
            return f"{scheduled_sentence(item)} {rest}"
        case Stage.PUBLISHED if may_keep:
            return f"{_('It is public.')} {_how_to_change(item, may_publish=may_publish)}"
        case Stage.PUBLISHED if may_publish and four_eyes.applies_to(item):
            return _(
                "It is public. To change it, unpublish it first: someone else has to read the change."
            )
        case Stage.PUBLISHED if may_publish:
            return _("It is public: what you save here is on the site at once.")
        case Stage.PUBLISHED:
            return _("It is public.") + f" {ask}"
        case Stage.ENDED:
            return _(
                "It has ended, so no one outside can see it. With a later end it is public again."
            )
        case Stage.WITHDRAWN if not hasattr(item, "slug"):
            return _("It was public and is now unpublished.")
        case Stage.WITHDRAWN:
            return _("It was public and is now unpublished. Its address answers that it is gone.")


def _how_to_change(item: Publishable, *, may_publish: bool) -> str:
    if four_eyes.applies_to(item):
        return _("Your changes are kept as a working version, until a colleague publishes them.")
    if may_publish:
        return _("Your changes stay a working version until someone publishes them.")
    return _(
        "Your changes are kept as a working version, until someone who may publish publishes them."
    )


def reschedule_view(model_admin: Any, request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for another time, say it in words, and change it."""
    item: Publishable | None = model_admin.get_object(request, str(pk))
    if item is None:
        return model_admin.redirect_to_form(pk)  # type: ignore[no-any-return]  # which says that it does not exist
    if not model_admin.has_publish_permission(request):
        raise PermissionDenied
    if item.stage != Stage.SCHEDULED:
        messages.error(request, _("“%s” is not scheduled.") % item)
        return model_admin.redirect_to_form(pk)  # type: ignore[no-any-return]
    form = RescheduleForm(request.POST or None, initial={"publish_at": item.publish_at})
    if request.method == "POST" and form.is_valid() and GOES_BACK not in request.POST:
        try:
            _reschedule(model_admin, request, item, form)
        except AskFirst as question:
            return question.response(request, model_admin)
        return model_admin.redirect_to_form(pk)  # type: ignore[no-any-return]
    context = model_admin.admin_site.each_context(request) | {
        "title": _("Reschedule"),
        "opts": model_admin.opts,
        "original": item,
        "form": form,
        "media": model_admin.media + form.media,
        "sentence": scheduled_sentence(item),
    }
    return TemplateResponse(request, "admin/reschedule.html", context)


def _reschedule(
    model_admin: Any, request: HttpRequest, item: Publishable, form: RescheduleForm
) -> None:
    item.publish_at = form.cleaned_data["publish_at"]
    effect = publication(item)
    ask_about_publication(request, [effect] if effect else [])
    fresh = model_admin.model._default_manager.get(pk=item.pk)
    try:
        workflow.reschedule(
            fresh,
            publish_at=form.cleaned_data["publish_at"],
            author=request.user,
            seen=request.POST.get("seen", ""),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, published_message(fresh))


def published_message(item: Publishable) -> str:
    """What publishing or rescheduling has done: it is public, or will be."""
    if item.stage == Stage.SCHEDULED and item.publish_at:
        return _("“%(item)s” is scheduled for %(time)s. No one outside can see it before.") % {
            "item": item,
            "time": describe_moment(item.publish_at),
        }
    return _("“%(item)s” is published.") % {"item": item}
