"""Whatever is killed at whatever moment: what was acknowledged is stored, and the count is right.

The test runs the whole site as `make run` starts it: web server, worker, Postgres of its own. Visitors
sign, confirm and withdraw all the time. One process after the other gets SIGKILL. After each kill the visitors
must make progress before the next one, so the test depends on no clock. SEED decides which process of a kind
is killed.
"""

import json
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import psutil
from django.test import SimpleTestCase

from tests.petitions.post import PostOffice, text_of
from tests.project.processes import wait_until
from tests.project.running import Run, free_port, make_checkout, postmaster, spare_the_disk

SEED = 323_832
VISITORS = 4
SIGNED_BETWEEN = 15  # acknowledged signings and confirmations between two kills
CONFIRMED_BETWEEN = 5
WITHDRAWS_EVERY = 3  # one of so many
BREATH = 0.2  # seconds between two signings; otherwise killed processes find no time to start
BETWEEN_TRIES = 0.2  # seconds; each that fails takes time from what is being started again

LOOK = """
import json
from django.db.models import Q
from petitions.models import Signature
from petitions.signing import storing
while storing.store_batch():  # what was answered in the last second
    pass
found = Signature.objects.filter(Q(city__startswith="Town ") | Q(details__isnull=False))
print(json.dumps([(each.known_details.city, bool(each.confirmed_at), each.state) for each in found]))
"""


def address_of(number: int) -> str:
    return f"{number}@provider-{number}.example.org"


