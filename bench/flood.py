"""A simulated day: what attackers get counted, whom the limits hold up by mistake, and how many strangers are emailed.

It drives the real screening (petitions/moderation/screening.py) with a clock of its own, two minutes at a time, on a
petition that usually counts 13 signatures an hour. Beside it stands what the limits before decision 21 would have done:
buckets that refill, networks of two sizes, and an email for every form (`Before`). Nothing here is random from run to run.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain
from statistics import quantiles
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.test import RequestFactory, override_settings

from bench.report import say
from bench.results import Result
from campaign.run.in_process import InProcess
from campaign.web.models import Bucket
from petitions.models import Addressee, DayTally, Kind, Petition
from petitions.moderation import screening
from petitions.moderation.screening import Origin, Screened, ScreeningInput

BEGIN = datetime(2026, 11, 30, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
MINUTES = 24 * 60
STEP = 2  # minutes
USUAL = 20  # people an hour who sign in any case
CONFIRMING = 0.65  # of people
RETRIED = 30  # quarantined signers whose emails are looked at again in a step, the ones that are due first
ONION = "onion"


@dataclass(slots=True, eq=False)
class Signer:
    """minute: when they send the form. after: minutes from the email to the button; None if they never press it."""

    minute: int
    address: str
    network: str
    after: float | None
    role: str  # "person", "attacker" (with a mailbox of their own) or "stranger" (whom an attacker signs up)
    screened: Screened | None = None
    due: int = 0
    emailed: int | None = None
    reason: str = ""


@dataclass(slots=True)
class Outcome:
    """Of one simulated day, by role."""

    counted: Counter[str] = field(default_factory=Counter)
    quarantined: Counter[str] = field(default_factory=Counter)
    emailed: Counter[str] = field(default_factory=Counter)
    delays: list[int] = field(default_factory=list)  # minutes until people's emails leave

    def email(self, signer: Signer, minute: int) -> None:
        self.emailed[signer.role] += 1
        if signer.role == "person":
            self.delays.append(minute - signer.minute)

    def as_data(self) -> dict[str, Any]:
        delays = quantiles(self.delays, n=100) if len(self.delays) > 1 else [0.0] * 99
        return {
            "counted": dict(self.counted),
            "quarantined": dict(self.quarantined),
            "emailed": dict(self.emailed),
            "minutes_until_email": {"p50": delays[49], "p95": delays[94], "p99": delays[98]},
        }


# --- The limits before, for comparison ---------------------------------------------------------------------


class Before:
    """Two refilling buckets for each use and owner. A token is taken from each, and every form causes an email."""

    LIMITS = {
        "host": ((100, 10), (1_000, 1440)), "prefix": ((400, 10), (4_000, 1440)),
        "domain": ((100, 10), (1_000, 1440)), "petition": ((20_000, 10), (1_000_000, 1440)),
    }  # fmt: skip

    def __init__(self) -> None:
        self.full_at: dict[tuple[str, str, int], float] = {}

    def is_over(self, signer: Signer) -> bool:
        owners = {"petition": ""}
        if signer.network != ONION:
            parts = signer.network.split(":" if ":" in signer.network else ".")
            owners |= {"host": signer.network, "prefix": str(parts[:3])}
        domain = signer.address.partition("@")[2]
        if domain != "gmail.com":
            owners["domain"] = domain
        taken = [self._take(use, owner, signer.minute) for use, owner in owners.items()]
        return not all(taken)

    def _take(self, use: str, owner: str, now: int) -> bool:
        given = True
        for window, (most, minutes) in enumerate(self.LIMITS[use]):
            full_at = max(self.full_at.get((use, owner, window), 0), now) + minutes / most
            if full_at <= now + minutes:
                self.full_at[use, owner, window] = full_at
            else:
                given = False
        return given


def before(signers: list[Signer]) -> Outcome:
    limits, outcome = Before(), Outcome()
    for signer in sorted(signers, key=lambda signer: signer.minute):
        outcome.email(signer, signer.minute)
        if limits.is_over(signer):
            outcome.quarantined[signer.role] += 1
        elif signer.after is not None and signer.minute + signer.after < MINUTES:
            outcome.counted[signer.role] += 1
    return outcome


# --- The limits of today -----------------------------------------------------------------------------------


class Today:
    """One day under the real limits."""

    def __init__(self, petition: Petition, signers: list[Signer]) -> None:
        self.petition = petition
        self.signers = sorted(signers, key=lambda signer: signer.minute)
        self.outcome = Outcome()
        self.waiting: list[Signer] = []
        self.counted_today = 0
        self.presses: list[list[Signer]] = [[] for _minute in range(MINUTES + 1)]

    def run(self) -> Outcome:
        Bucket.objects.all().delete()
        for day, counted in ((BEGIN - DAY, int(24 * USUAL * CONFIRMING)), (BEGIN, 0)):
            self._tally(day).update(count=counted)
        coming = iter([*self.signers, None])
        signer = next(coming)
        for minute in range(0, MINUTES, STEP):
            new = []
            while signer and signer.minute <= minute:
                new.append(signer)
                signer = next(coming)
            self._minute(minute, new)
        return self.outcome

    def _tally(self, day: datetime) -> Any:
        found = DayTally.objects.filter(petition=self.petition, day=day.date(), kind=Kind.COUNTED)
        if not found.exists():
            DayTally.objects.create(petition=self.petition, day=day.date(), kind=Kind.COUNTED)
        return found

    def _minute(self, minute: int, new: list[Signer]) -> None:
        counted = 0
        for signer in chain(*self.presses[max(0, minute - STEP + 1) : minute + 1]):
            if not signer.reason:
                counted += 1
                self.outcome.counted[signer.role] += 1
        if counted:
            self.counted_today += counted
        due = [signer for signer in self.waiting if signer.due <= minute]
        held = [signer for signer in due if signer.reason]
        due = [*held[:RETRIED], *(signer for signer in due if not signer.reason)][: 10 * RETRIED]
        looked_at = due + new
        if not looked_at:
            return
        if self.counted_today:
            self._tally(BEGIN).update(count=self.counted_today)
        now = BEGIN + minute * MINUTE
        found = screening.screen([self._input(signer) for signer in looked_at], now=now)
        for signer, screened in zip(looked_at, found, strict=True):
            self._enter(signer, screened, minute)
        gone = {signer for signer in due if signer.emailed is not None}
        self.waiting = [signer for signer in self.waiting if signer not in gone]
        self.waiting += [signer for signer in new if signer.emailed is None]
        self.waiting.sort(key=lambda signer: signer.due)

    def _input(self, signer: Signer) -> ScreeningInput:
        return ScreeningInput(
            signer.address,
            origin_of(signer.network),
            {self.petition.pk: signer.reason},
            signer.screened.waits_for if signer.screened else "",
        )

    def _enter(self, signer: Signer, screened: Screened, minute: int) -> None:
        is_new = signer.screened is None
        signer.screened, signer.reason = screened, screened.reasons[self.petition.pk]
        if signer.reason and is_new:
            self.outcome.quarantined[signer.role] += 1
        if screened.waits_for:
            signer.due = minute + int(screened.wait((minute - signer.minute) * MINUTE) / MINUTE)
            return
        signer.emailed = minute
        self.outcome.email(signer, minute)
        pressed = minute + signer.after + 1 if signer.after is not None else MINUTES
        self.presses[min(int(pressed), MINUTES)].append(signer)


@cache
def origin_of(network: str) -> Origin | None:
    address, host = ("127.0.0.1", "campaign.onion") if network == ONION else (network, "localhost")
    request = RequestFactory().post("/", REMOTE_ADDR=address, headers={"host": host})
    with patch("django.utils.timezone.now", return_value=BEGIN):
        return screening.origin(request)


# --- Who signs ---------------------------------------------------------------------------------------------


class People:
    """Makes signers, each with an address of their own."""

    def __init__(self) -> None:
        self.random = random.Random(21)  # noqa: S311
        self.made = 0

    def address(self, domain: str = "gmail.com") -> str:
        self.made += 1
        return f"signer{self.made}@{domain}"

    def person(self, minute: float, network: str, domain: str = "") -> Signer:
        """Half of them have mailboxes of a large provider. Two of three confirm, half of those in four minutes."""
        if not domain:
            domain = (
                "gmail.com"
                if self.random.random() < 0.7
                else f"mail{self.random.randrange(2000)}.example"
            )
        confirms = self.random.random() < CONFIRMING
        after = self.random.lognormvariate(1.4, 1.5) if confirms else None
        return Signer(int(minute), self.address(domain), network, after, "person")

    def anywhere(self) -> str:
        """An IPv4 address. Three of a hundred people come from the largest network of 65,536 addresses."""
        large = int(40_000 * self.random.random() ** 3)
        pool = self.random.randrange(2_000)  # many share the addresses of a carrier
        return f"{11 + large % 180}.{large // 180 % 250}.{pool // 250}.{pool % 250}"

    def usual(self) -> list[Signer]:
        return [
            self.person(self.random.uniform(0, MINUTES), self.anywhere()) for _ in range(24 * USUAL)
        ]

    def crowd(self, number: int) -> list[Signer]:
        """A day in the news: a tenth in the first ten minutes, half in the first four hours."""
        minutes = (
            min(self.random.expovariate(1 / 340), MINUTES - 1) for _ in range(number * 9 // 10)
        )
        first = (self.random.uniform(0, 10) for _ in range(number // 10))
        return [self.person(480 + minute * 2 / 3, self.anywhere()) for minute in (*first, *minutes)]

    def attack(
        self, number: int, networks: list[str], *, role: str, domain: str = "gmail.com"
    ) -> list[Signer]:
        """Evenly over the day, from these networks in turn. Who owns the mailboxes confirms within a minute."""
        return [
            Signer(
                each * MINUTES // number,
                self.address(domain.replace("*", str(each))),
                networks[each % len(networks)],
                0 if role == "attacker" else None,
                role,
            )
            for each in range(number)
        ]


def attacks(people: People) -> Iterator[tuple[str, list[Signer]]]:
    host = ["192.0.2.1"]
    small = [f"192.0.2.{number}" for number in range(256)]
    large = [f"2001:db8:{number:x}:{number:x}::1" for number in range(6_000)]
    bots = [f"{11 + n % 180}.{n // 180 % 250}.{n % 250}.{n % 199}" for n in range(2_000)]
    yield "one host", people.attack(4_000, host, role="attacker")
    yield "one /24", people.attack(6_000, small, role="attacker")
    yield "one IPv6 /32", people.attack(6_000, large, role="attacker")
    yield "2,000 bots, mailboxes of their own", people.attack(6_000, bots, role="attacker")
    yield (
        "2,000 bots, names below one domain of their own",
        people.attack(6_000, bots, role="attacker", domain="x*.bots.example"),
    )
    yield "one host, strangers’ addresses", people.attack(4_000, host, role="stranger")
    yield "2,000 bots, strangers’ addresses", people.attack(6_000, bots, role="stranger")


def crowds(people: People) -> Iterator[tuple[str, list[Signer]]]:
    draw = people.random
    homes = [people.anywhere() for _family in range(500)]
    yield "an ordinary day", []
    yield (
        "500 families of five",
        [
            people.person(n * 2.8 + draw.uniform(0, 10), homes[n])
            for n in range(500)
            for _ in range(5)
        ],
    )
    yield (
        "a school of 300 in an hour",
        [people.person(600 + draw.uniform(0, 60), "198.51.100.7") for _ in range(300)],
    )
    yield "400 over Tor", [people.person(draw.uniform(0, MINUTES), _exit(draw)) for _ in range(400)]
    yield (
        "1,500 over the onion service",
        [people.person(draw.uniform(0, MINUTES), ONION) for _ in range(1_500)],
    )
    yield "20,000 from everywhere", people.crowd(20_000)
    yield (
        "20,000, of them 5,000 behind 64 addresses of a carrier",
        [
            *people.crowd(15_000),
            *_behind(people.crowd(5_000), [f"198.51.{100 + n // 32}.{n}" for n in range(64)]),
        ],
    )
    yield (
        "5,000 behind 64 addresses of a carrier, and no one else",
        _behind(people.crowd(5_000), [f"198.51.{100 + n // 32}.{n}" for n in range(64)]),
    )


def _exit(draw: random.Random) -> str:
    """Of Tor: a third of all leave through one network of 256 addresses."""
    return (
        f"185.220.101.{draw.randrange(60)}"
        if draw.random() < 0.33
        else f"{draw.randrange(11, 190)}.{draw.randrange(250)}.7.7"
    )


def _behind(signers: list[Signer], networks: list[str]) -> list[Signer]:
    for number, signer in enumerate(signers):
        signer.network = networks[number % len(networks)]
    return signers


# --- Measuring ---------------------------------------------------------------------------------------------


def measure(size: int = 0) -> Result:
    """All attacks and crowds, before and today. The figures are in `more`."""
    addressee = Addressee.objects.create(name="Example", office="Example")
    petition = Petition.objects.create(
        slug="flood",
        title="Flood",
        summary="-",
        demand="-",
        letter="-",
        addressee=addressee,
        opens_at=BEGIN - 30 * DAY,
    )
    result = Result(reference="")
    people = People()
    with override_settings(ALLOWED_HOSTS=["*"]):
        InProcess.forget_all()
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off")  # nothing is timed
        for kind, scenarios in (("attacks", attacks(people)), ("crowds", crowds(people))):
            found = result.more.setdefault(kind, {})
            for name, signers in scenarios:
                signers = [*signers, *people.usual()]
                was = before(signers)
                now = Today(petition, signers).run()
                found[name] = {"before": was.as_data(), "today": now.as_data()}
                _say(kind, name, was, now)
    return result


def _say(kind: str, name: str, was: Outcome, now: Outcome) -> None:
    say(f"\n{name}")
    if kind == "attacks":
        for role, verb in (("attacker", "counted"), ("stranger", "emailed")):
            if was.emailed[role]:
                then, today = getattr(was, verb)[role], getattr(now, verb)[role]
                say(f"  {role}s {verb}: {then:,} before, {today:,} today")
    delays = now.as_data()["minutes_until_email"]
    say(
        f"  people quarantined: {was.quarantined['person']:,} before, {now.quarantined['person']:,} of "
        f"{len(now.delays):,} emailed today; counted {was.counted['person']:,} before, {now.counted['person']:,} today;"
        f" minutes until their email: median {delays['p50']:.0f}, 95% {delays['p95']:.0f}, 99% {delays['p99']:.0f}"
    )
