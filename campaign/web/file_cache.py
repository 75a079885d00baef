"""Files that are dear to make and the same for everyone: made once, kept on disk, few at a time.

A file is kept under what it is made of, so nothing has to be told when something changes: what is asked for is
then another file, and takes the place of the old one. Whoever asks has made sure that it may be seen.
"""

import json
import os
import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.conf import settings

BYTES_KEPT = 1024 * 1024 * 1024

# In each process one is made while another waits. More would hold all of its threads, and a flood that asks
# for everybody's would hold the whole site.
_room = threading.BoundedSemaphore(2)
_at_work = threading.Lock()


class Busy(Exception):
    """Too many are asked for at once; a moment later there is room again."""


def digest(parts: Mapping[str, Any]) -> str:
    """Stands for what a file is made of."""
    return blake2b(
        json.dumps(parts, sort_keys=True, default=str).encode(), digest_size=16
    ).hexdigest()


def get_or_make(owner: str, kind: str, name: str, make: Callable[[], bytes]) -> bytes:
    """The file of this name, made if it is not there yet; others of its owner and kind go. Raises Busy."""
    with open_or_make(owner, kind, name, lambda file: file.write(make())) as file:
        return file.read()


def open_or_make(
    owner: str, kind: str, name: str, write: Callable[[IO[bytes]], object]
) -> IO[bytes]:
    """The same, of a file that may be too large for the memory. It can be read to its end, though it goes."""
    path = _folder(owner) / f"{kind}-{name}"
    if (found := _open(path)) is not None:
        return found
    if not _room.acquire(blocking=False):
        raise Busy
    try:
        with _at_work:
            found = _open(path)  # made while this one waited
            return _make(path, kind, write) if found is None else found
    finally:
        _room.release()


def _make(path: Path, kind: str, write: Callable[[IO[bytes]], object]) -> IO[bytes]:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix="new-", delete=False) as file:
        try:
            write(file)
        except BaseException:
            os.unlink(file.name)
            raise
    # Opened first: another process may take the file away as soon as it has its name.
    made: IO[bytes] = Path(file.name).open("rb")  # noqa: SIM115  whoever asked closes it
    os.replace(file.name, path)
    for other in path.parent.glob(f"{kind}-*"):
        if other != path:
            other.unlink(missing_ok=True)
    return made


def owners() -> list[str]:
    """Those of whom anything is kept."""
    if not settings.FILE_CACHE_FOLDER.exists():
        return []
    return sorted(path.name for path in settings.FILE_CACHE_FOLDER.iterdir())


def delete(owner: str, *, but: Collection[str] = ()) -> None:
    """All that is kept of one, but what is called so (its kind and name)."""
    for path in _folder(owner).glob("*"):
        if path.name not in but:
            path.unlink(missing_ok=True)
    with suppress(OSError):  # it is not empty, or not there
        _folder(owner).rmdir()


def delete_oldest(most: int = BYTES_KEPT) -> None:
    """Keep no more than so many bytes in all."""
    files = [(path, path.stat()) for path in settings.FILE_CACHE_FOLDER.glob("*/*")]
    files.sort(key=lambda file: file[1].st_mtime, reverse=True)
    for path, stat in files:
        most -= stat.st_size
        if most < 0:
            path.unlink(missing_ok=True)


def _open(path: Path) -> IO[bytes] | None:
    try:
        return path.open("rb")
    except FileNotFoundError:
        return None


def _folder(owner: str) -> Path:
    folder: Path = settings.FILE_CACHE_FOLDER / owner
    return folder
