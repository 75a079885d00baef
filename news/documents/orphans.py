"""Deletes files of documents that nothing names: neither a row nor the history of an item.

The history keeps a deleted document, so that deleting it can be undone. Erasing the history lets its file go.
"""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from campaign.history.models import Change
from news.documents.intake import FOLDER, file_path
from news.models import NewsDocument

GRACE = timedelta(days=1)  # a file is written before its row is


def delete_orphans() -> int:
    """Return the number of files deleted."""
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    stale = [name for name in names if _is_old(name) and not _is_named(name)]
    for name in stale:
        default_storage.delete(file_path(name))
    return len(stale)


def _is_old(name: str) -> bool:
    return default_storage.get_modified_time(file_path(name)) < timezone.now() - GRACE


def _is_named(name: str) -> bool:
    kept = Change.objects.filter(table=NewsDocument._meta.db_table)
    return (
        NewsDocument.objects.filter(name=name).exists()
        or kept.filter(before__name=name).exists()
        or kept.filter(after__name=name).exists()
    )