class Visitors:
    """Visitors who repeat requests that were not answered, and remember the answers."""

    def __init__(self, port: int, slug: str, post: PostOffice) -> None:
        self.signed: set[str] = set()
        self.confirmed: set[str] = set()
        self.withdrawn: set[str] = set()
        self.began_to_withdraw: set[str] = set()
        self.surprises: list[str] = []
        self._port, self._slug, self._post = port, slug, post
        self._numbers = count(1)
        self._read = 0  # emails
        self._lock = threading.Lock()
        self._gone = threading.Event()
        self._threads = [threading.Thread(target=self._visit) for _ in range(VISITORS)]

    def __enter__(self) -> "Visitors":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._gone.set()
        for thread in self._threads:
            thread.join(120)

    def _visit(self) -> None:
        while not self._gone.is_set():
            self._sign(next(self._numbers))
            while (mail := self._next_mail()) is not None:
                self._follow(*mail)
            self._gone.wait(BREATH)

    def _next_mail(self) -> tuple[str, str] | None:
        """A visitor's town, and the path of the link in their email. Each email goes to one visitor.

        An email about a signature that was confirmed meanwhile has no link of its own, and is skipped.
        """
        with self._lock:
            while not self._gone.is_set() and self._read < len(self._post.mails):
                address, mail = self._post.mails[self._read]
                self._read += 1
                if links := re.findall(r"/petitions/(?:confirm|mine)/\S+", text_of(mail)):
                    return "Town " + address.split("@")[0], str(links[0])
        return None

    def _sign(self, number: int) -> None:
        form = {
            "name": "Amina Example",
            "email": address_of(number),
            "country": "NL" if number % 2 else "KZ",
            "city": f"Town {number}",
            "visibility": "name",
            "consent": "on",
        }
        if self._until_answered(f"/petitions/{self._slug}/sign/", form, number):
            self.signed.add(f"Town {number}")

    def _follow(self, town: str, path: str) -> None:
        """Confirm and, now and then, ask for the link to withdraw; or withdraw with that link."""
        number = int(town.split()[1])
        if "/mine/" in path:
            self.began_to_withdraw.add(town)
            if self._until_answered(f"{path}erase/", {}, 0):
                self.withdrawn.add(town)
        elif self._until_answered(path, {}, 0):
            self.confirmed.add(town)
            if number % WITHDRAWS_EVERY == 0:
                self._until_answered("/petitions/mine/", {"email": address_of(number)}, number)

    def _until_answered(self, path: str, form: dict[str, str], number: int) -> str:
        """Where the 303 leads; empty if the test ends first."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            # Each one has a network of its own, so that they are not a flood.
            "X-Forwarded-For": f"2001:db8:{number % 65_536:x}::1",
        }
        while not self._gone.is_set():
            with suppress(OSError, HTTPException):
                connection = HTTPConnection("127.0.0.1", self._port, timeout=15)
                try:
                    connection.request("POST", path, urlencode(form), headers)
                    answer = connection.getresponse()
                    answer.read()
                finally:
                    connection.close()
                if answer.status == 303:
                    return str(answer.headers["Location"])
                if answer.status < 500:
                    # If a withdrawal was done but its answer was lost, the next one finds nothing.
                    if "/mine/" not in path:
                        self.surprises.append(f"{answer.status} {path.split('/')[2]}")
                    return ""
            self._gone.wait(BETWEEN_TRIES)
        return ""

    def get_on(self) -> Callable[[], bool]:
        signed, confirmed = len(self.signed), len(self.confirmed)
        return lambda: (
            len(self.signed) >= signed + SIGNED_BETWEEN
            and len(self.confirmed) >= confirmed + CONFIRMED_BETWEEN
        )


class Crashes(SimpleTestCase):
    def test_random_kills_lose_nothing_and_leave_a_true_count(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.checkout = make_checkout(Path(folder.name))
        spare_the_disk(self.checkout)
        port = free_port()
        with PostOffice() as post:
            self.site = Run(
                self.checkout, PORT=str(port), MAIL_URL=post.url, TRUSTED_PROXY_COUNT="1"
            )
            self.addCleanup(self.site.end, signal.SIGKILL)
            self.assertTrue(self.site.says("Ctrl-C stops everything."), self.site.printed)
            slug = self.ask("from petitions.models import Petition\n"
                            "print(Petition.objects.open().open_first()[0].slug)")  # fmt: skip
            with Visitors(port, slug, post) as visitors:
                self.assertTrue(wait_until(visitors.get_on()), "the first visitors")
                for kind, kill in self.kills(Random(SEED)):  # noqa: S311 - no secret
                    kill()
                    self.assertTrue(
                        wait_until(visitors.get_on()),
                        f"After {kind} was killed nobody got on.\n{self.site.printed}",
                    )
            self.assertEqual(visitors.surprises, [])
            self.assert_nothing_lost(visitors, json.loads(self.ask(LOOK)))
            self.assertIn("No difference.", self.manage("check_count"))

    def kills(self, random: Random) -> Iterator[tuple[str, Callable[[], None]]]:
        """Every kind of process twice, in random order."""
        kinds: dict[str, Callable[[], list[psutil.Process]]] = {
            "a process of the web server": lambda: self.site.descendants("granian"),
            "a process of the worker": lambda: self.site.descendants("mail_worker"),
            "a backend of the database": self.backends,
            "the database": lambda: [psutil.Process(postmaster(self.checkout))],
        }
        for kind in random.sample([*kinds, *kinds], 2 * len(kinds)):

            def kill(kind: str = kind) -> None:
                """A process may end by itself before it is killed: then take another."""
                self.assertTrue(wait_until(lambda: self.hit(random, kinds[kind])), kind)

            yield kind, kill

    @staticmethod
    def hit(random: Random, find: Callable[[], list[psutil.Process]]) -> bool:
        try:
            random.choice(find()).kill()
        except (psutil.NoSuchProcess, FileNotFoundError, IndexError):
            return False
        return True

    def backends(self) -> list[psutil.Process]:
        """Processes that serve a connection, not the database's own helpers."""
        return [
            process
            for process in psutil.Process(postmaster(self.checkout)).children()
            if "campaign" in " ".join(process.cmdline())
        ]

    def assert_nothing_lost(self, visitors: Visitors, rows: list[tuple[str, bool, str]]) -> None:
        towns = [town for town, _, _ in rows]
        self.assertEqual(len(towns), len(set(towns)), "a retry made a second one")
        self.assertEqual(visitors.signed - set(towns) - visitors.began_to_withdraw, set())
        confirmed = {town for town, is_confirmed, _ in rows if is_confirmed}
        self.assertEqual(visitors.confirmed - confirmed - visitors.began_to_withdraw, set())
        self.assertEqual(visitors.withdrawn & set(towns), set())
        # The test is valid: the signatures were counted, not quarantined as a flood.
        self.assertTrue(visitors.withdrawn)
        self.assertEqual({state for _, _, state in rows} - {"pending", "confirmed"}, set())

    def ask(self, code: str) -> str:
        return self.manage("shell", "-v", "0", "-c", code).strip()

    def manage(self, *command: str) -> str:
        done: Any = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=self.checkout, env=self.site.environment, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return str(done.stdout)
