"""The count by day, as open data. It says nothing that the heads do not say: it moves with them, by ten lines of a kind or more."""

from datetime import UTC, timedelta
from typing import Any

from petitions.models import Petition, TreeHead

HEAD_COLUMNS = ("date", "occasion", "size", "count", "root")
DAY_COLUMNS = ("date", "count", "added", "removed")


def count_by_day(petition: Petition) -> list[dict[str, Any]]:
    """A row for each day from the first head to the last: as of the newest head of that day, or of the days before it."""
    days: list[dict[str, Any]] = []
    for head in TreeHead.objects.published().filter(petition=petition).order_by("size", "pk"):
        day = head.made_at.astimezone(UTC).date()
        while days and days[-1]["date"] < day - timedelta(days=1):
            days.append(days[-1] | {"date": days[-1]["date"] + timedelta(days=1)})
        removed = (
            head.size - head.count
        ) // 2  # each removed one has two lines, and each other one has one
        row = {"date": day, "count": head.count, "added": head.count + removed, "removed": removed}
        if days and days[-1]["date"] == day:
            days[-1] = row
        else:
            days.append(row)
    return days
