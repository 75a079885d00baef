"""Signatures on paper: counted by hand, kept in batches, and always shown apart from those given online."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Sum

from petitions.models import PaperBatch


def paper_count(petition_id: int, *, before: date | None = None) -> int:
    """Valid signatures on paper; with `before`, those received before that day."""
    batches = PaperBatch.objects.filter(petition=petition_id)
    if before is not None:
        batches = batches.filter(received_on__lt=before)
    return batches.aggregate(total=Sum("count"))["total"] or 0


def paper_counts(petition_ids: Iterable[int]) -> dict[int, int]:
    """The same for several petitions; those without paper are left out."""
    rows = PaperBatch.objects.filter(petition__in=list(petition_ids)).values_list("petition")
    return dict(rows.annotate(total=Sum("count")).order_by())


def paper_by_country(petition_id: int) -> dict[str, int]:
    """Valid signatures on paper by country code, the most first."""
    rows = PaperBatch.objects.filter(petition=petition_id).values_list("country")
    return dict(rows.annotate(total=Sum("count")).order_by("-total", "country"))


def paper_summary(petition_id: int) -> dict[str, Any]:
    """{"valid": …, "struck_out": …, "sheets": …, "by_country": {code: valid}}."""
    sums = PaperBatch.objects.filter(petition=petition_id).aggregate(
        valid=Sum("count", default=0),
        struck_out=Sum("struck_out", default=0),
        sheets=Sum("sheets", default=0),
    )
    return sums | {"by_country": paper_by_country(petition_id)}
