"""The worker of `make run`, with a mail server that takes whatever it sends.

First one signing at a time, to see how soon an email leaves when nothing else waits. Then many, put in through the
form while the worker is stopped (SIGSTOP), so that its CPU time is that of the emails, without its start.
"""

import asyncio
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

import psutil
from django.conf import settings
from django.db import connection

from bench import backlog, signers
from bench.client import Client, NoAnswer
from bench.database import first_petition
from bench.load import play
from bench.mail_sink import MailSink
from bench.report import Subject, say
from bench.results import Result, rounded
from bench.server import cpu_seconds, mail_worker, postgres, web_server
from petitions.models import Petition

TRIES = 20
SECONDS_FOR_ONE = 20  # until its email counts as missing
AIM = 2.0  # seconds to an email when the worker is idle
ROUNDS = 3  # after a short one that shows the pace
FEWEST, MOST = 200, 6_000  # signings in a round
SECONDS_OF_WORK = (
    15  # what a round should give the worker to do: more than one folding of the count
)
MOST_SECONDS = 60  # for the emails of a round
FOLDED_EVERY = 10  # seconds; a scheduled job, `fold-counts`
TOLERANCE = 3  # seconds


def measure(size: int, sink: MailSink) -> Result:
    petition = first_petition()
    with web_server(), mail_worker() as worker:
        return Worker(petition, sink, worker).measure(size)


class Worker:
    def __init__(self, petition: Petition, sink: MailSink, worker: psutil.Process) -> None:
        self.path = f"{petition.get_absolute_url()}sign/"
        self.sink, self.worker, self.postgres = sink, worker, postgres()
        self.bare = Subject("one bare INSERT", "bare")
        self.result = Result(acknowledged={"signed": 0})
        self.addresses: set[str] = set()  # in forms that were sent
        self.pace = 0.0  # emails a second in the last round
        self.rates: list[float] = []
        self.ratios: list[float] = []
        self.emails, self.cpu, self.postgres_cpu = 0, 0.0, 0.0
        self.longest_fold = 0.0

    def measure(self, size: int) -> Result:
        asyncio.run(self.wait_for_emails(1))  # until it has started
        idle = asyncio.run(self.wait_for_emails(TRIES))
        for number in range(1 + ROUNDS):
            signings = min(max(FEWEST, round(SECONDS_OF_WORK * self.pace)), MOST)
            if not self.round(signings, number):
                break
        emailed = len(self.addresses & self.sink.by_address.keys())
        self.result.found["signed"] = emailed + backlog.waiting()
        self.enter(idle)
        self.tell(size)
        return self.result

    async def wait_for_emails(self, tries: int) -> list[float]:
        """Sign once, wait for the email, and again. Returns the seconds from each 303 to its email."""
        took: list[float] = []
        async with Client(settings.PORT) as client:
            for address in signers.new_addresses(tries):
                self.addresses.add(address)
                try:
                    answer = await client.request("POST", self.path, signers.form(address))
                except NoAnswer:
                    continue
                answered_at = time.monotonic()
                if answer.status != 303:
                    continue
                self.result.acknowledged["signed"] += 1
                seconds = SECONDS_FOR_ONE if tries > 1 else MOST_SECONDS
                if self.sink.wait({address}, seconds):
                    took.append(max(0.0, self.sink.by_address[address].at - answered_at))
                # Not in step with a worker that looks for work every second.
                await asyncio.sleep(random.uniform(0.1, 1.1))  # noqa: S311
        return took

    def round(self, signings: int, number: int) -> bool:
        """Put them in while the worker is stopped, and let it send them. Returns whether all were sent."""
        addresses = set(signers.new_addresses(signings))
        self.addresses |= addresses
        forms = [f"POST {self.path} {signers.form(address)}" for address in addresses]
        with stopped(self.worker):
            bare = [f"POST /bare/ {form}" for form in forms[:1]]
            result = play(bare, port=settings.PORT, seconds=2)
            signed = play(forms, port=settings.PORT, seconds=30, once=True).count(303)
            cpu, postgres_cpu = self.cpu_so_far()
        begun = time.monotonic()
        with folding_watched() as folds:
            sent = wait_for(self.sink, addresses, signed, MOST_SECONDS)
            seconds = max(self.sink.last_at - begun, 0.001)
            give_up_at = time.monotonic() + 5  # its own records may come after the email
            while backlog.waiting() and time.monotonic() < give_up_at:
                time.sleep(0.05)
            cpu_now, postgres_cpu_now = self.cpu_so_far()
        self.pace = sent / seconds
        self.result.acknowledged["signed"] += signed
        if number:
            self.bare.rounds.append(result)
            self.rates.append(self.pace)
            self.ratios.append(self.pace / self.bare.rates()[-1])
            self.emails += sent
            self.cpu += cpu_now - cpu
            self.postgres_cpu += postgres_cpu_now - postgres_cpu
            self.longest_fold = max(self.longest_fold, folds.longest)
        if sent < signed:
            self.result.faults.append(f"{signed - sent} of {signed} emails did not leave in time")
        return sent >= signed

    def cpu_so_far(self) -> tuple[float, float]:
        return cpu_seconds(self.worker), cpu_seconds(self.postgres) if self.postgres else 0.0

    def enter(self, idle: list[float]) -> None:
        result = self.result
        if self.bare.rounds:
            result.add([self.bare])
            result.ratios["emails"] = rounded(median(self.ratios))
            result.rates["emails"] = rounded(median(self.rates))
            result.more["emails_per_cpu_second"] = rounded(self.emails / max(self.cpu, 0.01))
            result.more["milliseconds_of_worker_cpu_per_email"] = rounded(
                1000 * self.cpu / max(self.emails, 1)
            )
        if self.postgres and self.bare.rounds:
            result.more["milliseconds_of_postgres_cpu_per_email"] = rounded(
                1000 * self.postgres_cpu / max(self.emails, 1)
            )
        result.more["seconds_to_email_when_idle"] = {
            "tries": TRIES,
            "arrived": len(idle),
            "median": rounded(median(idle or [0])),
            "longest": rounded(max(idle, default=0)),
            "within_aim": sum(seconds < AIM for seconds in idle),
        }
        result.more["longest_seconds_between_foldings"] = rounded(self.longest_fold)
        result.more["folded_in_time"] = self.longest_fold <= FOLDED_EVERY + TOLERANCE

    def tell(self, size: int) -> None:
        more, idle = self.result.more, self.result.more["seconds_to_email_when_idle"]
        say(f"\nThe worker, {size:,} signatures")
        for name, key in (
            ("emails a second of its CPU", "emails_per_cpu_second"),
            ("its CPU, ms an email", "milliseconds_of_worker_cpu_per_email"),
            ("CPU of Postgres, ms an email", "milliseconds_of_postgres_cpu_per_email"),
            ("longest time between foldings, s", "longest_seconds_between_foldings"),
        ):
            say(f"  {name:<34}{more.get(key, 0):>9,.1f}")
        if self.rates:
            rate, ratio = self.result.rates["emails"], self.result.ratios["emails"]
            say(f"  {'emails a second':<34}{rate:>9,.1f}   {ratio:.3g} of one bare INSERT")
        say(
            f"  to an email when idle: {idle['median']:.2f} s, at most {idle['longest']:.2f} s;"
            f" {idle['within_aim']} of {TRIES} within {AIM:g} s"
        )


