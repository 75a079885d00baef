"""Exporting people."""

from collections.abc import Generator, Sequence
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as lazy

from campaign.admin.export import ExportMixin
from campaign.web import downloads
from profiles.importing import csv_export
from profiles.models import Detainee, DetaineeQuerySet


class WithExport(ExportMixin):
    """Mixed into the admin of people: the list as CSV in our own layout."""

    change_list_template = "admin/profiles/detainee/change_list.html"
    export_title = lazy("Export people")
    export_header = csv_export.header(csv_export.STAFF_COLUMNS)
    export_name = "people"

    def filtered_rows(self, request: HttpRequest) -> tuple[Any, QuerySet[Any]]:
        """Who is found, is found now: the search needs a transaction, which is over before the rows are."""
        with transaction.atomic():
            changelist, found = super().filtered_rows(request)
            keys = list(found.values_list("pk", flat=True))
        return changelist, Detainee.objects.filter(pk__in=keys)

    def export_rows(self, found: QuerySet[Any]) -> Generator[Sequence[Any]]:
        with transaction.atomic():
            downloads.allow_slow_readers()
            people = csv_export.for_staff(cast(DetaineeQuerySet, found)).iterator(
                chunk_size=csv_export.CHUNK
            )
            yield from csv_export.rows(people, csv_export.STAFF_COLUMNS)
