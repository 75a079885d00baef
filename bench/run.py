"""Runs the chosen parts, each size in a database of its own. A part that fails or hangs does not stop the others."""

import importlib
import signal
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django.core.management import call_command

from bench.database import database, load
from bench.mail_sink import MailSink
from bench.parts import Needs, Part, Run
from bench.report import say
from bench.results import FOLDER, File, Result
from bench.server import LOG

MINUTES_TO_LOAD = 60  # a hundred thousand people
WITH_MAIL = {"writing", "worker", "journeys"}  # their `measure` takes the mail sink too


class OutOfTime(SystemExit):
    """A SystemExit, because an event loop keeps any other exception to itself."""


def run(runs: Sequence[Run], sink: MailSink) -> bool:
    """Run them, and write a file for each part. Returns whether all went well and nothing is missing."""
    begun = time.monotonic()
    FOLDER.mkdir(parents=True, exist_ok=True)
    LOG.unlink(missing_ok=True)
    files = {part.name: File(part.name) for each in runs for part in each.parts}
    call_command("collectstatic", verbosity=0, interactive=False)
    wrong: list[str] = []
    for each in runs:
        try:
            with database():
                with at_most(MINUTES_TO_LOAD):
                    load(each.needs, each.size)
                for part in each.parts:
                    data = run_part(part, each.size, sink)
                    files[part.name].add(data)
                    wrong += [f"{part.name}, size {each.size}: {text}" for text in data["missing"]]
        except (Exception, OutOfTime) as error:
            traceback.print_exception(error)
            wrong.append(f"size {each.size} of {each.needs.value}: {error!r}")
    say(f"\nDone in {time.monotonic() - begun:.0f} seconds. The figures are in {FOLDER}/.")
    for text in wrong:
        say(f"  Wrong: {text}")
    return not wrong


def run_part(part: Part, size: int, sink: MailSink) -> dict[str, Any]:
    """What it measured, or why it measured nothing."""
    say(f"\n--- {part.name}, size {size:,} ---")
    begun = time.monotonic()
    try:
        with at_most(part.minutes):
            data = _measured(part, size, sink)
    except (Exception, OutOfTime) as error:
        traceback.print_exception(error)
        data = Result(faults=[f"it did not end well: {error!r}"]).as_data(size)
    return data | {"seconds": round(time.monotonic() - begun)}


def _measured(part: Part, size: int, sink: MailSink) -> dict[str, Any]:
    measure = importlib.import_module(f"bench.{part.name}").measure
    if part.needs is Needs.NOTHING:
        found = measure()
    else:
        found = measure(size, sink) if part.name in WITH_MAIL else measure(size)
    if isinstance(found, Result):
        return found.as_data(size)
    return Result().as_data(size) | (found or {})


@contextmanager
def at_most(minutes: float) -> Iterator[None]:
    """Raise OutOfTime in the block after so many minutes."""

    def give_up(number: int, frame: FrameType | None) -> None:
        raise OutOfTime(f"after {minutes:g} minutes it was given up")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, 60 * minutes)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
