"""The published news by month and kind: what the list offers to go to, with the number of items."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest
from django.utils import timezone

from campaign.publishing.workflow import PublishableQuerySet
from news.models import Kind, NewsItem, Tag


@dataclass(frozen=True, slots=True)
class Month:
    """A month with news. `begins`: its first moment, in the campaign's time zone."""

    begins: datetime
    items: int


@dataclass(frozen=True, slots=True)
class Archive:
    kinds: list[tuple[str, str]]  # value and label
    years: list[tuple[int, int]]  # year and number of items, the latest first
    months: list[Month]  # of the year that is shown, the latest first


def archive(year: int | None = None, month: int | None = None, kind: str = "") -> Archive:
    """Everything that is published, in one query.

    The kinds are those of the period that is shown, and the numbers are those of the kind that is shown.
    """
    rows = (
        NewsItem.objects.published()
        .annotate(month=TruncMonth("publish_at"))
        .values_list("month", "kind")
        .annotate(items=Count("pk"))
        .order_by("-month")
    )
    kinds: set[str] = set()
    by_month: Counter[datetime] = Counter()
    by_year: Counter[int] = Counter()
    for begins, each, items in rows:
        if year in {None, begins.year} and month in {None, begins.month}:
            kinds.add(each)
        if kind in {"", each}:
            by_month[begins] += items
            by_year[begins.year] += items
    return Archive(
        kinds=[(each.value, str(each.label)) for each in Kind if each in kinds],
        years=list(by_year.items()),
        months=[Month(begins, n) for begins, n in by_month.items() if begins.year == year],
    )


def in_period(year: int, month: int | None) -> PublishableQuerySet[NewsItem]:
    """What was published in a year, or in a month of it, in the campaign's time zone."""
    zone = timezone.get_current_timezone()
    begins = datetime(year, month or 1, 1, tzinfo=zone)
    next_month = year * 12 + (month or 12)  # counted from January of the year 0
    ends = datetime(next_month // 12, next_month % 12 + 1, 1, tzinfo=zone)
    return NewsItem.objects.published().filter(publish_at__gte=begins, publish_at__lt=ends)


def chosen_kind(request: HttpRequest) -> str:
    """The kind that the address asks for, or none. Raises Http404 for a word that is no kind."""
    kind: str = request.GET.get("kind", "")
    if kind and kind not in Kind:
        raise Http404
    return kind


def chosen_tag(request: HttpRequest) -> Tag | None:
    """The tag that the address asks for, or none. Raises Http404 for one without public items."""
    slug: str = request.GET.get("tag", "")
    return find_tag(slug) if slug else None


def find_tag(slug: str) -> Tag:
    """Raises Http404 if nothing public has the tag."""
    tag = Tag.objects.filter(slug=slug).first()
    if tag is None or not NewsItem.objects.published().filter(tags=tag).exists():
        raise Http404
    return tag


def of_tag(items: PublishableQuerySet[NewsItem], tag: Tag | None) -> PublishableQuerySet[NewsItem]:
    return items.filter(tags=tag) if tag else items


def of_kind(items: PublishableQuerySet[NewsItem], kind: str) -> PublishableQuerySet[NewsItem]:
    return items.filter(kind=kind) if kind else items
