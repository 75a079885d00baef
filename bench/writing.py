"""Signing and confirming, against the least that a server with a database can do.

What is acknowledged is counted, then looked for in the database. A few rows more than were acknowledged
are no fault: when the time is up, each connection has a request under way.
"""

import secrets
import time
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from bench.load import CONNECTIONS, RoundResult, play
from bench.report import Subject, say
from petitions.addresses import canonical
from petitions.counting import tallies
from petitions.models import Mailbox, Petition, Signature
from petitions.signing import confirm, tokens
from petitions.signing.tokens import MailSecret
from petitions.transparency import count_audit

SECONDS = 3  # of each in each round
MOST_SIGNED = 12_000  # in one round: more than two cores can do
MOST_CONFIRMED = 2_500

_ROWS = """
SELECT
    (SELECT count(*) FROM bench_row),
    (SELECT count(*) FROM petitions_signature),
    (SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'signing-mail'),
    (SELECT count(*) FROM petitions_signature WHERE state = 'confirmed')
"""


class Writing:
    def __init__(self, petition: Petition, size: int) -> None:
        self.petition = petition
        self.size = size
        self.bare = Subject("one bare INSERT")
        self.signing = Subject("signing", counts=303, of=self.bare, aim=0.6)
        self.confirming = Subject(
            "confirming: page and button", counts=303, expected=(200, 303), of=self.bare
        )
        self.acknowledged = {"bare": 0, "signed": 0, "emails": 0, "confirmed": 0}
        self.before = rows()

    def measure(self, rounds: int) -> list[Subject]:
        for number in range(1 + rounds):
            seconds = SECONDS if number else 1
            bodies = self.bodies(number)
            bare = self.play([f"POST /bare/ {body}" for body in bodies], seconds)
            path = f"{self.petition.get_absolute_url()}sign/"
            signed = self.play([f"POST {path} {body}" for body in bodies], seconds)
            confirmed = self.play(self.links(), seconds)
            self.acknowledged["bare"] += bare.count(200)
            self.acknowledged["signed"] += signed.count(303)
            self.acknowledged["emails"] += signed.count(303)
            self.acknowledged["confirmed"] += confirmed.count(303)
            if number:  # the first is for warming up
                self.bare.rounds.append(bare)
                self.signing.rounds.append(signed)
                self.confirming.rounds.append(confirmed)
        return [self.bare, self.signing, self.confirming]

    def play(self, requests: list[str], seconds: int) -> RoundResult:
        return play(requests, port=settings.PORT, seconds=seconds, once=True)

    def bodies(self, number: int) -> list[str]:
        """Form bodies as a browser posts them, each with an address that has not signed yet."""
        return [
            urlencode(
                {
                    "name": "Amina Example",
                    "email": f"signer-{self.size}-{number}-{signer}@example.org",
                    "country": "FR",
                    "city": "Lyon",
                    "comment": "Because someone should ask every day.",
                    "visibility": "initials",
                    "consent": "on",
                    "for": "",
                }
            )
            for signer in range(MOST_SIGNED)
        ]

    def links(self) -> list[str]:
        """Requests that open and then confirm the links in the emails to the last signers.

        A page's button is pressed a few requests later, when the page has been answered.
        """
        waiting = Signature.objects.filter(
            petition=self.petition, state=Signature.State.PENDING, tokens__isnull=True
        )
        today = timezone.now().date()
        pages, buttons, written_to = [], [], []
        with transaction.atomic():
            for signature in waiting.order_by("-pk")[:MOST_CONFIRMED]:
                mailbox = canonical.canonicalise(signature.email or "", canonical.current_rules())
                mailed = MailSecret.from_seed(secrets.token_hex(32))
                tokens.issue_confirmations([tokens.Confirmation(mailed, [signature], mailbox)])
                written_to.append(
                    Mailbox(
                        digest=canonical.mailbox_digest(mailbox),
                        day=today,
                        sent_on_day=1,
                        mailed_on=today,
                        unanswered=1,
                    )
                )
                path = f"/petitions/confirm/{mailed.token}/"
                pages.append(f"GET {path}")
                buttons.append(
                    f"POST {path} {urlencode({'seen': confirm.shown_version([signature])})}"
                )
            Mailbox.objects.bulk_create(written_to)
        steps = pages[: 2 * CONNECTIONS]
        for page, button in zip(pages[2 * CONNECTIONS :], buttons, strict=False):
            steps += [page, button]
        return steps

    def check(self) -> bool:
        """Print what was acknowledged and what is in the database. Returns whether nothing is missing."""
        time.sleep(1)  # for requests that were under way
        written = [now - before for now, before in zip(rows(), self.before, strict=True)]
        complete = True
        for (what, acknowledged), there in zip(self.acknowledged.items(), written, strict=True):
            say(f"  {what}: {acknowledged:,} acknowledged, {there:,} in the database")
            complete &= there >= acknowledged
        tallies.fold_all()
        if differences := count_audit.differences():
            say(f"  The count is wrong: {differences}")
        return complete and not differences


def rows() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_ROWS)
        return list(cursor.fetchone())
