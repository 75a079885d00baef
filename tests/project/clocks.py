"""A clock that tests set, so that no test waits."""

import time
from unittest import mock


class Clock:
    """Stands for time.monotonic() in a `with` block."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._patch = mock.patch.object(time, "monotonic", lambda: self.now)

    def __enter__(self) -> "Clock":
        self._patch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._patch.stop()
