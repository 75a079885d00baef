"""CSV downloads with people's names: streamed row by row, each recorded in the admin's log and the activity log."""

from collections.abc import Generator, Iterable
from contextlib import closing

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone

from campaign.activity.log import Kind, record

EXPORT = "Export"  # object_repr of the log entries of exports
# A download over a slow line takes minutes, so the short timeouts of pages do not fit.
STATEMENT_TIMEOUT, IDLE_TIMEOUT = "60s", "300s"


def allow_slow_readers() -> None:
    """Raise the timeouts of the current transaction, from which an export reads."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, true),"
            " set_config('idle_in_transaction_session_timeout', %s, true)",
            [STATEMENT_TIMEOUT, IDLE_TIMEOUT],
        )


def log_export[R](
    rows: Generator[R], *, model: type[models.Model], author: User, description: str
) -> Generator[R]:
    """Pass the rows through, and log the export: an entry before the first row, completed after the last.

    description: which rows these are. It must contain no names, because the log is never deleted.
    """
    with transaction.atomic():
        entry = LogEntry.objects.create(
            user=author,
            content_type=ContentType.objects.get_for_model(model),
            object_repr=EXPORT,
            action_flag=CHANGE,
            change_message=f"Begun ({description}).",
        )
        record(Kind.EXPORTED, actor=author, subject=model, detail=f"admin.logentry {entry.pk}")
    number, ended = 0, "Broken off after"
    try:
        # Close the generator before the last log entry, or its transaction would roll the entry back.
        with closing(rows):
            for row in rows:
                yield row
                number += 1
        ended = "Exported"
    finally:
        noun = model._meta.verbose_name_plural
        entry.change_message = f"{ended} {number} {noun} ({description})."
        entry.save(update_fields=["change_message"])


def earlier_exports(model: type[models.Model]) -> QuerySet[LogEntry]:
    """The log entries of this model's exports, newest first."""
    return LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id=None, object_repr=EXPORT
    ).order_by("-action_time")


def dated_csv(lines: Iterable[bytes], name: str) -> StreamingHttpResponse:
    """A CSV download called NAME-2026-03-15.csv, with today's date."""
    return csv_response(lines, f"{name}-{timezone.localdate():%Y-%m-%d}.csv")


def csv_response(lines: Iterable[bytes], name: str) -> StreamingHttpResponse:
    """A CSV download with this file name. The first line is the header (RFC 4180)."""
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
