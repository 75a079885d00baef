"""The open data of very many people, made and asked without a server, as is the bare INSERT it is compared with."""

import gzip
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median

from django.test import Client

from bench.report import say
from bench.results import Result, rounded
from profiles.models import Detainee
from profiles.open_data import files, records
from profiles.open_data.files import CompleteFile
from profiles.open_data.formats import FORMATS

FILTERED = {
    "two_filters": "?status=prison&place=kashgar",
    "one_filter": "?gender=female",
    "hundred": "?limit=100",
    "name": "?q=Tursun",
}
BARE_TIMES = 10  # before and after each


def measure(size: int) -> Result:
    timer = Timer()
    say(
        f"\n{'Open data of ' + format(size, ',') + ' people':<52}{'seconds':>9}{'MB':>8}{'packed':>8}"
    )
    timer.time("records", "all records made", records.update_all_due)
    for format_ in FORMATS:
        with timer.timed(format_.name.replace(".", "_"), f"{format_.name} made") as sizes:
            whole = CompleteFile.open(format_)
            whole.file.close()
            sizes[:] = whole.size, whole.packed_size
    client = Client(headers={"host": "127.0.0.1", "accept-encoding": "gzip"})
    for key, query in {"all": "", **FILTERED}.items():
        with timer.timed(key, f"/data/profiles.json{query}") as sizes:
            packed = client.get(f"/data/profiles.json{query}").getvalue()
            sizes[:] = len(gzip.decompress(packed)), len(packed)
    again = {"If-None-Match": client.get("/data/profiles.json")["ETag"]}
    timer.time(
        "not_changed",
        "… not changed (304)",
        lambda: client.get("/data/profiles.json", headers=again),
    )
    Detainee.objects.filter(pk=Detainee.objects.published()[0].pk).update(summary="x")
    timer.time("one_record", "one person changed: her record made again", records.update_due)
    timer.time("three_files", "… and all three files", files.write_all)
    say(f"  {'The most memory of this process':<50}{peak():>9,.0f} MB")
    timer.result.more["megabytes_at_most"] = round(peak())
    return timer.result


class Timer:
    """Times each thing once, and the bare INSERT around it."""

    def __init__(self) -> None:
        self.result = Result(more={"seconds_by_key": {}})
        self._client = Client(headers={"host": "127.0.0.1"})

    def time(self, key: str, name: str, action: Callable[[], object]) -> None:
        with self.timed(key, name):
            action()

    @contextmanager
    def timed(self, key: str, name: str) -> Iterator[list[int]]:
        """Yields a list for the size and the packed size, in bytes."""
        sizes: list[int] = []
        bare = self._bare()
        begun = time.perf_counter()
        yield sizes
        seconds = time.perf_counter() - begun
        line(name, seconds, *sizes)
        self.result.more["seconds_by_key"][key] = rounded(seconds)
        self.result.rates[key] = rounded(1 / seconds)
        self.result.ratios[key] = rounded(median([*bare, *self._bare()]) / seconds)

    def _bare(self) -> list[float]:
        took = []
        for _ in range(BARE_TIMES):
            begun = time.perf_counter()
            self._client.post("/bare/")
            took.append(time.perf_counter() - begun)
        return took


def line(name: str, seconds: float, size: int = 0, packed: int = 0) -> None:
    sizes = "".join(f"{number / 1e6:>8.1f}" for number in (size, packed) if number)
    say(f"  {name:<50}{seconds:>9.3f}{sizes}")


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
