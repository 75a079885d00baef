"""Files that leave the house with people's names in them: streamed, and each written down in the log."""

from collections.abc import Generator, Iterable
from contextlib import closing

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone

EXPORT = "Export"  # what its lines in the log are known by
# Somebody on a slow line takes their time; the deadlines of a page are not for that.
STATEMENT_TAKES, CLIENT_TAKES = "60s", "300s"


def allow_slow_readers() -> None:
    """In the transaction that an export reads from."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, true),"
            " set_config('idle_in_transaction_session_timeout', %s, true)",
            [STATEMENT_TAKES, CLIENT_TAKES],
        )


def logged[R](
    rows: Generator[R], *, of: type[models.Model], author: User, told: str
) -> Generator[R]:
    """The rows. It is entered that they are fetched before the first is, and how many when they end.

    told: which of them, naming nobody: the log is kept for good.
    """
    entry = LogEntry.objects.create(
        user=author,
        content_type=ContentType.objects.get_for_model(of),
        object_repr=EXPORT,
        action_flag=CHANGE,
        change_message=f"Begun ({told}).",
    )
    number, ended = 0, "Broken off after"
    try:
        # Closed before the last entry is written: it would be rolled back with their transaction.
        with closing(rows):
            for row in rows:
                yield row
                number += 1
        ended = "Exported"
    finally:
        what = of._meta.verbose_name_plural
        entry.change_message = f"{ended} {number} {what} ({told})."
        entry.save(update_fields=["change_message"])


def earlier_exports(of: type[models.Model]) -> QuerySet[LogEntry]:
    """The last first."""
    return LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(of), object_id=None, object_repr=EXPORT
    ).order_by("-action_time")


def dated_csv(lines: Iterable[bytes], name: str) -> StreamingHttpResponse:
    """As a file called name-2026-03-15.csv."""
    return csv_response(lines, f"{name}-{timezone.localdate():%Y-%m-%d}.csv")


def csv_response(lines: Iterable[bytes], name: str) -> StreamingHttpResponse:
    """RFC 4180, with a row of headings."""
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
