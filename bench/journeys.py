"""Complete signers a second, with everything running: form, email, page, button, counted.

So many signers are under way at once that none of the processes waits for work: as many as complete in
SECONDS_UNDER_WAY. Each takes its link from the email, reads the page behind it and presses its button.
"""

import asyncio
import functools
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from django.conf import settings

from bench import signers
from bench.client import Client, NoAnswer
from bench.database import first_petition
from bench.load import play
from bench.mail_sink import MailSink, Received
from bench.report import Subject, say
from bench.results import Result, rounded
from bench.server import get, mail_worker, web_server
from petitions.models import Petition

ROUNDS = 3  # after one to warm up
SECONDS = 10  # of a round, once signers complete steadily
SECONDS_TO_BEGIN = 60  # until the first signer is through
SECONDS_TO_STEADY = 2
SECONDS_FOR_EMAIL = 60
SECONDS_TO_COUNT = 25  # until the public count has moved: ten, and some for a busy machine
SECONDS_UNDER_WAY = 6
FEWEST, MOST = 60, 2_000  # signers under way


def measure(size: int, sink: MailSink) -> Result:
    petition = first_petition()
    with web_server(), mail_worker():
        return Journeys(petition, sink).measure(size)


@dataclass(slots=True)
class Round:
    """When each signer was through, and what became of the others."""

    completed: list[float] = field(default_factory=list)  # times of time.monotonic()
    outcomes: Counter[str] = field(default_factory=Counter)
    emails: list[float] = field(default_factory=list)  # seconds from the 303 to the email


class Journeys:
    def __init__(self, petition: Petition, sink: MailSink) -> None:
        self.page, self.sink = petition.get_absolute_url(), sink
        self.bare = Subject("one bare INSERT", "bare")
        self.under_way = FEWEST
        self.rates: list[float] = []
        self.outcomes: Counter[str] = Counter()
        self.completed = 0
        self.emails: list[float] = []

    def measure(self, size: int) -> Result:
        before = self.count()
        for number in range(1 + ROUNDS):
            bare = play(["POST /bare/ name=x"], port=settings.PORT, seconds=2 if number else 1)
            one = asyncio.run(self.round())
            if not one.completed:
                raise RuntimeError(f"No signer was through: {dict(one.outcomes)}")
            rate = steady_rate(one.completed)
            self.outcomes += one.outcomes
            self.completed += len(one.completed)
            if number:
                self.bare.rounds.append(bare)
                self.rates.append(rate)
                self.emails += one.emails
        begun = time.monotonic()
        while (counted := self.count() - before) < self.completed:
            if time.monotonic() - begun > SECONDS_TO_COUNT:
                break
            time.sleep(0.5)
        result = self.result(counted, time.monotonic() - begun)
        say(
            f"\nComplete signers, {size:,} signatures\n"
            f"  {result.rates['journeys']:.1f} a second, {result.ratios['journeys']:.3g} of one bare"
            f" INSERT ({result.rates['bare']:,.0f}); {self.completed:,} completed, {counted:,} counted"
        )
        return result

    def result(self, counted: int, seconds: float) -> Result:
        result = Result()
        result.add([self.bare])
        pairs = zip(self.rates, self.bare.rates(), strict=True)
        result.ratios["journeys"] = rounded(median(ours / theirs for ours, theirs in pairs))
        result.rates["journeys"] = rounded(median(self.rates))
        result.errors["journeys"] = sum(self.outcomes.values())
        result.acknowledged["counted"] = self.completed
        result.found["counted"] = counted
        result.more = {
            "outcomes": dict(self.outcomes),
            "under_way": self.under_way,
            "seconds_to_email": rounded(median(self.emails or [0])),
            "seconds_until_counted": rounded(seconds),
        }
        return result

    def count(self) -> int:
        """The public count."""
        status, content = get(f"{self.page}count.json")
        if status != 200:
            raise RuntimeError(f"count.json answers {status}.")
        return int(json.loads(content)["count"])

    async def round(self) -> Round:
        """Let signers begin until the time is over, and wait for those who are under way."""
        one = Round()
        mails = Mails(asyncio.get_running_loop())
        self.sink.listener = mails.arrived
        running: set[asyncio.Task[None]] = set()
        begun = time.monotonic()
        try:
            async with Client(settings.PORT) as client:
                while not is_over(one, begun):
                    self.adapt(one)
                    for address in signers.new_addresses(max(0, self.under_way - len(running))):
                        task = asyncio.create_task(self.sign(client, mails, address, one))
                        running.add(task)
                        task.add_done_callback(running.discard)
                    await asyncio.sleep(0.02)
                if running:
                    await asyncio.wait(running, timeout=SECONDS_FOR_EMAIL if one.completed else 1)
                for task in running:
                    one.outcomes["not through in time"] += 1
                    task.cancel()
        finally:
            self.sink.listener = None
        return one

    def adapt(self, one: Round) -> None:
        """Let as many be under way as complete in SECONDS_UNDER_WAY, at the pace of the last three seconds."""
        now = time.monotonic()
        if one.completed and now - one.completed[0] > 3:
            recent = sum(at > now - 3 for at in one.completed[-MOST:])
            self.under_way = min(max(FEWEST, round(SECONDS_UNDER_WAY * recent / 3)), MOST)

    async def sign(self, client: Client, mails: "Mails", address: str, one: Round) -> None:
        """One signer, from the form to the redirect after the button."""
        try:
            email = mails.expect(address)
            answer = await client.request("POST", f"{self.page}sign/", signers.form(address))
            if answer.status != 303:
                one.outcomes[f"the form answers {answer.status}"] += 1
                return
            answered_at = time.monotonic()
            async with asyncio.timeout(SECONDS_FOR_EMAIL):
                received = await email
            one.emails.append(received.at - answered_at)
            link = received.link() or ""
            page = await client.request("GET", link)
            body = signers.button(page.text, link)
            if page.status != 200 or body is None:
                one.outcomes[f"the page answers {page.status}"] += 1
                return
            pressed = await client.request("POST", link, body)
            if pressed.status == 303:
                one.completed.append(time.monotonic())
            else:
                one.outcomes[f"the button answers {pressed.status}"] += 1
        except NoAnswer:
            one.outcomes["no answer"] += 1
        except TimeoutError:
            one.outcomes["no email"] += 1


class Mails:
    """Hands each email to the signer who waits for it, from the sink's thread to the event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._expected: dict[str, asyncio.Future[Received]] = {}

    def expect(self, address: str) -> asyncio.Future[Received]:
        self._expected[address] = future = self._loop.create_future()
        return future

    def arrived(self, address: str, received: Received) -> None:
        self._loop.call_soon_threadsafe(functools.partial(self._hand, address, received))

    def _hand(self, address: str, received: Received) -> None:
        future = self._expected.pop(address, None)
        if future and not future.done():
            future.set_result(received)


def is_over(one: Round, begun: float) -> bool:
    if not one.completed:
        return time.monotonic() > begun + SECONDS_TO_BEGIN
    return time.monotonic() > one.completed[0] + SECONDS_TO_STEADY + SECONDS


def steady_rate(completed: list[float]) -> float:
    """How many were through a second, in SECONDS after the first SECONDS_TO_STEADY."""
    if not completed:
        return 0.0
    begun = completed[0] + SECONDS_TO_STEADY
    return sum(begun <= at < begun + SECONDS for at in completed) / SECONDS
