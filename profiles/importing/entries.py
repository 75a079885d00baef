"""What an import does to people stands in the history, under the name of whoever started it."""

from collections.abc import Iterable

from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import get_content_type_for_model

from campaign.history import changes
from profiles.models import Detainee, ImportBatch, ImportRow


def sign(batch: ImportBatch) -> None:
    """All that this transaction changes is the work of whoever started it."""
    changes.attribute_to(batch.started_by, batch.file_name)


def enter(
    batch: ImportBatch, done: Iterable[tuple[ImportRow, Detainee, int]], message: str
) -> None:
    """message: takes the name of the file and the number of the row."""
    people = get_content_type_for_model(Detainee)
    LogEntry.objects.bulk_create(
        LogEntry(
            user=batch.started_by or batch.author,
            content_type=people,
            object_id=str(person.pk),
            object_repr=f"{person.reference} {row.name}"[:200],
            action_flag=flag,
            change_message=message % {"file": batch.file_name, "number": row.number},
        )
        for row, person, flag in done
    )
