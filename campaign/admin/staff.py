"""The admin of staff accounts: inviting, resetting a second factor, and what happened at the log-in."""

from collections.abc import Iterator
from typing import Any, override

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from campaign.accounts import events, factors, links, sessions
from campaign.accounts.models import AccountEvent, RecoveryCodes
from campaign.accounts.roles import membership
from campaign.accounts.views.forms import AccountForm, InvitationForm
from campaign.accounts.views.pages import own
from campaign.activity import accounts
from campaign.admin.base import DeskAdmin, ReadOnlyAdmin, item_urls
from campaign.admin.first_page.entries import Entry, Part, Row, add_source
from campaign.admin.first_page.numbers import Counted, add_numbers, number, numbers
from campaign.autosave import storing
from campaign.web.responses import see_other

FEW_CODES = 3

admin.site.unregister(User)


@admin.register(User)
class StaffAdmin(DeskAdmin, UserAdmin[User]):
    """Staff who leave are made inactive, never deleted, because the history names its authors."""

    form = AccountForm
    add_form = InvitationForm
    add_form_template = None
    readonly_fields = ("factor", "last_login", "date_joined")
    list_display = ("username", "full_name", "email", "role_names", "is_active", "last_login")
    list_filter = ("is_active", "is_superuser", "groups")
    filter_horizontal = ()
    add_fieldsets = (
        (
            None,
            {
                "fields": ("username", "first_name", "last_name", "email", "roles"),
                "description": lazy(
                    "Your colleague gets an email with a link. With it they choose a password and set up their "
                    "second factor."
                ),
            },
        ),
    )
    fieldsets = (
        (None, {"fields": ("username", "factor")}),
        (lazy("Personal info"), {"fields": ("first_name", "last_name", "email")}),
        (lazy("What they may do"), {"fields": ("is_active", "roles")}),
        (lazy("Important dates"), {"fields": ("last_login", "date_joined")}),
    )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only administrators change an administrator."""
        may_change = super().has_change_permission(request, obj)
        return may_change and (own(request).is_superuser or obj is None or not obj.is_superuser)

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        accounts: QuerySet[User] = super().get_queryset(request)
        return accounts.prefetch_related("groups")

    @override
    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.by = request.user
        return form

    @admin.display(description=lazy("name"), ordering="first_name")
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description=lazy("roles"))
    def role_names(self, user: User) -> str:
        return ", ".join(membership.roles_of(user))

    roles = role_names  # where the form is only shown

    @override
    def get_urls(self) -> list[Any]:
        """Without the page on which one sets the password of another."""
        own_pages = item_urls(
            self, {"reset-factor": self.reset_factor, "send-link": self.send_link}
        )
        others = [
            each
            for each in super().get_urls()
            if getattr(each, "name", "") != "auth_user_password_change"
        ]
        return [*own_pages, *others]

    @admin.display(description=lazy("logs in with"))
    def factor(self, user: User) -> str:
        if not user.has_usable_password():
            return _("Invited. They have not chosen a password yet.")
        if not factors.has_factor(user):
            return _("A password. They set up their second factor at the next log-in.")
        left = factors.recovery_codes_left(user)
        return ngettext(
            "Password and second factor. %(left)d recovery code is left.",
            "Password and second factor. %(left)d recovery codes are left.",
            left,
        ) % {"left": left}

    @override
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        by, user = own(request), form.instance
        accounts.record_form(form, actor=by, is_new=not change)
        roles = membership.set_roles(user, form.cleaned_data["roles"], by=by)
        membership.announce(
            user,
            roles,
            by=by,
            fields=form.changed_data,
            old_address=form.initial.get("email", ""),
            is_new=not change,
        )

    @override
    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            links.invite(obj, by=own(request))
        elif not obj.is_active:
            sessions.end_all(obj)
            storing.erase_all_of(obj)

    @override
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        user = self.get_object(request, object_id)
        may_help = user is not None and self._may_help(request, user)
        return super().change_view(
            request, object_id, form_url, {"may_help": may_help} | (extra_context or {})
        )

    def _may_help(self, request: HttpRequest, user: User) -> bool:
        """Change how someone else logs in."""
        return self.has_change_permission(request, user) and user.pk != request.user.pk

    def _someone_else(self, request: HttpRequest, pk: int) -> User:
        user: User = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self._may_help(request, user):
            raise PermissionDenied
        return user

    def reset_factor(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = self._someone_else(request, pk)
        if request.method == "POST":
            with transaction.atomic():
                factors.reset(user, by=own(request))
                self.log_change(request, user, _("Reset the second factor."))
            messages.success(request, _("The second factor is reset. Its owner gets an email."))
            return see_other("admin:auth_user_change", object_id=user.pk)
        context = {
            "title": _("Reset the second factor"),
            "opts": self.opts,
            "original": user,
        }
        return TemplateResponse(
            request,
            "admin/auth/user/reset_factor.html",
            self.admin_site.each_context(request) | context,
        )

    def send_link(self, request: HttpRequest, pk: int) -> HttpResponse:
        return require_POST(self._send_link)(request, pk)

    def _send_link(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = self._someone_else(request, pk)
        links.invite(user, by=own(request))
        messages.success(request, _("The email is on its way. Earlier links no longer work."))
        return see_other("admin:auth_user_change", object_id=user.pk)


@admin.register(AccountEvent)
class AccountEventAdmin(ReadOnlyAdmin):
    list_note = lazy(
        "What happened when staff logged in, or changed how they log in, in the last year. Failures within an hour "
        "are one line. Network addresses are not stored."
    )
    list_display = ("at", "user", "kind", "number", "by", "browser")
    list_filter = ("kind",)
    search_fields = ("user__username",)
    list_select_related = ("user", "by")


@add_numbers
def tries(request: HttpRequest) -> Iterator[Counted]:
    """Failed tries to log in to one's own account and to any, and how many recovery codes are left."""
    user, failed = own(request), events.failures()
    yield number("my-failures", failed.filter(user=user), Sum("number"))
    if user.has_perm("campaign.view_accountevent"):
        yield number("all-failures", failed, Sum("number"))
    yield number("codes-left", RecoveryCodes.objects.filter(user=user), F("digests__len"))


@add_source
def log_ins(request: HttpRequest) -> Iterator[Entry]:
    """Failed tries on one's own account and, for administrators, on all; and that few recovery codes are left."""
    found, rows = numbers(request), []
    if mine := found.get("my-failures"):
        text = ngettext(
            "%(number)d failed try to log in to your account in the last 24 hours",
            "%(number)d failed tries to log in to your account in the last 24 hours",
            mine,
        )
        rows.append(Row(text % {"number": mine}, reverse("admin:account")))
    if everyone := found.get("all-failures"):
        text = ngettext(
            "%(number)d failed try to log in to any account in the last 24 hours",
            "%(number)d failed tries to log in to any account in the last 24 hours",
            everyone,
        )
        url = reverse("admin:campaign_accountevent_changelist")
        rows.append(Row(text % {"number": everyone}, url))
    left = found.get("codes-left", 0)
    if left < FEW_CODES:
        text = ngettext(
            "You have %(left)d recovery code left: make new ones",
            "You have %(left)d recovery codes left: make new ones",
            left,
        )
        rows.append(Row(text % {"left": left}, reverse("admin:account")))
    yield Entry(Part.ALERTS, "log-ins", _("Logging in"), rows, rank=8)
