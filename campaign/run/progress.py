"""One line that shows the progress of a long step.

On a terminal the line is rewritten in place. In a file or a pipe it is a plain line every few seconds, without
control characters. A short step prints nothing there.
"""

import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PLAIN_EVERY = 10.0  # seconds
SHORT = 1.0  # seconds; a step that ends sooner shows no percentage
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
    """Yield a function to call with the share done, from 0 to 1. The line disappears at the end."""
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
    """Print `text` at once and count the seconds while the block runs. The line stays."""
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
