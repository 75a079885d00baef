"""One line that tells how far a long step is.

On a terminal the line is rewritten where it stands. Elsewhere (a file, a pipe) it is a plain line, now and
then: no control characters, and nothing at all if the step is short.
"""

import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PLAIN_EVERY = 10.0  # seconds
SHORT = 1.0  # seconds: what is done sooner needs no percentage
_CLEAR = "\r\x1b[K"


class ProgressLine:
    def __init__(self) -> None:
        self._terminal = sys.stdout.isatty()
        self._plain_at = time.monotonic() + PLAIN_EVERY
        self._shown = ""

    def show(self, text: str) -> None:
        if text == self._shown:
            return
        if self._terminal:
            self._write(_CLEAR + text[: shutil.get_terminal_size().columns - 1])
            self._shown = text
        elif time.monotonic() >= self._plain_at:
            self._write(text + "\n")
            self._shown = text
            self._plain_at = time.monotonic() + PLAIN_EVERY

    def clear(self) -> None:
        if self._terminal and self._shown:
            self._write(_CLEAR)
            self._shown = ""

    def keep(self) -> None:
        if self._terminal and self._shown:
            self._write("\n")
            self._shown = ""

    def _write(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


@contextmanager
def percent(text: str) -> Iterator[Callable[[float], None]]:
    """Gives a function to call with the share that is done, from 0 to 1. The line goes when all is."""
    line = ProgressLine()
    begun = time.monotonic()

    def show(share: float) -> None:
        if time.monotonic() - begun >= SHORT:
            line.show(f"{text} … {100 * share:.0f} %")

    try:
        yield show
    finally:
        line.clear()


@contextmanager
def seconds(text: str) -> Iterator[None]:
    """Says `text` at once and counts the seconds for as long as the block runs. The line stays."""
    line = ProgressLine()
    if not sys.stdout.isatty():
        print(f"{text} …", flush=True)
    done = threading.Event()
    begun = time.monotonic()

    def count() -> None:
        while not done.is_set():
            line.show(f"{text} … {time.monotonic() - begun:.0f} s")
            done.wait(1)

    counting = threading.Thread(target=count, daemon=True)
    counting.start()
    try:
        yield
    finally:
        done.set()
        counting.join()
        line.keep()
