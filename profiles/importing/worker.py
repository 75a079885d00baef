"""The worker's part of an import: some hundred rows at a time, each time in one transaction.

The worker can be killed at any moment and goes on where it was. The changes of a row, its report and the
progress of the batch are written together or not at all.
"""

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.privacy.readers import reading_as
from profiles.importing import commit
from profiles.importing.matching import Matcher
from profiles.importing.reading import uploads
from profiles.models import ImportBatch, ImportRow

CHUNK = 500  # rows a transaction
State = ImportBatch.State
# The states in which the worker has something to do, and the state after each when it is stopped half-way.
STATE_AFTER_STOP = {
    State.CHECKING: State.UPLOADED,
    State.IMPORTING: State.STOPPED,
    State.UNDOING: State.DONE,
}
RUNNING = tuple(STATE_AFTER_STOP)
logger = logging.getLogger(__name__)


def run_imports() -> None:
    """Run all batches in a running state, each to its end or until someone stops it."""
    waiting = ImportBatch.objects.filter(state__in=RUNNING).order_by("pk")
    for pk in waiting.values_list("pk", flat=True):
        run_batch(pk)


def run_batch(pk: int, *, max_chunks: int | None = None) -> None:
    """max_chunks: for a caller who waits for the answer; None runs the batch to its end."""
    matcher: Matcher | None = None
    try:
        while max_chunks != 0:
            matcher = matcher or _make_matcher(pk)
            with transaction.atomic():
                batch = _lock_batch(pk)
                if batch is None:
                    return  # it has ended, was stopped, or another worker has locked it
                if batch.state == State.UNDOING:
                    _undo_chunk(batch)
                else:
                    _check_or_import_chunk(batch, matcher or Matcher(batch))
            max_chunks = None if max_chunks is None else max_chunks - 1
    except Exception:
        # It would fail again and again. So stop it and tell staff; what was done can be undone.
        logger.exception("Import %d has failed.", pk)
        trouble = _("Something went wrong on our side. Please tell the person who runs the server.")
        for state, after in STATE_AFTER_STOP.items():
            ImportBatch.objects.filter(pk=pk, state=state).update(state=after, trouble=trouble)


def _make_matcher(pk: int) -> Matcher | None:
    """Read the file before the transaction, which Postgres would end as idle while a large file is read."""
    batch = ImportBatch.objects.filter(pk=pk, state__in=(State.CHECKING, State.IMPORTING)).first()
    return Matcher(batch) if batch else None


def _lock_batch(pk: int) -> ImportBatch | None:
    batches = ImportBatch.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    return batches.select_related("started_by").filter(pk=pk, state__in=RUNNING).first()


def _check_or_import_chunk(batch: ImportBatch, matcher: Matcher) -> None:
    importing = batch.state == State.IMPORTING
    chunk = matcher.table.rows[batch.done : batch.done + CHUNK]
    with reading_as(lambda: batch.started_by or batch.author):
        planned = matcher.plan_rows(chunk, lock=importing)
    if importing:
        commit.attribute_to_starter(batch)
        commit.commit_rows(batch, planned)
    numbers = [row.number for row in chunk]
    # The reports of the check are replaced by those of the import.
    ImportRow.objects.filter(batch=batch, number__in=numbers).delete()
    ImportRow.objects.bulk_create(each.row for each in planned)
    batch.total = len(matcher.table.rows)
    batch.done += len(chunk)
    if batch.done >= batch.total:
        batch.state, batch.finished_at = State.CHECKED, timezone.now()
        if importing:
            batch.state = State.DONE
            uploads.erase_upload(batch)
    batch.save(update_fields=["total", "done", "state", "finished_at"])


def _undo_chunk(batch: ImportBatch) -> None:
    commit.attribute_to_starter(batch)
    processed = commit.undo_rows(batch, CHUNK)
    batch.done += processed
    if not processed:
        batch.state, batch.finished_at = State.UNDONE, timezone.now()
        uploads.erase_upload(batch)
    batch.save(update_fields=["done", "state", "finished_at"])
