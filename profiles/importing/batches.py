"""What staff do with one spreadsheet: upload it, set how it is read and what its columns are, check, import,
stop, undo, discard. RETENTION says how long an unfinished upload is stored.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.activity.log import Kind, record
from profiles.importing import commit, worker
from profiles.importing.columns import decisions as decided
from profiles.importing.columns import layouts
from profiles.importing.columns.decisions import Decision
from profiles.importing.columns.layouts import Layout
from profiles.importing.columns.targets import NOTES
from profiles.importing.reading import encodings, uploads
from profiles.importing.reading.encodings import Candidate
from profiles.importing.reading.tables import ReadOptions, Table
from profiles.models import ImportBatch, ImportLayout

State = ImportBatch.State
OPEN = {State.UPLOADED, State.CHECKED}  # nothing has been imported yet
RETENTION = timedelta(days=7)


# --- Before the import -------------------------------------------------------------------------------------


def upload(content: bytes, *, file_name: str, author: AbstractBaseUser) -> ImportBatch:
    """Store a file, with guessed read options and columns. Raises ValidationError if it is no table."""
    opened = uploads.open_upload(content)
    options = uploads.guess_options(opened)
    # Read before the transaction, which may not be idle for so long.
    table = uploads.read_table(opened, options)
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            file_name=_clean_file_name(file_name),
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            author_id=author.pk,
        )
        uploads.store_upload(batch, opened)
        _set_table(batch, options, table)
    return batch


def _clean_file_name(name: str) -> str:
    """The name is shown in staff notes and in the history."""
    printable = "".join(c for c in name if c.isprintable()).strip() or "file"
    return printable if len(printable) <= 150 else f"…{printable[-149:]}"


def other_imports(batch: ImportBatch) -> QuerySet[ImportBatch]:
    """Return the other imports of a file with the same content."""
    return ImportBatch.objects.filter(sha256=batch.sha256).exclude(pk=batch.pk)


def read_table(batch: ImportBatch) -> Table:
    """Raises ValidationError if the file has been erased."""
    return uploads.read_table(uploads.load_upload(batch), ReadOptions(**batch.form))


def other_encodings(batch: ImportBatch) -> list[Candidate]:
    """How letters of the file look in other encodings; none for a workbook, and where there is no question."""
    upload = uploads.load_upload(batch)
    return [] if upload.workbook else encodings.candidates(upload.content)


def set_read_options(batch: ImportBatch, options: ReadOptions) -> None:
    """Read the file with other options. If this changes its headings, its columns are guessed again."""
    stored = uploads.load_upload(batch)
    opened = uploads.with_sheet(stored, options.sheet)
    table = uploads.read_table(opened, options)
    with transaction.atomic():
        _lock(batch, OPEN)
        if opened is not stored:
            uploads.store_sheet(batch, opened)
        _set_table(batch, options, table)


def _set_table(batch: ImportBatch, options: ReadOptions, table: Table) -> None:
    if batch.headings != table.headings:
        layout = layouts.best_layout(table.headings, available_layouts().values())
        batch.headings = table.headings
        batch.columns = layouts.guess_columns(table, layout)
        batch.decisions = {
            "columns": decided.dump(layouts.guess_decisions(table, batch.columns, layout))
        }
    batch.form, batch.total, batch.state = asdict(options), len(table.rows), State.UPLOADED
    batch.save()
    batch.rows.all().delete()


def available_layouts() -> dict[str, Layout]:
    """Return the layouts that staff saved, by primary key, and the built-in ones."""
    saved = {
        str(each.pk): Layout(each.name, each.columns, each.decisions)
        for each in ImportLayout.objects.all()
    }
    return saved | layouts.BUILT_IN_LAYOUTS


def set_columns(
    batch: ImportBatch, columns: Sequence[str], *, source_kind: str = "", source_name: str = "",
    decisions: Sequence[Decision] | None = None, author: AbstractBaseUser | None = None,
) -> None:  # fmt: skip
    """Set the targets of the columns, and what else staff decided about each. decisions: guessed if None.

    Raises ValidationError for a column of identity numbers or addresses that would not be encrypted, unless a
    decision opens it. That is recorded.
    """
    table = read_table(batch)
    if decisions is None:
        decisions = layouts.guess_decisions(table, columns, None)
    with transaction.atomic():
        if _lock(batch, OPEN).form != batch.form or len(columns) != len(table.headings):
            raise ValidationError(_("The columns are others by now. Please look again."))
        if exposed := layouts.exposed_columns(table, columns, decisions):
            raise ValidationError([
                _(
                    "“%(heading)s” holds %(kind)s. Take it into an encrypted field, or leave it out. If they are "
                    "something else, tick “These are no %(kind)s” beside it."
                )
                % {"heading": table.headings[number], "kind": kind.label}
                for number, kind in exposed
            ])  # fmt: skip
        _record_opened(batch, decisions, author)
        batch.columns, batch.state = list(columns), State.UPLOADED
        batch.decisions = {**batch.decisions, "columns": decided.dump(decisions)}
        batch.source_kind, batch.source_name = source_kind, source_name
        batch.save()
        batch.rows.all().delete()


def decisions_of(batch: ImportBatch) -> list[Decision]:
    return decided.load(batch.decisions.get("columns", ()), len(batch.headings))


def _record_opened(
    batch: ImportBatch, decisions: Sequence[Decision], author: AbstractBaseUser | None
) -> None:
    """Record the columns of which staff now say that they hold no private numbers."""
    before = decisions_of(batch)
    for number, (old, new) in enumerate(zip(before, decisions, strict=True), start=1):
        if new.is_open and not old.is_open:
            record(
                Kind.IMPORTED, actor=author, subject=batch, detail=f"column {number} not encrypted"
            )


def save_layout(batch: ImportBatch, name: str, *, author: AbstractBaseUser) -> None:
    """Save the chosen columns for the next file of this kind. A layout of the same name is replaced."""
    ImportLayout.objects.update_or_create(
        name=name,
        defaults={
            "columns": _columns_by_heading(batch.headings, batch.columns),
            "decisions": _decisions_by_heading(batch),
            "author_id": author.pk,
        },
    )


def _columns_by_heading(headings: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    """If several columns have one heading, take the first that is not a note."""
    pairs = [
        (layouts.normalise_heading(heading), column)
        for heading, column in zip(headings, columns, strict=True)
    ]
    return {heading: NOTES for heading, _column in pairs if heading} | {
        heading: column for heading, column in reversed(pairs) if heading and column
    }


def _decisions_by_heading(batch: ImportBatch) -> dict[str, dict[str, Any]]:
    """What staff said about private numbers counts for this file alone: the next one may hold some."""
    return {
        layouts.normalise_heading(heading): replace(decision, is_open=False).to_json()
        for heading, decision in reversed(
            list(zip(batch.headings, decisions_of(batch), strict=True))
        )
        if heading and replace(decision, is_open=False).to_json()
    }


# --- Checking, importing, undoing --------------------------------------------------------------------------


def check(batch: ImportBatch, *, author: AbstractBaseUser) -> None:
    """Plan every row and write nothing. The first chunk is checked before this returns, the rest by the worker."""
    with transaction.atomic():
        _begin(batch, OPEN, State.CHECKING, author, done=0)
        batch.rows.all().delete()
    worker.run_batch(batch.pk, max_chunks=1)
    batch.refresh_from_db()


def start(batch: ImportBatch, *, author: AbstractBaseUser) -> None:
    """Import, from the beginning or from where it was stopped."""
    if not uploads.is_stored(batch):
        raise ValidationError(_("The file has been erased. Please upload it again."))
    done = batch.done if batch.state == State.STOPPED else 0
    with transaction.atomic():
        _begin(batch, {State.CHECKED, State.STOPPED}, State.IMPORTING, author, done=done)
        record(Kind.IMPORTED, actor=author, subject=batch, detail="begun")


def stop(batch: ImportBatch, *, author: AbstractBaseUser) -> None:
    """Stop after the present chunk. Rows that were imported or undone stay so."""
    before = State(batch.state)
    with transaction.atomic():
        _move(batch, set(worker.RUNNING), worker.STATE_AFTER_STOP.get(before, before))
        record(Kind.IMPORTED, actor=author, subject=batch, detail="stopped")


def undo(batch: ImportBatch, *, author: AbstractBaseUser) -> None:
    """Have the worker undo the import, except where someone has worked on a person since."""
    total = commit.undoable_rows(batch).count()
    with transaction.atomic():
        _begin(batch, {State.DONE, State.STOPPED}, State.UNDOING, author, total=total, done=0)
        record(Kind.UNDONE, actor=author, subject=batch)


def discard(batch: ImportBatch, *, author: AbstractBaseUser) -> None:
    """Delete the file and its reports, before any of it was imported."""
    with transaction.atomic():
        _lock(batch, OPEN)
        record(Kind.DELETED, actor=author, subject=batch)
        batch.delete()


def erase_expired() -> None:
    """Erase the files that were never imported, and those of imports that were stopped."""
    old = ImportBatch.objects.filter(created_at__lt=timezone.now() - RETENTION)
    old.filter(state__in=OPEN).delete()
    for batch in old.filter(state=State.STOPPED, file__isnull=False):
        uploads.erase_upload(batch)


def _begin(
    batch: ImportBatch, before: set[State], to: State, author: AbstractBaseUser, **fields: Any
) -> None:
    _move(batch, before, to, started_by=author, trouble="", finished_at=None, **fields)


def _move(batch: ImportBatch, before: set[State], to: State, **fields: Any) -> None:
    """Raises ValidationError unless the batch is in one of the states `before`."""
    moved = ImportBatch.objects.filter(pk=batch.pk, state__in=before).update(state=to, **fields)
    if not moved:
        raise ValidationError(_("It is in another state by now."))
    batch.refresh_from_db()


def _lock(batch: ImportBatch, states: set[State]) -> ImportBatch:
    """Return the batch as it is in the database now. Raises ValidationError unless it is in one of the states."""
    locked = ImportBatch.objects.select_for_update().filter(pk=batch.pk, state__in=states).first()
    if locked is None:
        raise ValidationError(_("It is in another state by now."))
    return locked
