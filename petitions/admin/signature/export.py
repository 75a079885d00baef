"""Exporting signatures."""

from collections.abc import Generator, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.export import ExportMixin
from petitions.admin.signature.filters import PETITION, DomainFilter
from petitions.handover import export
from petitions.models import Petition


class WithExport(ExportMixin):
    """Mixed into the admin of signatures."""

    change_list_template = "admin/petitions/signature/change_list.html"
    export_title = lazy("Export signatures")
    export_header = export.HEADER
    export_name = "signatures"

    def export_rows(self, found: QuerySet[Any]) -> Generator[Sequence[Any]]:
        return export.rows(found)

    def describe_filter(self, name: str, values: list[str]) -> str:
        """A mail domain can be a person's own, and signers can have themselves erased: it is not told."""
        if name == DomainFilter.parameter_name:
            return "a domain"
        if name == PETITION:
            slugs = Petition.objects.filter(pk__in=values).values_list("slug", flat=True)
            return super().describe_filter("petition", sorted(slugs))
        return super().describe_filter(name, values)
