"""The worker's part: some hundred rows at a time, each time in one transaction.

It can be killed at any moment and goes on from where it was: what was done to a row, the row's report and
how far the batch is are written together or not at all.
"""

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.importing import commit as committing
from profiles.importing import entries, undoing
from profiles.importing.matching import Checker
from profiles.importing.reading import files
from profiles.models import ImportBatch, ImportRow

CHUNK = 500
State = ImportBatch.State
# What is at work, and what becomes of it when it is stopped half-way.
AFTER_STOPPING = {
    State.CHECKING: State.UPLOADED,
    State.IMPORTING: State.STOPPED,
    State.UNDOING: State.DONE,
}
AT_WORK = tuple(AFTER_STOPPING)
logger = logging.getLogger(__name__)


def run_imports() -> None:
    """All that is at work, to its end or until somebody stops it."""
    waiting = ImportBatch.objects.filter(state__in=AT_WORK).order_by("pk")
    for pk in waiting.values_list("pk", flat=True):
        run_batch(pk)


def run_batch(pk: int, *, chunks: int | None = None) -> None:
    """chunks: no more than so many, while somebody waits for the page."""
    checker: Checker | None = None
    try:
        while chunks != 0:
            checker = checker or _checker(pk)
            with transaction.atomic():
                batch = _locked(pk)
                if batch is None:
                    return  # it has ended, was stopped, or is in another worker's hands
                if batch.state == State.UNDOING:
                    _undo(batch)
                else:
                    _check_or_import(batch, checker or Checker(batch))
            chunks = None if chunks is None else chunks - 1
    except Exception:
        # It would fail again and again: it is stopped and says so, and what was done can be undone.
        logger.exception("Import %d has failed.", pk)
        trouble = _("Something went wrong that should not have. Tell whoever keeps the server.")
        for state, after in AFTER_STOPPING.items():
            ImportBatch.objects.filter(pk=pk, state=state).update(state=after, trouble=trouble)


def _checker(pk: int) -> Checker | None:
    """Made before the transaction, which the database would end if it waited until a large file is read."""
    batch = ImportBatch.objects.filter(pk=pk, state__in=(State.CHECKING, State.IMPORTING)).first()
    return Checker(batch) if batch else None


def _locked(pk: int) -> ImportBatch | None:
    batches = ImportBatch.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
    return batches.select_related("started_by").filter(pk=pk, state__in=AT_WORK).first()


def _check_or_import(batch: ImportBatch, checker: Checker) -> None:
    importing = batch.state == State.IMPORTING
    chunk = checker.table.rows[batch.done : batch.done + CHUNK]
    planned = checker.plan(chunk, lock=importing)
    if importing:
        entries.sign(batch)
        committing.write(batch, planned)
    numbers = [row.number for row in chunk]
    ImportRow.objects.filter(batch=batch, number__in=numbers).delete()  # what the dry run said
    ImportRow.objects.bulk_create(row for _plan, _person, row in planned)
    batch.total = len(checker.table.rows)
    batch.done += len(chunk)
    if batch.done >= batch.total:
        batch.state, batch.finished_at = State.CHECKED, timezone.now()
        if importing:
            batch.state = State.DONE
            files.erase(batch)
    batch.save(update_fields=["total", "done", "state", "finished_at"])


def _undo(batch: ImportBatch) -> None:
    entries.sign(batch)
    undone = undoing.step(batch, CHUNK)
    batch.done += undone
    if not undone:
        batch.state, batch.finished_at = State.UNDONE, timezone.now()
        files.erase(batch)
    batch.save(update_fields=["done", "state", "finished_at"])
