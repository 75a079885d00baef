"""Small values from the database that each process keeps as they are, without pickling, and reads anew after a time."""

import time
from collections.abc import Callable
from typing import Any, ClassVar


class InProcess[T]:
    """A value that is at most `seconds` old. Two threads may read it at once: both get a good one.

    version: the value is also read anew when this returns something else than before.
    """

    all_of_them: ClassVar[list["InProcess[Any]"]] = []

    def __init__(
        self, read: Callable[[], T], seconds: float, version: Callable[[], object] = lambda: None
    ) -> None:
        self.read = read
        self.seconds = seconds
        self.version = version
        self._known: tuple[float, object, T] | None = None
        self.all_of_them.append(self)

    def get(self) -> T:
        known, now, version = self._known, time.monotonic(), self.version()
        if known is None or now >= known[0] + self.seconds or version != known[1]:
            known = self._known = (now, version, self.read())
        return known[2]

    def forget(self) -> None:
        """Read it anew next time. Only in this process."""
        self._known = None

    @classmethod
    def forget_all(cls) -> None:
        for each in cls.all_of_them:
            each.forget()
