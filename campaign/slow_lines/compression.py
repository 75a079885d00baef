"""Brotli and gzip for pages: what a browser accepts, and how well each is compressed.

The best quality of Brotli takes up to a tenth of a second, and saves a sixth of the bytes. So a page is first compressed
quickly. Once someone asks for it again, a thread does it well (`campaign/web/page_cache.py`).
"""

import gzip
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from threading import BoundedSemaphore

import brotli

MIN_BYTES = 500  # below that, compressing saves no packet
OURS = ("gzip", "br")  # of two that a browser ranks alike, the last
QUICK, BEST = 5, 11  # qualities of Brotli
MOST_WAITING = 8  # pages for the thread; others stay as they are

type Compressed = dict[str, bytes]  # by the name of the encoding

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="compression")
_places = BoundedSemaphore(MOST_WAITING)


def compress(body: bytes) -> Compressed:
    """Both encodings, quickly. None of a text that is too short."""
    if len(body) < MIN_BYTES:
        return {}
    return {"br": _brotli(body, QUICK), "gzip": gzip.compress(body, 6, mtime=0)}


def best_brotli(body: bytes) -> bytes:
    return _brotli(body, BEST)


def _brotli(body: bytes, quality: int) -> bytes:
    compressed: bytes = brotli.compress(body, mode=brotli.MODE_TEXT, quality=quality)
    return compressed


def in_thread(work: Callable[[], object]) -> bool:
    """Have it done when the thread is free. Returns False if too much waits."""
    if not _places.acquire(blocking=False):
        return False
    _thread.submit(work).add_done_callback(lambda _done: _places.release())
    return True


@lru_cache(maxsize=256)
def preferred(accept_encoding: str, ours: tuple[str, ...] = OURS) -> str:
    """The encoding to answer with: the one of `ours` that the header ranks highest. "" for none.

    As RFC 9110 (12.5.3) has it: `q=0` refuses, `*` stands for all that are not named.
    """
    ranks = dict(_rank(each) for each in accept_encoding.lower().split(",") if each.strip())
    if "x-gzip" in ranks:
        ranks.setdefault("gzip", ranks["x-gzip"])
    others = ranks.get("*", 0.0)
    best, rank = "", ranks.get("identity", 0.0)
    for name in ours:
        if (its := ranks.get(name, others)) > 0 and its >= rank:
            best, rank = name, its
    return best


def _rank(element: str) -> tuple[str, float]:
    name, *parameters = (part.strip() for part in element.split(";"))
    rank = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    try:
        return name, min(max(float(rank), 0.0), 1.0)
    except ValueError:
        return name, 0.0
