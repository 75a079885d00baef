"""The admin of updates to signers: staff write, preview, send and stop them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django_stubs_ext import StrOrPromise

from campaign.admin.base import DeskAdmin, DeskForm, item_urls
from petitions.admin.signature.access import access_to, number, record
from petitions.mail import updates
from petitions.models import Signature, SignerAccess, Update

State = Update.State
UNCERTAIN_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateAction:
    """A button. consequence: shown before the action. done: shown after it."""

    name: str
    run: Callable[..., None]
    state: State
    label: StrOrPromise
    consequence: StrOrPromise
    done: StrOrPromise


UPDATE_ACTIONS = (
    UpdateAction(
        name="send",
        run=updates.start,
        state=State.DRAFT,
        label=lazy("Send to signers"),
        consequence=lazy(
            "The worker sends it to everyone who asked for updates on this petition. An email that was sent "
            "cannot be taken back; you can stop the rest."
        ),
        done=lazy("It is being sent."),
    ),
    UpdateAction(
        name="stop",
        run=updates.stop,
        state=State.SENDING,
        label=lazy("Stop sending"),
        consequence=lazy("Emails that were sent cannot be taken back. You can continue later."),
        done=lazy("No more emails are sent. A few that are on their way may still arrive."),
    ),
    UpdateAction(
        name="resume",
        run=updates.resume,
        state=State.STOPPED,
        label=lazy("Continue sending"),
        consequence=lazy("It continues where it was stopped. No one gets it twice."),
        done=lazy("It is being sent."),
    ),
)


class UpdateForm(DeskForm):
    def clean(self) -> dict[str, Any]:
        """Locks the row until it is saved, so that no one can start sending it meanwhile."""
        if self.instance.pk:
            row = Update.objects.select_for_update().filter(pk=self.instance.pk)
            if row.values_list("state", flat=True).first() != State.DRAFT:
                raise ValidationError(_("It is being sent or was sent, so its text cannot change."))
        return super().clean() or self.cleaned_data


@admin.register(Update)
class UpdateAdmin(DeskAdmin):
    form = UpdateForm
    list_note = lazy(
        "Emails to signers who asked for news: at most one a week for each petition. "
        "Nothing is sent before you say so."
    )
    change_form_template = "admin/petitions/update/change_form.html"
    list_display = ("subject", "petition", "state", "progress", "started_at", "author")
    list_select_related = ("petition", "author")
    list_filter = ("state", "petition")
    search_fields = ("subject", "body", "petition__title")
    autocomplete_fields = ("petition",)
    fields = ("petition", "subject", "body")
    actions = None

    # --- Who may do what ---

    def has_send_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("petitions.send_update")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only drafts can be edited."""
        return super().has_change_permission(request, obj) and (
            obj is None or obj.state == State.DRAFT
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only drafts can be deleted. Signers may ask about an update that was sent."""
        return super().has_delete_permission(request, obj) and (
            obj is None or obj.state == State.DRAFT
        )

    # --- List and form ---

    @admin.display(description=lazy("sent"))
    def progress(self, update: Update) -> str:
        if update.state == State.DRAFT:
            return ""
        return _("%(sent)s of %(all)s") % {
            "sent": number_format(update.sent, force_grouping=True),
            "all": number_format(update.recipients, force_grouping=True),
        }

    def save_model(self, request: HttpRequest, obj: Update, form: Any, change: bool) -> None:
        if change:
            if form.changed_data:
                obj.previewed_at = None
            # Only these columns: the worker writes the others.
            obj.save(update_fields=[*self.fields, "previewed_at"])
        else:
            obj.author = request.user  # type: ignore[assignment]
            obj.save()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if update := kwargs.get("obj"):
            fresh = Update.objects.get(pk=update.pk)  # without the invalid input of a refused form
            # Not while it is being sent: the page reloads itself, and each time would be a look at signers.
            is_sending = fresh.state == State.SENDING
            access = access_to(request, fresh.petition_id)
            progress = updates.progress(fresh)
            shown_ids = progress.uncertain[:UNCERTAIN_SHOWN]
            uncertain = Signature.objects.filter(pk__in=shown_ids).only(
                "petition",
                "email_digest",
                "name",
                "initials",
                "country",
                "confirmed_at",
                "details",
                "erased_at",
            )
            shown = [
                (number(each) if is_sending else access.name(each), each.country.name)
                for each in uncertain
            ]
            if shown and access.is_open and not is_sending:
                record(request, access, SignerAccess.Kind.UPDATE, found=len(shown))
            context |= {
                "update": fresh,
                "progress": progress,
                "uncertain": shown,
                "access": access if shown and not is_sending else None,
                "actions": self._actions(request, fresh),
                "preview_url": self._url("preview", fresh),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def _actions(self, request: HttpRequest, update: Update) -> list[tuple[StrOrPromise, str]]:
        return [
            (action.label, self._url(action.name, update))
            for action in UPDATE_ACTIONS
            if action.state == update.state
            and self.has_send_permission(request)
            and (action.state != State.DRAFT or update.previewed_at)
        ]

    # --- The buttons ---

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        update = self._get(request, pk)
        if request.method == "POST":
            if not self.has_change_permission(request, update):
                raise PermissionDenied
            try:
                updates.queue_preview(update, request.user)  # type: ignore[arg-type]
            except ValidationError as error:
                messages.error(request, error.messages[0])
            else:
                messages.success(
                    request,
                    _("A copy is on its way to %s.") % request.user.email,  # type: ignore[union-attr]
                )
            return HttpResponseRedirect(self._url("preview", update))
        context = self.admin_site.each_context(request) | {
            "title": _("Preview"),
            "opts": self.opts,
            "update": update,
            "mail": updates.preview_message(update, "signer@example.org"),
            "number": updates.recipients(update.petition_id).count(),
            "may_preview": self.has_change_permission(request, update),
            "actions": self._actions(request, update),
        }
        return TemplateResponse(request, "admin/petitions/update/preview.html", context)

    def action_view(self, request: HttpRequest, pk: int, *, action: UpdateAction) -> HttpResponse:
        update = self._get(request, pk)
        if not self.has_send_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            context = self.admin_site.each_context(request) | {
                "title": action.label,
                "opts": self.opts,
                "action": action,
                "items": [update],
            }
            return TemplateResponse(request, "admin/action_confirmation.html", context)
        try:
            action.run(update, author=request.user)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(request, action.done)
        return HttpResponseRedirect(self._url("change", update))

    def _get(self, request: HttpRequest, pk: int) -> Update:
        update: Update | None = self.get_object(request, str(pk))
        if update is None or not self.has_view_permission(request, update):
            raise PermissionDenied
        return update

    def get_urls(self) -> list[URLPattern]:
        views: dict[str, Callable[..., HttpResponse]] = {
            action.name: partial(self.action_view, action=action) for action in UPDATE_ACTIONS
        }
        views["preview"] = self.preview_view
        return item_urls(self, views) + super().get_urls()

    def _url(self, name: str, update: Update) -> str:
        return reverse(f"admin:petitions_update_{name}", args=[update.pk])
