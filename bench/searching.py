"""The list of people, its filters and its search, among many people who do not exist.

The pages are compared with `/healthz`. Each address is also asked without a server, to see what its statements take.
"""

import os
import random
import time
from collections.abc import Generator
from contextlib import contextmanager
from statistics import median
from typing import Any
from unittest import mock
from urllib.parse import unquote, urlencode

from django.conf import settings
from django.db import connection
from django.test import Client

from bench.load import play
from bench.report import Subject, say, table
from bench.results import Result, rounded
from bench.server import web_server
from campaign.web.page_cache import cached_pages

ROUNDS = 3
SECONDS = 4
TIMES = 7
ADDRESSES: tuple[dict[str, str], ...] = (
    {},
    {"status": "prison"},
    {"gender": "female", "place": "kashgar"},
    {"gender": "male", "ethnicity": "uyghur", "year": "2017,2018", "born": "1970"},
    {"sort": "held"},
    {"page": "40"},
    # As people type them: a name that many have, other scripts, a slip, two words, a story, a reference.
    {"q": "Aygul"},
    {"q": "ئابدۇراخمان"},
    {"q": "买买提"},
    {"q": "Gulnissa"},
    {"q": "Nurmuhemmet Turdi"},
    {"q": "Mihrigyl Tohti"},
    {"q": "Tursun", "gender": "female"},
    {"q": "Memet"},  # with its other spellings, a name of every fourth
    {"q": "Memet", "sort": "held"},
    {"q": "P-0042"},
)


def measure(size: int) -> Result:
    result = Result(reference="/healthz", more={"milliseconds_of_the_database": {}})
    say(f"\n{'Milliseconds of the database':<52}{'ms':>8}{'queries':>9}")
    for address in ADDRESSES:
        times, queries = time_in_database(address)
        path = f"/profiles/?{urlencode(address, safe=',')}"
        say(f"  {unquote(path):<50}{median(times):>8.1f}{queries:>9}")
        result.more["milliseconds_of_the_database"][unquote(path)] = rounded(median(times))
    healthz = Subject("/healthz")
    anew = Subject("a page of filters, made anew", "filters", of=healthz)
    found = Subject("a page of results, never cached", "results", of=healthz)
    requests = {
        healthz: ["GET /healthz"],
        anew: [f"GET /profiles/?{urlencode(each)}" for each in filtered(size)],
        found: [f"GET /profiles/?{urlencode(each)}" for each in ADDRESSES if "q" in each],
    }
    with web_server():
        for number in range(1 + ROUNDS):
            for subject, group in requests.items():
                played = play(group, port=settings.PORT, seconds=SECONDS if number else 1)
                if number:  # the first is for warming up
                    subject.rounds.append(played)
    table(f"Browsing {size:,} people", requests)
    result.add(requests)
    return result


@contextmanager
def connected_as_the_web_is() -> Generator[None]:
    with mock.patch.dict(os.environ, PGOPTIONS=settings.WEB_PGOPTIONS):
        connection.close()
        yield
    connection.close()


@connected_as_the_web_is()
def time_in_database(address: dict[str, str]) -> tuple[list[float], int]:
    """The milliseconds that one page's statements took, for each of TIMES requests; and their number."""
    client, times, queries = Client(headers={"host": "127.0.0.1"}), [], 0
    for _time in range(TIMES):
        cached_pages.clear()
        spent: list[float] = []

        def clock(execute: Any, *args: Any, spent: list[float] = spent) -> Any:
            begun = time.perf_counter()
            answer = execute(*args)
            spent.append(1000 * (time.perf_counter() - begun))
            return answer

        with connection.execute_wrapper(clock):
            response = client.get("/profiles/", address)
        if response.status_code != 200:
            raise RuntimeError(
                f"{address} answers {response.status_code}: there is nothing to measure."
            )
        times.append(sum(spent))
        queries = len(spent)
    return times, queries


def filtered(size: int) -> list[dict[str, str]]:
    """So many addresses that none is requested twice while it is cached."""
    draw = random.Random(size)  # noqa: S311
    return [
        {
            "gender": draw.choice(["female", "male"]),
            "year": str(draw.randint(2015, 2024)),
            "born": str(draw.randrange(1930, 2010, 10)),
            "page": str(draw.randint(1, 40)),
        }
        for _each in range(5000)
    ]
