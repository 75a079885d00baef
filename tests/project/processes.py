"""Watches other processes."""

import time
from collections.abc import Callable

import psutil


def wait_until(true: Callable[[], bool], seconds: float = 300) -> bool:
    """Wait until it is true, and return whether it is. The limit is long, for a busy machine."""
    give_up_at = time.monotonic() + seconds
    while not true():
        if time.monotonic() > give_up_at:
            return False
        time.sleep(0.05)
    return True


def lives(pid: int) -> bool:
    """Whether a process runs. A zombie, which its parent has not collected, does not count."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
