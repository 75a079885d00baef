"""Runs our own programs for risky work in a separate process, with limits of memory and time.

Such a program is a module of this project that does not use Django, the settings or the database. It gets one
temporary folder and none of our environment variables, which hold the keys. It runs at a low priority, so that
the web server goes first. If it crashes, nothing else does.
"""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

ROOT = Path(__file__).resolve().parents[2]
NICENESS = 10
MAX_FILE_BYTES = 256 * 1024 * 1024  # of one file


class ProgramFailed(Exception):
    """The last line that the program wrote to stderr, or its exit status."""


def run(module: str, folder: Path, *arguments: str, seconds: int) -> None:
    """Run `python -m MODULE FOLDER ARGUMENT …`. Raises ProgramFailed, also after `seconds`."""
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", module, str(folder), *arguments],
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ProgramFailed("it took too long") from None
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        raise ProgramFailed(lines[-1] if lines else f"status {done.returncode}")


@contextmanager
def reading(upload: BinaryIO, module: str, *, seconds: int) -> Iterator[Path]:
    """Run a program on an upload. Yields the folder of the program, until the block ends. Raises ProgramFailed."""
    with TemporaryDirectory(prefix="upload-") as name:
        folder = Path(name)
        upload.seek(0)
        with (folder / "upload").open("wb") as copy:
            shutil.copyfileobj(upload, copy)
        run(module, folder, seconds=seconds)
        yield folder


def limit_resources(*, memory: int, seconds: int) -> None:
    """Limit the current process; a sandboxed program calls it first.

    memory: bytes of address space. seconds: of CPU time.
    """
    # A service without the right to set limits has limits of its own.
    with suppress(ValueError, OSError):
        os.nice(NICENESS)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE_BYTES, MAX_FILE_BYTES))
