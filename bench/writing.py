"""Signing, refused forms and confirming, against the least that a server with a database can do.

All of it goes through the pages, as a browser would. The links to confirm come from the emails, so the worker runs
before the rounds and after them, but not during them. What is acknowledged is counted, then looked for.
A few more than were acknowledged are no fault: when the time is up, each connection has a request under way.
"""

import asyncio
import time
from statistics import median

import psutil
from django.conf import settings
from django.db import connection

from bench import backlog, signers
from bench.client import Client, NoAnswer
from bench.database import first_petition
from bench.load import RoundResult, play
from bench.mail_sink import MailSink
from bench.report import Subject, say, table
from bench.results import Result, rounded
from bench.server import cpu_seconds, mail_worker, postgres, web_server
from petitions.counting import tallies
from petitions.models import Petition
from petitions.transparency import count_audit
from profiles.models import Detainee

ROUNDS = 3
SECONDS = 3  # of each in each round
MOST_SIGNED = 8_000  # in one round: more than two cores can do
CONFIRMED = 180  # in each round; twice the connections are for the warm-up
SECONDS_FOR_LINKS = 90
SECONDS_FOR_EMAILS = 30  # after the rounds; the rest has to wait in the database
LAG = 32  # a page's button is pressed so many requests later, when the page has been answered


def measure(size: int, sink: MailSink) -> Result:
    with web_server() as web:
        return Writing(first_petition(), sink, web).measure(size)


