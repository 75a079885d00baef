"""The column “changed by”."""

from typing import Any

from django.contrib import admin
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.utils.translation import gettext_lazy as lazy

from campaign.history.models import Change


def with_last_author(rows: Any) -> Any:
    """Annotated with `last_author`: who made the newest change of each that has an author."""
    full_name = Concat("edit__author__first_name", Value(" "), "edit__author__last_name")
    newest = (
        Change.objects.filter(
            subject=rows.model._meta.label_lower,
            subject_pk=OuterRef("pk"),
            edit__author__isnull=False,
        )
        .order_by("-edit")
        .values(who=Coalesce(NullIf(Trim(full_name), Value("")), F("edit__author__username")))
    )
    return rows.annotate(last_author=Subquery(newest[:1]))


@admin.display(description=lazy("changed by"))
def changed_by(desk: Any, item: Any) -> str:
    return item.last_author or ""
