"""The open data of the people that bench/searching.py has loaded."""

import gzip
import resource
import time
from collections.abc import Callable

from django.test import Client

from bench.report import say
from profiles.models import Detainee
from profiles.open_data import files, records
from profiles.open_data.files import CompleteFile
from profiles.open_data.formats import FORMATS

FILTERED = ("?status=prison&place=kashgar", "?gender=female", "?limit=100", "?q=Tursun")


def measure() -> None:
    say(f"\n{'Open data':<52}{'seconds':>9}{'MB':>8}{'packed':>8}")
    report_time("all records made", records.update_all_due)
    for format_ in FORMATS:
        begun = time.perf_counter()
        whole = CompleteFile.open(format_)
        whole.file.close()
        line(f"{format_.name} made", time.perf_counter() - begun, whole.size, whole.packed_size)
    client = Client(headers={"host": "127.0.0.1", "accept-encoding": "gzip"})
    for address in ("/data/profiles.json", *(f"/data/profiles.json{query}" for query in FILTERED)):
        begun = time.perf_counter()
        packed = client.get(address).getvalue()
        line(address, time.perf_counter() - begun, len(gzip.decompress(packed)), len(packed))
    again = {"If-None-Match": client.get("/data/profiles.json")["ETag"]}
    report_time("… not changed (304)", lambda: client.get("/data/profiles.json", headers=again))
    Detainee.objects.filter(pk=Detainee.objects.published()[0].pk).update(summary="x")
    report_time("one person changed: her record made again", records.update_due)
    report_time("… and all three files", files.write_all)
    say(f"  {'The most memory of this process':<50}{peak():>9,.0f} MB")


def report_time(name: str, action: Callable[[], object]) -> None:
    begun = time.perf_counter()
    action()
    line(name, time.perf_counter() - begun)


def line(name: str, seconds: float, size: int = 0, packed: int = 0) -> None:
    sizes = "".join(f"{number / 1e6:>8.1f}" for number in (size, packed) if number)
    say(f"  {name:<50}{seconds:>9.3f}{sizes}")


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
