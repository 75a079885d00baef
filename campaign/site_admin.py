"""The admin of staff accounts, the site's own pages and the rate limits."""

from typing import Any, override

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from campaign.activity import accounts
from campaign.admin.base import DeskAdmin
from campaign.admin.publishable import PublishableAdmin
from campaign.models import Page
from campaign.roles import ROLES
from campaign.text import markdown
from campaign.web.models import OF_A_PETITION, Limit

admin.site.unregister([User, Group])


@admin.register(User)
class StaffAdmin(DeskAdmin, UserAdmin[User]):
    """Staff who leave are made inactive, never deleted, because the history names its authors."""

    @override
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        accounts.record_form(form, actor=request.user, is_new=not change)

    @override
    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        response = super().user_change_password(request, id, form_url)
        if isinstance(response, HttpResponseRedirect) and (user := self.get_object(request, id)):
            accounts.record_password(user, actor=request.user)
        return response

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Group)
class RoleAdmin(DeskAdmin, GroupAdmin):
    """The groups of campaign/roles.py are only shown: a change would last until the next `migrate`."""

    list_note = lazy(
        "The groups that come with the site cannot be changed. If you need other rights, add a group."
    )

    @override
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        accounts.record_form(form, actor=request.user, is_new=not change)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not _is_role(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return not _is_role(obj) and super().has_delete_permission(request, obj)


def _is_role(group: Group | None) -> bool:
    return group is not None and group.name in ROLES


@admin.register(Page)
class PageAdmin(PublishableAdmin):
    list_display = ("title", "slug", "badge", "changed")
    list_filter = ("state",)
    search_fields = ("title", "slug", "body")
    prepopulated_fields = {"slug": ("title",)}
    fieldsets = ((None, {"fields": ("title", "slug", "body", "publish_at")}),)
    public_template = "campaign/page.html"

    @override
    def preview_context(self, request: HttpRequest, item: Any) -> dict[str, Any]:
        return {"page": item, "body": markdown.render(item.body)}


@admin.register(Limit)
class LimitAdmin(DeskAdmin):
    """One row for each use. Staff change them, but add and delete none."""

    list_note = lazy(
        "How much of something is usual. No window of this length ever has more, wherever it begins. A signature "
        "over a limit of signatures is quarantined, and its email waits (not over that of one address). An email over a "
        "limit of emails only waits. Codes, links and tips over theirs are refused."
    )
    list_display = ("use", "in_a_short_time", "in_a_long_time", "for_a_busy_petition", "is_on")
    list_display_links = ("use",)
    readonly_fields = ("use",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "use",
                    ("burst", "burst_minutes"),
                    ("sustained", "sustained_hours"),
                    "percent",
                    "is_on",
                ),
                "description": lazy(
                    "A signature over the limit is quarantined, and its signer is not told: whole schools, "
                    "mobile networks and Tor share addresses. Its email waits until there is room again or you "
                    "approve the signature; over the limit of one email address it goes out. An email over a limit of emails only waits. A code over it is refused "
                    "like a wrong one, a link over it is not sent, and the sender of a tip over it is asked to try later. What was taken counts until its window is "
                    "over, and a tenth of the window longer at most. A change takes effect within half a minute."
                ),
            },
        ),
    )

    @admin.display(description=lazy("at most"))
    def in_a_short_time(self, limit: Limit) -> str:
        return ngettext(
            "%(number)s in %(minutes)d minute",
            "%(number)s in %(minutes)d minutes",
            limit.burst_minutes,
        ) % {
            "number": number_format(limit.burst, force_grouping=True),
            "minutes": limit.burst_minutes,
        }

    @admin.display(description=lazy("and at most"))
    def in_a_long_time(self, limit: Limit) -> str:
        return ngettext(
            "%(number)s in %(hours)d hour", "%(number)s in %(hours)d hours", limit.sustained_hours
        ) % {
            "number": number_format(limit.sustained, force_grouping=True),
            "hours": limit.sustained_hours,
        }

    @admin.display(description=lazy("for a busy petition"))
    def for_a_busy_petition(self, limit: Limit) -> str:
        if limit.use not in OF_A_PETITION:
            return ""
        return _("and %(percent)d%% of what it counted in 24 hours") % {"percent": limit.percent}

    @override
    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or obj.use in OF_A_PETITION:
            return super().get_fieldsets(request, obj)
        return [
            (name, options | {"fields": tuple(f for f in options["fields"] if f != "percent")})
            for name, options in super().get_fieldsets(request, obj)
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
