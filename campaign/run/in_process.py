"""Small values from the database that each process keeps as they are, without pickling, and reads anew after a time."""

import time
from collections.abc import Callable
from typing import Any, ClassVar


class InProcess[T]:
    """A value that is at most `seconds` old. Two threads may read it at once: both get a good one."""

    all_of_them: ClassVar[list["InProcess[Any]"]] = []

    def __init__(self, read: Callable[[], T], seconds: float) -> None:
        self.read = read
        self.seconds = seconds
        self._known: tuple[float, T] | None = None
        self.all_of_them.append(self)

    def get(self) -> T:
        known, now = self._known, time.monotonic()
        if known is None or now >= known[0] + self.seconds:
            known = self._known = (now, self.read())
        return known[1]

    def forget(self) -> None:
        """Read it anew next time. Only in this process."""
        self._known = None

    @classmethod
    def forget_all(cls) -> None:
        for each in cls.all_of_them:
            each.forget()
