"""Files that survive a crash: several processes add to them, and what was written is on the disk."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path


def open_locked(path: Path) -> int:
    """Open a file for reading and adding, while no one else writes to it or replaces it. Makes it if there is none."""
    while True:
        file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        with suppress(FileNotFoundError):
            if os.fstat(file).st_ino == path.stat().st_ino:
                return file
        os.close(file)  # it was replaced while we waited


def write(file: int, content: bytes) -> None:
    """Write and wait until it is on the disk. Raises OSError if it is not."""
    if os.write(file, content) != len(content):
        raise OSError("The disk is full.")
    os.fsync(file)


def sync_folder(folder: Path) -> None:
    """A new file survives a crash only if its folder was synced too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