class Writing:
    def __init__(self, petition: Petition, sink: MailSink, web: psutil.Process) -> None:
        self.petition, self.sink = petition, sink
        self.web, self.postgres = web, postgres()
        self.path = f"{petition.get_absolute_url()}sign/"
        self.person = Detainee.objects.published().unresolved()[0].reference
        bare = self.bare = Subject("one bare INSERT", "bare")
        self.signing = Subject("signing", "signing", 303, of=bare, aim=0.55)
        self.signing_for = Subject("signing for a person", "signing_for", 303, of=bare)
        self.refused = Subject("a mistyped form", "refused", 422, of=bare)
        self.confirming = Subject(
            "confirming: page and button", "confirming", 303, (200, 303), of=bare, aim=0.12
        )
        self.result = Result()
        self.signed: set[str] = set()  # addresses in forms that were sent, or waited to be
        self.cpu: dict[Subject, list[float]] = {}  # milliseconds of each, round by round
        self.acknowledged = {"bare": 0, "signed": 0, "confirmed": 0}
        self.counted_before = tallies.count(petition.pk)

    def measure(self, size: int) -> Result:
        links = self.links()
        for number in range(1 + ROUNDS):
            self.round(number, links)
        subjects = [self.bare, self.signing, self.signing_for, self.refused, self.confirming]
        table(f"Writing, {size:,} signatures", subjects)
        self.result.add(subjects)
        self.result.more["milliseconds_of_cpu"] = {
            subject.key: rounded(median(spent)) for subject, spent in self.cpu.items()
        }
        say(f"  Milliseconds of CPU, web and Postgres: {self.result.more['milliseconds_of_cpu']}")
        self.result.acknowledged = self.acknowledged
        self.check()
        return self.result

    def round(self, number: int, links: list[tuple[str, str]]) -> None:
        """The first, number 0, is for warming up."""
        seconds = SECONDS if number else 1
        plays = {
            self.bare: [f"POST /bare/ {form}" for form in self.forms()],
            self.signing: [f"POST {self.path} {form}" for form in self.forms()],
            self.signing_for: [f"POST {self.path} {form}" for form in self.forms(self.person)],
            self.refused: [
                f"POST {self.path} {signers.form('amina.example.org')}" for _ in range(MOST_SIGNED)
            ],
        }
        for subject, requests in plays.items():
            self.play(subject, requests, seconds, number)
        first = LAG + CONFIRMED * (number - 1) if number else 0
        steps = confirming(links[first : first + (CONFIRMED if number else LAG)])
        if steps:
            self.play(self.confirming, steps, 10 * seconds, number)

    def play(self, subject: Subject, requests: list[str], seconds: int, number: int) -> None:
        before = self.cpu_so_far()
        result = play(requests, port=settings.PORT, seconds=seconds, once=True)
        if number:
            subject.rounds.append(result)
            done = max(1, result.count(subject.counts))
            spent = 1000 * (self.cpu_so_far() - before) / done
            self.cpu.setdefault(subject, []).append(spent)
        self.acknowledge(subject, result)

    def cpu_so_far(self) -> float:
        """Seconds of the web server and, if it is on this machine, of Postgres."""
        return cpu_seconds(self.web) + (cpu_seconds(self.postgres) if self.postgres else 0)

    def acknowledge(self, subject: Subject, result: RoundResult) -> None:
        what = {self.bare: "bare", self.confirming: "confirmed"}.get(subject, "signed")
        if subject is not self.refused:
            self.acknowledged[what] += result.count(subject.counts)

    def forms(self, person: str = "") -> list[str]:
        addresses = signers.new_addresses(MOST_SIGNED)
        self.signed.update(addresses)
        return [signers.form(address, **{"for": person}) for address in addresses]

    def links(self) -> list[tuple[str, str]]:
        """Sign, let the worker send the emails, and open their links: path and body of each button."""
        wanted = LAG + ROUNDS * CONFIRMED
        addresses = signers.new_addresses(wanted)
        forms = [f"POST {self.path} {signers.form(address)}" for address in addresses]
        signed = play(forms, port=settings.PORT, seconds=SECONDS_FOR_LINKS // 3, once=True)
        self.signed.update(addresses)
        self.acknowledged["signed"] += signed.count(303)
        with mail_worker():
            arrived = self.sink.wait(set(addresses), SECONDS_FOR_LINKS)
        if arrived < wanted:
            self.result.faults.append(f"{arrived} of {wanted} emails with links arrived in time")
        received = [
            self.sink.by_address[each] for each in addresses if each in self.sink.by_address
        ]
        return asyncio.run(buttons([link for each in received if (link := each.link())]))

    def check(self) -> None:
        """Look for what was acknowledged: rows, emails (or what waits for them), and the count."""
        give_up_at = time.monotonic() + SECONDS_FOR_EMAILS
        with mail_worker():
            while backlog.waiting() and time.monotonic() < give_up_at:
                time.sleep(0.2)
        emailed = len(self.signed & self.sink.by_address.keys())
        tallies.fold_all()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM bench_row")
            [(bare,)] = cursor.fetchall()
        self.result.found = {
            "bare": bare,
            "signed": emailed + backlog.waiting(),
            "confirmed": tallies.count(self.petition.pk) - self.counted_before,
        }
        self.result.more["emailed"] = emailed
        backlog.drop()
        if differences := count_audit.differences():
            self.result.faults.append(f"the count is wrong: {differences}")


async def buttons(links: list[str]) -> list[tuple[str, str]]:
    """Open each link. Returns the path and the body of the button on its page."""
    async with Client(settings.PORT) as client:

        async def look(link: str) -> tuple[str, str] | None:
            try:
                page = await client.request("GET", link)
            except NoAnswer:
                return None
            body = signers.button(page.text, link)
            return None if body is None else (link, body)

        found = await asyncio.gather(*map(look, links))
    return [each for each in found if each]


def confirming(links: list[tuple[str, str]]) -> list[str]:
    """Requests that open each page and press its button."""
    pages = [f"GET {path}" for path, _ in links]
    buttons = [f"POST {path} {body}" for path, body in links]
    steps = pages[:LAG]
    for place, button in enumerate(buttons):
        steps += [*pages[LAG + place : LAG + place + 1], button]
    return steps
