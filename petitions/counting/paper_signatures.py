"""Signatures on paper: counted by hand, stored in batches, always shown apart from those given online."""

from collections.abc import Iterable
from datetime import date
from typing import TypedDict

from django.db.models import Q, QuerySet, Sum

from petitions.models import PaperBatch, Petition


class PaperSummary(TypedDict):
    """by_country: valid signatures by country code, the largest first."""

    valid: int
    struck_out: int
    sheets: int
    by_country: dict[str, int]


def paper_count(petition_id: int, *, before: date | None = None) -> int:
    """Valid signatures on paper. before: only those received before that day."""
    batches = PaperBatch.objects.filter(petition=petition_id)
    if before is not None:
        batches = batches.filter(received_on__lt=before)
    return batches.aggregate(total=Sum("count"))["total"] or 0


def paper_counts(petition_ids: Iterable[int]) -> dict[int, int]:
    """The same for several petitions, by petition id. Petitions without paper are left out."""
    rows = PaperBatch.objects.filter(petition__in=list(petition_ids)).values_list("petition")
    return dict(rows.annotate(total=Sum("count")).order_by())


def paper_by_country(petition_id: int) -> dict[str, int]:
    """Valid signatures on paper by country code, the largest first."""
    rows = PaperBatch.objects.filter(petition=petition_id).values_list("country")
    return dict(rows.annotate(total=Sum("count")).order_by("-total", "country"))


def similar_batches(batch: PaperBatch) -> QuerySet[PaperBatch]:
    """Batches that may be this one, entered before: of one petition and country, with the same number or day.

    It locks the petition until the transaction ends. So of two that are saved at once, the second finds the first.
    """
    Petition.objects.select_for_update(no_key=True, of=("self",)).get(pk=batch.petition_id)
    return (
        PaperBatch.objects.filter(
            Q(count=batch.count) | Q(received_on=batch.received_on),
            petition=batch.petition_id,
            country=batch.country,
        )
        .exclude(pk=batch.pk)
        .select_related("author")
    )


def paper_summary(petition_id: int) -> PaperSummary:
    sums = PaperBatch.objects.filter(petition=petition_id).aggregate(
        valid=Sum("count", default=0),
        struck_out=Sum("struck_out", default=0),
        sheets=Sum("sheets", default=0),
    )
    return {
        "valid": sums["valid"],
        "struck_out": sums["struck_out"],
        "sheets": sums["sheets"],
        "by_country": paper_by_country(petition_id),
    }
