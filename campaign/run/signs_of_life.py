"""Distinguishes a slow process from a dead one by the CPU time and the disk that it uses.

A time limit cannot distinguish them: on a busy machine a healthy start takes minutes.
"""

import time

import psutil

QUIET_IS_DEAD = 120.0  # seconds: in two minutes the busiest machine gives everyone some CPU time
LEAST = 0.05  # seconds of CPU time that count as life; refusing a connection costs less


class SignsOfLife:
    """The signs of life of a process and of all its descendants."""

    def __init__(self) -> None:
        self.ended = 0  # how many of the processes have ended
        self._pids: set[int] = set()
        self._cpu = self._disk = 0.0
        self._last_at = time.monotonic()

    def look(self, pid: int) -> None:
        pids, cpu, disk = _used(pid)
        self.ended += len(self._pids - pids)
        if pids != self._pids or abs(cpu - self._cpu) >= LEAST or disk != self._disk:
            self._cpu, self._disk = cpu, disk
            self._last_at = time.monotonic()
        self._pids = pids

    @property
    def quiet_for(self) -> float:
        """Seconds since the last sign of life."""
        return time.monotonic() - self._last_at

    @property
    def are_gone(self) -> bool:
        return self.quiet_for > QUIET_IS_DEAD


def _used(pid: int) -> tuple[set[int], float, float]:
    """The ids of the process and its descendants, with their seconds of CPU time and bytes of disk so far."""
    pids: set[int] = set()
    cpu = disk = 0.0
    try:
        top = psutil.Process(pid)
        family = [top, *top.children(recursive=True)]
    except psutil.NoSuchProcess:
        return pids, cpu, disk
    for process in family:
        try:
            times = process.cpu_times()
            pids.add(process.pid)
            cpu += times.user + times.system
            if hasattr(process, "io_counters"):  # not on macOS
                done = process.io_counters()
                disk += done.read_bytes + done.write_bytes
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return pids, cpu, disk
