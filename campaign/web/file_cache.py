"""A cache on disk for files that are expensive to make and the same for everyone: cards, PDFs, open data.

A file's name is a digest of its content's source data (`digest`), so nothing has to be invalidated: after a
change the caller asks for another name, and the new file replaces the old one. The cache checks no
permissions. The caller has made sure that the visitor may see the file.
"""

import json
import os
import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from django.conf import settings

MAX_BYTES = 1024 * 1024 * 1024

# In each process one thread makes a file while another one waits. More would use up the process's threads:
# a flood of requests for the files of all people would block the whole site.
_slots = threading.BoundedSemaphore(2)
_making = threading.Lock()


class Busy(Exception):
    """Too many files are being made in this process. The caller answers 503 with Retry-After."""


def digest(parts: Mapping[str, object]) -> str:
    """A name for a file: 32 hexadecimal digits for the data that it is made from."""
    return blake2b(
        json.dumps(parts, sort_keys=True, default=str).encode(), digest_size=16
    ).hexdigest()


def get_or_create(owner: str, kind: str, name: str, make: Callable[[], bytes]) -> bytes:
    """The content of a file, made if it is missing. Older files of the same owner and kind are deleted.

    Raises Busy.
    """
    with open_or_create(owner, kind, name, lambda file: file.write(make())) as file:
        return file.read()


def open_or_create(
    owner: str, kind: str, name: str, write: Callable[[IO[bytes]], object]
) -> IO[bytes]:
    """Like `get_or_create`, for files too large for memory.

    The open file can be read to its end even if another process deletes it meanwhile. Raises Busy.
    """
    path = _folder(owner) / f"{kind}-{name}"
    if (found := _open(path)) is not None:
        return found
    if not _slots.acquire(blocking=False):
        raise Busy
    try:
        with _making:
            found = _open(path)  # another thread may have made it while this one waited
            return _make(path, kind, write) if found is None else found
    finally:
        _slots.release()


def _make(path: Path, kind: str, write: Callable[[IO[bytes]], object]) -> IO[bytes]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix="new-", delete=False) as file:
        try:
            write(file)
        except BaseException:
            os.unlink(file.name)
            raise
    # Open it before it gets its name: from then on another process may delete it.
    made: IO[bytes] = Path(file.name).open("rb")  # noqa: SIM115  the caller closes it
    os.replace(file.name, path)
    for other in path.parent.glob(f"{kind}-*"):
        if other != path:
            other.unlink(missing_ok=True)
    return made


def owners() -> list[str]:
    """The owners that have files in the cache."""
    if not settings.FILE_CACHE_FOLDER.exists():
        return []
    return sorted(path.name for path in settings.FILE_CACHE_FOLDER.iterdir())


def delete_files(owner: str, *, keep: Collection[str] = ()) -> None:
    """Delete all files of an owner, except those in `keep` ("KIND-NAME")."""
    for path in _folder(owner).glob("*"):
        if path.name not in keep:
            path.unlink(missing_ok=True)
    with suppress(OSError):  # the folder is not empty, or does not exist
        _folder(owner).rmdir()


def delete_oldest(max_bytes: int = MAX_BYTES) -> None:
    """Delete the oldest files until the rest has at most `max_bytes`."""
    files = [(path, path.stat()) for path in settings.FILE_CACHE_FOLDER.glob("*/*")]
    files.sort(key=lambda file: file[1].st_mtime, reverse=True)
    bytes_left = max_bytes
    for path, stat in files:
        bytes_left -= stat.st_size
        if bytes_left < 0:
            path.unlink(missing_ok=True)


def _open(path: Path) -> IO[bytes] | None:
    try:
        return path.open("rb")
    except FileNotFoundError:
        return None


def _folder(owner: str) -> Path:
    folder: Path = settings.FILE_CACHE_FOLDER / owner
    return folder
