"""What staff do with one spreadsheet: upload, say how it is read and what its columns are, check, import,
stop, undo, discard.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.importing import undoing
from profiles.importing import worker as working
from profiles.importing.columns import layouts
from profiles.importing.columns.layouts import Layout
from profiles.importing.columns.targets import NOTES
from profiles.importing.reading import files, uploads
from profiles.importing.reading.tables import Form, Table
from profiles.models import ImportBatch, ImportLayout

State = ImportBatch.State
OPEN = {State.UPLOADED, State.CHECKED}  # nothing has been imported yet
KEPT_FOR = timedelta(days=7)


# --- Before the import -------------------------------------------------------------------------------------


def upload(content: bytes, *, file_name: str, author: AbstractBaseUser) -> ImportBatch:
    """Takes a file in, with how it is probably read. Raises ValidationError if it is no table."""
    file = uploads.opened(content)
    form = uploads.guess(file)
    found = uploads.read(file, form)  # before the transaction, which may not be idle for so long
    with transaction.atomic():
        batch = ImportBatch.objects.create(
            file_name=_tidy_name(file_name),
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            author_id=author.pk,
        )
        files.seal(batch, file)
        _read_as(batch, form, found)
    return batch


def _tidy_name(name: str) -> str:
    """It stands in staff notes and in the history."""
    seen = "".join(c for c in name if c.isprintable()).strip() or "file"
    return seen if len(seen) <= 150 else f"…{seen[-149:]}"


def twins(batch: ImportBatch) -> QuerySet[ImportBatch]:
    """Other imports of the very same file."""
    return ImportBatch.objects.filter(sha256=batch.sha256).exclude(pk=batch.pk)


def table(batch: ImportBatch) -> Table:
    """Raises ValidationError where the file is gone."""
    return uploads.read(files.unsealed(batch), Form(**batch.form))


def read_as(batch: ImportBatch, form: Form) -> None:
    """How the file is read. What its columns are is guessed anew if its headings are others now."""
    kept = files.unsealed(batch)
    file = uploads.taking(kept, form.sheet)
    found = uploads.read(file, form)
    with transaction.atomic():
        _lock(batch, OPEN)
        if file is not kept:
            files.keep_sheet(batch, file)
        _read_as(batch, form, found)


def _read_as(batch: ImportBatch, form: Form, found: Table) -> None:
    if batch.headings != found.headings:
        layout = layouts.best(found.headings, known_layouts().values())
        batch.headings, batch.columns = found.headings, layouts.columns(found, layout)
    batch.form, batch.total, batch.state = asdict(form), len(found.rows), State.UPLOADED
    batch.save()
    batch.rows.all().delete()


def known_layouts() -> dict[str, Layout]:
    saved = {str(each.pk): Layout(each.name, each.columns) for each in ImportLayout.objects.all()}
    return saved | layouts.BUILT_IN


def choose_columns(
    batch: ImportBatch, columns: Sequence[str], *, source_kind: str = "", source_name: str = ""
) -> None:
    """Raises ValidationError for a column of identity numbers or addresses that would lie open."""
    found = table(batch)
    with transaction.atomic():
        if _lock(batch, OPEN).form != batch.form or len(columns) != len(found.headings):
            raise ValidationError(_("The columns are others by now. Please look again."))
        if wrong := layouts.refused(found, columns):
            raise ValidationError([
                _("“%(heading)s” holds %(kind)s. Take it into a sealed field, or leave it out.")
                % {"heading": found.headings[number], "kind": kind.label}
                for number, kind in wrong
            ])  # fmt: skip
        batch.columns, batch.state = list(columns), State.UPLOADED
        batch.source_kind, batch.source_name = source_kind, source_name
        batch.save()
        batch.rows.all().delete()


def save_layout(batch: ImportBatch, name: str, *, author: AbstractBaseUser) -> None:
    """For the next file of its kind; one of the same name is replaced."""
    ImportLayout.objects.update_or_create(
        name=name,
        defaults={
            "columns": _by_heading(batch.headings, batch.columns),
            "author_id": author.pk,
        },
    )


def _by_heading(headings: Sequence[str], columns: Sequence[str]) -> Mapping[str, str]:
    """A heading that stands over several columns is the first of them that is anything."""
    pairs = [
        (layouts.plain(heading), column) for heading, column in zip(headings, columns, strict=True)
    ]
    return {heading: NOTES for heading, _column in pairs if heading} | {
        heading: column for heading, column in reversed(pairs) if heading and column
    }


# --- Checking, importing, undoing --------------------------------------------------------------------------


def check(batch: ImportBatch, *, author: AbstractBaseUser) -> None:
    """The dry run. A short file is checked before this returns, the rest of a long one by the worker."""
    with transaction.atomic():
        _begin(batch, OPEN, State.CHECKING, author, done=0)
        batch.rows.all().delete()
    working.run_batch(batch.pk, chunks=1)
    batch.refresh_from_db()


def start(batch: ImportBatch, *, author: AbstractBaseUser) -> None:
    """Import, from the beginning or from where it was stopped."""
    if not files.is_there(batch):
        raise ValidationError(_("The file has been erased. Please upload it again."))
    done = batch.done if batch.state == State.STOPPED else 0
    _begin(batch, {State.CHECKED, State.STOPPED}, State.IMPORTING, author, done=done)


def stop(batch: ImportBatch, *, author: AbstractBaseUser) -> None:
    """After the rows under way. What was imported, or undone, stays so."""
    _move(batch, set(working.AT_WORK), working.AFTER_STOPPING[State(batch.state)])


def undo(batch: ImportBatch, *, author: AbstractBaseUser) -> None:
    """Have the worker take back what the import did and nobody has worked on since."""
    total = undoing.left(batch).count()
    _begin(batch, {State.DONE, State.STOPPED}, State.UNDOING, author, total=total, done=0)


def discard(batch: ImportBatch, *, author: AbstractBaseUser) -> None:
    """The file and all that was found in it, before any of it was imported."""
    with transaction.atomic():
        _lock(batch, OPEN)
        batch.delete()


def erase_old() -> None:
    """Files that nobody has imported, and the rest of those that were stopped."""
    old = ImportBatch.objects.filter(created_at__lt=timezone.now() - KEPT_FOR)
    old.filter(state__in=OPEN).delete()
    for batch in old.filter(state=State.STOPPED, file__isnull=False):
        files.erase(batch)


def _begin(
    batch: ImportBatch, of: set[State], to: State, author: AbstractBaseUser, **changes: Any
) -> None:
    _move(batch, of, to, started_by=author, trouble="", finished_at=None, **changes)


def _move(batch: ImportBatch, of: set[State], to: State, **changes: Any) -> None:
    moved = ImportBatch.objects.filter(pk=batch.pk, state__in=of).update(state=to, **changes)
    if not moved:
        raise ValidationError(_("It is in another state by now."))
    batch.refresh_from_db()


def _lock(batch: ImportBatch, of: set[State]) -> ImportBatch:
    """As it is now."""
    locked = ImportBatch.objects.select_for_update().filter(pk=batch.pk, state__in=of).first()
    if locked is None:
        raise ValidationError(_("It is in another state by now."))
    return locked
