"""The log of who looked at signers, for staff who oversee it. No one can change it or delete from it."""

from django.contrib import admin
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.base import ReadOnlyAdmin
from petitions import periods
from petitions.models import SignerAccess


@admin.register(SignerAccess)
class SignerAccessAdmin(ReadOnlyAdmin):
    list_note = format_lazy(
        lazy(
            "Who of the staff saw signers or searched for them, when and why. It has no words that were searched "
            "for. No one can change it. Each line is deleted after {days} days."
        ),
        days=periods.ACCESS_LOG.days,
    )
    actions = None
    list_display = ("at", "author", "kind", "on_petition", "filters", "found", "reason")
    list_select_related = ("author", "petition")
    list_filter = ("author", "kind", "petition", "at")
    date_hierarchy = "at"
    search_fields = ("reason", "author__username")
    search_help_text = lazy("A word of the reason, or a colleague’s user name.")
    show_full_result_count = False
    sortable_by = ()
    fields = ("at", "author", "kind", "on_petition", "filters", "found", "reason")

    @admin.display(description=lazy("petition"))
    def on_petition(self, entry: SignerAccess) -> str:
        return str(entry.petition or _("All"))
