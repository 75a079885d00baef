"""Deletes picture files that belong to no row.

Deleting a picture deletes its files too (campaign/images/uploads.py). Files are left over if the process was
killed in between, or if a transaction was rolled back after the files were written.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import batched

from django.core.files.storage import default_storage
from django.utils import timezone

from campaign.images import renditions
from campaign.images.models import Picture

GRACE = timedelta(days=1)  # the files of a picture are written before its row is
BATCH = 500


def delete_orphans() -> int:
    """Delete orphaned files and empty folders. Returns the number of files deleted."""
    try:
        names, _files = default_storage.listdir(renditions.FOLDER)
    except FileNotFoundError:
        return 0
    return sum(_sweep(batch) for batch in batched(sorted(names), BATCH))


def _sweep(names: Iterable[str]) -> int:
    rows = Picture.objects.filter(name__in=names).values_list("name", "widths")
    expected = {name: set(renditions.all_paths(name, widths)) for name, widths in rows}
    deleted = 0
    for name in names:
        stale = [path for path in _files(name) if path not in expected.get(name, ())]
        for path in filter(_is_old, stale):
            default_storage.delete(path)
            deleted += 1
        if not any(_files(name)) and _is_old(f"{renditions.FOLDER}/{name}"):
            default_storage.delete(f"{renditions.FOLDER}/{name}")
    return deleted


def _files(name: str) -> Iterator[str]:
    _folders, files = default_storage.listdir(f"{renditions.FOLDER}/{name}")
    for file in files:
        yield f"{renditions.FOLDER}/{name}/{file}"


def _is_old(path: str) -> bool:
    return default_storage.get_modified_time(path) < timezone.now() - GRACE
