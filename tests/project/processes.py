"""Looking at processes from outside."""

import time
from collections.abc import Callable

import psutil


def wait_until(true: Callable[[], bool], seconds: float = 300) -> bool:
    """Whether it became true. The limit is for a broken build alone: a busy machine is slow."""
    give_up_at = time.monotonic() + seconds
    while not true():
        if time.monotonic() > give_up_at:
            return False
        time.sleep(0.05)
    return True


def lives(pid: int) -> bool:
    """Whether a process is there, and not merely its remains, which its parent has yet to clear."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
