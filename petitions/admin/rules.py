"""Rules as rows."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as lazy

from campaign.desk import DeskAdmin
from petitions.models import AddressRule


@admin.register(AddressRule)
class AddressRuleAdmin(DeskAdmin):
    list_note = lazy(
        "How each mail provider reads an address, so that five spellings of one mailbox count once."
    )
    list_display = ("domain", "ignores_dots", "ignores_tags", "alias_of")
    search_fields = ("domain", "alias_of")
    fieldsets = (
        (
            None,
            {
                "fields": ("domain", "ignores_dots", "ignores_tags", "alias_of"),
                "description": lazy(
                    "A rule is for signatures given from now on. Those given before were compared by the "
                    "rules of their time: somebody who signed then can sign once more under another "
                    "spelling of the address."
                ),
            },
        ),
    )
