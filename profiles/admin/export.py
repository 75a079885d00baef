"""Exporting people."""

from collections.abc import Generator, Sequence
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as lazy

from campaign import exports
from campaign.export_desk import ExportAdmin
from profiles import exporting
from profiles.models import Detainee, DetaineeQuerySet


class WithExport(ExportAdmin):
    """Mixed into the admin of people: the list as CSV in our own layout."""

    change_list_template = "admin/profiles/detainee/change_list.html"
    export_title = lazy("Export people")
    export_header = exporting.header(exporting.STAFF_COLUMNS)
    export_name = "people"

    def narrowed(self, request: HttpRequest) -> tuple[Any, QuerySet[Any]]:
        """Who is found, is found now: the search needs a transaction, which is over before the rows are."""
        with transaction.atomic():
            changelist, found = super().narrowed(request)
            keys = list(found.values_list("pk", flat=True))
        return changelist, Detainee.objects.filter(pk__in=keys)

    def export_rows(self, found: QuerySet[Any]) -> Generator[Sequence[Any]]:
        with transaction.atomic():
            exports.wait_for_slow_readers()
            people = exporting.for_staff(cast(DetaineeQuerySet, found)).iterator(
                chunk_size=exporting.CHUNK
            )
            yield from exporting.rows(people, exporting.STAFF_COLUMNS)