def wait_for(sink: MailSink, addresses: set[str], number: int, seconds: float) -> int:
    """Wait until so many of the addresses have an email. Returns how many have one."""
    give_up_at = time.monotonic() + seconds
    while (arrived := len(addresses & sink.by_address.keys())) < number:
        if time.monotonic() > give_up_at:
            break
        time.sleep(0.02)
    return arrived


@contextmanager
def stopped(top: psutil.Process) -> Iterator[None]:
    """Stop the command under a parent watch, which itself goes on watching, while the block runs."""
    family = top.children(recursive=True)
    try:
        for process in family:
            process.send_signal(signal.SIGSTOP)
        yield
    finally:
        for process in family:
            if process.is_running():
                process.send_signal(signal.SIGCONT)


class Foldings:
    """Watches the ledger: after a folding, all lines that were there before are gone."""

    def __init__(self) -> None:
        self.longest = 0.0  # seconds from the beginning or a folding to the next one or the end
        self._last_at = time.monotonic()
        self._newest = 0
        self._over = threading.Event()

    def watch(self) -> None:
        try:
            while not self._over.wait(0.25):
                self._look()
        finally:
            connection.close()

    def _look(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT min(id), max(id) FROM petitions_ledgerentry")
            [(oldest, newest)] = cursor.fetchall()
        now = time.monotonic()
        if oldest is None or oldest > self._newest:
            self._last_at, self._newest = now, newest or self._newest
        self.longest = max(self.longest, now - self._last_at)

    def end(self) -> None:
        self._over.set()


@contextmanager
def folding_watched() -> Iterator[Foldings]:
    foldings = Foldings()
    thread = threading.Thread(target=foldings.watch, daemon=True)
    thread.start()
    try:
        yield foldings
    finally:
        foldings.end()
        thread.join(10)
