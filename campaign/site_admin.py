"""The admin of the groups of staff, the activity log, the site's own pages and the rate limits."""

from collections.abc import Iterator
from typing import Any, override

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import Case, CharField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from campaign.accounts.roles import membership
from campaign.accounts.views.pages import own
from campaign.activity import accounts
from campaign.activity.models import Activity
from campaign.admin.adminsite import add_pages
from campaign.admin.base import EVERY_FIELD, DeskAdmin, ReadOnlyAdmin
from campaign.admin.first_page.entries import Entry, Part, Row, add_source
from campaign.admin.history import HistoryAdmin
from campaign.admin.scheduling import StageFilter
from campaign.admin.search.searched import Searched, add_searched
from campaign.admin.translations.desk import TranslatableAdmin
from campaign.admin.translations.first_page import translations
from campaign.models import Page
from campaign.roles import ADMINISTRATORS, RETIRED, ROLES
from campaign.web.models import OF_A_PETITION, Limit
from campaign.writing.views import URLS as WRITING

admin.site.unregister(Group)


class GroupForm(forms.ModelForm[Group]):
    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if name.casefold() in {each.casefold() for each in (ADMINISTRATORS, *RETIRED)}:
            raise ValidationError(_("The site has, or had, a role of this name. Choose another."))
        return name


@admin.register(Group)
class RoleAdmin(DeskAdmin, GroupAdmin):
    """The groups of campaign/roles.py are only shown: a change would last until the next `migrate`.

    Others are changed by administrators alone: with the right to change groups, someone could give themselves all rights.
    """

    form = GroupForm
    list_note = lazy(
        "The groups that come with the site cannot be changed. If you need other rights, an administrator adds a group."
    )

    @override
    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        accounts.record_form(form, actor=request.user, is_new=not change)
        given, taken = accounts.changed_rights(form)
        membership.announce_rights(form.instance, given, taken, by=own(request))

    @override
    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        self.delete_queryset(request, Group.objects.filter(pk=obj.pk))

    @override
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Group]) -> None:
        lost = membership.members_of(queryset)
        super().delete_queryset(request, queryset)
        membership.groups_deleted(lost, by=own(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return own(request).is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return own(request).is_superuser and not _is_role(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return own(request).is_superuser and not _is_role(obj)


def _is_role(group: Group | None) -> bool:
    return group is not None and group.name in ROLES


@admin.register(Page)
class PageAdmin(TranslatableAdmin, HistoryAdmin):
    list_display = ("title", "slug", "badge", "changed")
    list_filter = (StageFilter,)
    search_fields = ("title", "slug", "body")
    prepopulated_fields = {"slug": ("title",)}
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "title",
                    "slug",
                    "keeps_old_addresses",
                    "body",
                    "publish_at",
                    "expires_at",
                )
            },
        ),
    )


add_searched(Searched(lazy("Pages"), Page, ("title", "body")))


@admin.register(Limit)
class LimitAdmin(DeskAdmin):
    """One row for each use. Staff change them, but add and delete none."""

    logged_fields = EVERY_FIELD

    list_note = lazy(
        "How much of something is usual. No window of this length ever has more, wherever it begins. A signature "
        "over a limit of signatures is quarantined, and its email waits (not over that of one address). An email over a "
        "limit of emails only waits. Codes, links, tips and log-ins over theirs are refused."
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


@admin.register(Activity)
class ActivityAdmin(ReadOnlyAdmin):
    list_note = lazy(
        "What staff did: log-ins, looks at signers, exports, publishing, switches, limits and rules, roles, erasures. It says which item "
        "by number, and names no one but staff. It is kept for good, and every night the site checks that no entry was "
        "changed."
    )
    actions = None
    list_display = ("at", "who", "kind", "item", "details")
    list_select_related = ("actor",)
    list_filter = ("kind", "at", "actor")
    date_hierarchy = "at"
    search_fields = ("actor__username", "subject", "subject_pk__exact", "subject_name", "detail")
    search_help_text = lazy("A user name, or an item such as “petition 12”.")
    show_full_result_count = False
    sortable_by = ()
    fields = ("at", "who", "kind", "item", "details", "place", "digest")

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the names of accounts and roles. Everything else is shown by its number."""
        user = User.objects.filter(pk=OuterRef("subject_pk")).values("username")
        group = Group.objects.filter(pk=OuterRef("subject_pk")).values("name")
        role = Group.objects.annotate(
            reference=Concat(Value("auth.group "), Cast("pk", CharField()))
        ).filter(reference=OuterRef("detail"))
        entries: QuerySet[Any] = super().get_queryset(request)
        named: QuerySet[Any] = entries.annotate(
            subject_name=Case(
                When(subject="auth.user", then=Subquery(user)),
                When(subject="auth.group", then=Subquery(group)),
            ),
            role_name=Subquery(role.values("name")),
        )
        return named

    @admin.display(description=lazy("who"))
    def who(self, entry: Activity) -> str:
        return str(entry.actor or _("No one logged in"))

    @admin.display(description=lazy("item"))
    def item(self, entry: Any) -> str:
        if not entry.subject:
            return ""
        try:
            model = apps.get_model(entry.subject)
        except LookupError:  # of an older version of the site
            return f"{entry.subject} {entry.subject_pk or ''}"
        if entry.subject_pk is None:
            return str(capfirst(model._meta.verbose_name_plural))
        return f"{capfirst(model._meta.verbose_name)} {entry.subject_name or entry.subject_pk}"

    @admin.display(description=lazy("details"))
    def details(self, entry: Any) -> str:
        return str(entry.role_name or entry.detail)

    @admin.display(description=lazy("hash"))
    def digest(self, entry: Activity) -> str:
        return bytes(entry.hash or b"").hex()


@add_source
def emergencies(request: HttpRequest) -> Iterator[Entry]:
    """The pages for when something is wrong, for those who may open them."""
    user, rows = own(request), []
    if user.has_perm("campaign.change_sitestate"):
        rows.append(Row(_("Close or open the site"), reverse("admin:site_switch")))
    if user.is_superuser:
        rows.append(Row(_("After a break-in"), reverse("admin:break_in")))
        rows.append(Row(_("Closed records"), reverse("admin:closed_records")))
    yield Entry(Part.TOOLS, "emergencies", _("Safety"), rows)


add_pages(WRITING)
add_source(translations)
