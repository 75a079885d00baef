"""The results of the nightly checks of the count, read-only."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from campaign.admin.base import ReadOnlyAdmin
from petitions.models import CountCheck


class ResultFilter(admin.SimpleListFilter):
    title = lazy("result")
    parameter_name = "result"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return (("right", _("Correct")), ("wrong", _("Differences")))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "right":
                return queryset.filter(differences=[])
            case "wrong":
                return queryset.exclude(differences=[])
        return queryset


@admin.register(CountCheck)
class CountCheckAdmin(ReadOnlyAdmin):
    list_note = lazy(
        "Every night the count is computed again from the signatures and compared with what is shown."
    )
    list_display = ("checked_at", "result", "petitions", "milliseconds")
    list_filter = (ResultFilter, "checked_at")
    search_fields = ("differences",)
    search_help_text = lazy("A petition’s title or a country, as the difference names it.")
    fields = ("checked_at", "petitions", "milliseconds", "found")
    readonly_fields = ("found",)

    @admin.display(description=lazy("result"))
    def result(self, check: CountCheck) -> str:
        if not check.differences:
            return _("Correct")
        number = len(check.differences)
        return ngettext("%(number)d difference", "%(number)d differences", number) % {
            "number": number
        }

    @admin.display(description=lazy("differences"))
    def found(self, check: CountCheck) -> str | SafeString:
        if not check.differences:
            return _("None: every number is that of the confirmed signatures.")
        return format_html_join(SafeString("<br>"), "{}", ((each,) for each in check.differences))
