"""The activity log at the desk. No one can change it."""

from typing import Any, override

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.db.models import Case, CharField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Concat
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.activity.models import Activity
from campaign.admin.base import ReadOnlyAdmin


@admin.register(Activity)
class ActivityAdmin(ReadOnlyAdmin):
    list_note = lazy(
        "What staff did: log-ins, looks at signers, exports, publishing, switches, roles and erasures. It says which item "
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
