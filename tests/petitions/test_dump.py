"""A stolen dump without keys does not answer whether an address has signed.

The attack: someone signs, before the theft, with addresses that share a part with the victim's: the same name at a
domain of their own, another name at the victim's domain. Then they look in the dump for what their rows and the
victim's have in common. A stranger who shares nothing with the victim shows what all rows have in common.
"""

import re

from django.db import connection
from django.test import Client
from psycopg import sql

from petitions.addresses.canonical import Rule
from petitions.models import Intake, MailedToken, Petition, Signature
from petitions.signers import erasure
from tests.factories import edit_rule, make_petition
from tests.petitions.testcases import (
    CommittingSigningTestCase,
    deliver,
    link_in,
    path_of,
    post_form,
    press,
    sign,
    store,
)

VICTIMS = ("victim@gmail.com", "victim@family.example.com")
ATTACKERS = (
    "victim@attacker.example.net",
    "vic.tim+x@evil.example.net",
    "any@gmail.com",
    "any@family.example.com",
)
STRANGER = "zed@elsewhere.example.org"

WINDOW = 8  # bytes: two random values do not have as many in common
HEX = re.compile(r"(?:[0-9a-f]{2}){8,}")
LONG_WORD = re.compile(r"[\w=-]{16,}")


def rows(persistence: str) -> set[str]:
    """All rows, as text. persistence: "p" for what `pg_dump --no-unlogged-table-data` writes, "u" for the others."""
    found = set[str]()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relpersistence = %s"
            " AND relnamespace = 'public'::regnamespace",
            [persistence],
        )
        for (table,) in cursor.fetchall():
            found |= rows_of(table)
    return found


def rows_of(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT t::text FROM {} AS t").format(sql.Identifier(table)))
        return {text for (text,) in cursor.fetchall()}


def strings(of: set[str]) -> set[bytes]:
    """All long words, and all windows of all binary values, in a column or in the arguments of a queued job."""
    values = [bytes.fromhex(digits) for text in of for digits in HEX.findall(text)]
    return {word.encode() for text in of for word in LONG_WORD.findall(text)} | {
        value[begin : begin + WINDOW]
        for value in values
        for begin in range(len(value) - WINDOW + 1)
    }


class StolenDump(CommittingSigningTestCase):
    second: Petition

    def setUp(self) -> None:
        super().setUp()
        self.second = make_petition()

    def in_common(self, stage: str, persistence: str = "p") -> set[bytes]:
        """What attackers and victims share, once all of them have come as far as this."""
        left = []
        for addresses in (ATTACKERS, VICTIMS, (STRANGER,)):
            before = rows(persistence)
            for address in addresses:
                self.go(address, stage)
            left.append(strings(rows(persistence) - before))
        attackers, victims, stranger = left
        self.assertTrue(attackers and victims and stranger)
        return (attackers & victims) - stranger

    def go(self, address: str, stage: str) -> None:
        for petition in (self.petition, self.second):
            send = post_form if stage == "posted" else sign
            send(petition, email=address, updates="on" if petition == self.second else "")
            if stage in {"posted", "signed"}:
                continue
            [message] = deliver()
            if stage in {"confirmed", "withdrawn"}:
                press(link_in(message))
        if stage == "refused":
            Client().post(path_of(link_in(message)) + "not-me/")
        if stage == "withdrawn":
            mine = Signature.objects.order_by("-confirmed_at")[:2]
            erasure.withdraw(*mine, address=address)

    def test_a_row_that_waits_does_not_tell_which_signature_is_of_its_address(self) -> None:
        """Someone signs again with the address of a signer, so that a row with a known time waits."""
        for petition in (self.petition, self.second):
            sign(petition, email=VICTIMS[0])
            press(link_in(deliver()[0]))
        signer = strings(rows("p"))
        before = rows("p")
        post_form(self.petition, email=VICTIMS[0])
        self.assertEqual(strings(rows("p") - before) & signer, set())
        store()
        waiting = {bytes(each.digests[0]) for each in Intake.objects.all()}
        self.assertTrue(waiting)
        known = set(map(bytes, Signature.objects.values_list("email_digest", flat=True)))
        self.assertEqual(waiting & known, set())

    def test_no_row_of_a_mailbox_leads_to_a_signature(self) -> None:
        sign(self.petition, email=VICTIMS[0])
        deliver()
        mailbox = strings(rows_of("petitions_mailbox"))
        self.assertEqual(mailbox & strings(rows("p") - rows_of("petitions_mailbox")), set())

    def test_the_link_to_ones_own_page_does_not_join_ones_signatures(self) -> None:
        """Otherwise the one where a signer is named would name them on the others."""
        signatures = []
        for petition in (self.petition, self.second):
            sign(petition, email=VICTIMS[0])
            press(link_in(deliver()[0]))
            signatures.append(Signature.objects.latest("pk"))
        Client().post("/petitions/mine/", {"email": VICTIMS[0]})
        before = rows("p")
        [message] = deliver()
        link = strings(rows("p") - before)
        for signature in signatures:
            self.assertNotIn(bytes(signature.email_digest)[:WINDOW], link)
        self.assertEqual(MailedToken.objects.get(purpose="mine").signatures.count(), 0)
        page = Client().get(path_of(link_in(message)))
        for petition in (self.petition, self.second):
            self.assertContains(page, petition.title)

    def test_nothing_in_common_once_they_have_sent_the_form(self) -> None:
        self.assertEqual(self.in_common("posted"), set())

    def test_nothing_once_their_signatures_are_stored(self) -> None:
        self.assertEqual(self.in_common("signed"), set())

    def test_nothing_once_they_have_an_email(self) -> None:
        self.assertEqual(self.in_common("mailed"), set())

    def test_nothing_once_they_have_confirmed(self) -> None:
        self.assertEqual(self.in_common("confirmed"), set())

    def test_nothing_once_they_want_no_email(self) -> None:
        self.assertEqual(self.in_common("refused"), set())

    def test_nothing_once_they_have_withdrawn(self) -> None:
        self.assertEqual(self.in_common("withdrawn"), set())

    def test_nothing_once_a_rule_was_edited(self) -> None:
        edit_rule("family.example.com", Rule(ignores_dots=True))
        edit_rule("family.example.com", None)
        self.assertEqual(self.in_common("confirmed"), set())

    def test_the_tables_that_are_left_out_would_tell(self) -> None:
        """The domain is in the traces: what is looked for is found there, so they must not be dumped."""
        self.assertNotEqual(self.in_common("mailed", "u"), set())
