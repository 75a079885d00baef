"""A stolen copy of the database names only people who chose to be named."""

import re
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from itertools import cycle, islice, product

from django.db import connection
from django.utils import timezone

from campaign.privacy.encryption import encrypted_field
from petitions.models import Signature, Visibility
from petitions.models.details import NOTHING, Details
from petitions.moderation import invalidations, review
from petitions.signers import expiry
from petitions.signing import confirm, tokens
from petitions.signing.tokens import Confirmation, MailSecret
from tests.canaries import tables
from tests.ciphertexts import CIPHERTEXT, open_with_keys
from tests.factories import make_signature, make_staff
from tests.petitions.testcases import (
    SigningTestCase,
    deliver,
    link_in,
    press,
    sign,
    sign_and_confirm,
)

SIGNERS = 10_000
CONFIRMING = 300  # the first ones confirm one by one, as with the button
NAME, TOWN, COMMENT, ADDRESS = "NTCA"  # the first letter of a signer's words

type Words = set[tuple[str, int]]  # letter and number of the signer


def word(letter: str, number: int) -> str:
    return f"{letter}q{number:05}z"


def details(number: int) -> Details:
    return Details(
        f"Gülnar {word(NAME, number)}", word(TOWN, number), f"I sign: {word(COMMENT, number)}"
    )


def shown(number: int, visibility: str) -> Words:
    """The words that a confirmed signer chose to show."""
    letters = {"name": NAME + TOWN + COMMENT, "initials": COMMENT, "country": COMMENT}
    return {(letter, number) for letter in letters.get(visibility, "")}


def words_in(text: str) -> Words:
    return {(letter.upper(), int(n)) for letter, n in re.findall(r"(?i)([NTCA])q(\d{5})z", text)}


def dump() -> Iterator[str]:
    """Every value of every column of every table, as text and, of binary ones, also as bytes."""
    for table in tables():
        with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" TO STDOUT') as copied:
            text = b"".join(map(bytes, copied)).decode()
        yield text
        for value in re.findall(r"\\\\x([0-9a-f]+)", text):
            yield bytes.fromhex(value).decode("latin-1")


# As signing leaves a signature, or as confirming does if `confirmed_at` is given.
STORE = """
INSERT INTO petitions_signature (
    petition_id, country, consent_version, language, signed_at, quarantine_reason, state, receipt,
    email_digest, visibility, wants_updates, email, details, confirmed_at, name, initials, city, comment
)
SELECT
    %(petition)s, 'NL', 'test', 'en', now(), '',
    CASE WHEN confirmed_at IS NULL THEN 'pending' ELSE 'confirmed' END,
    CASE WHEN confirmed_at IS NULL THEN NULL ELSE sha256(email_digest) END, given.*
FROM unnest(
    %(email_digest)s::bytea[], %(visibility)s::text[], %(wants_updates)s::bool[], %(email)s::text[],
    %(details)s::text[], %(confirmed_at)s::timestamptz[], %(name)s::text[], %(initials)s::text[],
    %(city)s::text[], %(comment)s::text[]
) AS given (
    email_digest, visibility, wants_updates, email, details, confirmed_at, name, initials, city, comment
)
"""


class TenThousandSigners(SigningTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.visibility: dict[int, str] = {}
        self.confirmed: set[int] = set()
        self.with_updates: set[int] = set()
        mixed = cycle(product(Visibility.values, (False, True), (True, True, False)))
        rows = []
        for number, (visibility, updates, confirms) in enumerate(islice(mixed, SIGNERS)):
            self.visibility[number] = visibility
            self.with_updates |= {number} if updates else set()
            self.confirmed |= {number} if confirms else set()
            stored = confirms and number >= CONFIRMING
            rows.append(self.row(number, visibility, updates, confirmed=stored))
        columns = {column: [row[column] for row in rows] for column in rows[0]}
        with connection.cursor() as cursor:
            cursor.execute(STORE, {"petition": self.petition.pk, **columns})
        for number in sorted(self.confirmed & {*range(CONFIRMING)}):
            signature = Signature.objects.get(email_digest=rows[number]["email_digest"])
            secret = MailSecret.from_seed(f"seed {number}")
            tokens.issue_confirmations([Confirmation(secret, [signature], str(signature.email))])
            confirm.confirm_signatures(secret.token)

    def row(
        self, number: int, visibility: str, updates: bool, *, confirmed: bool
    ) -> dict[str, object]:
        typed = details(number)
        address = f"{word(ADDRESS, number)}@example.org"
        key = self.petition.pk, sha256(address.encode()).digest()
        email, hidden = (
            encrypted_field(Signature, name).encrypt(text, *key)
            for name, text in (("email", address), ("details", typed.to_json()))
        )
        return {
            "email_digest": key[1],
            "visibility": visibility,
            "wants_updates": updates,
            "email": email if updates or not confirmed else None,
            "details": None if confirmed else hidden,
            "confirmed_at": timezone.now() if confirmed else None,
            **(typed.columns_for(visibility) if confirmed else NOTHING),
        }

    def test_a_dump_names_only_people_who_chose_it(self) -> None:
        self.assertEqual(
            Signature.objects.filter(confirmed_at__isnull=False).count(), len(self.confirmed)
        )
        chosen = set[tuple[str, int]]()
        for number in self.confirmed:
            chosen |= shown(number, self.visibility[number])
        text = "\n".join(dump())
        self.assertEqual(words_in(text), chosen)

        # Nor do the keys bring back anyone's name who has confirmed, or an address that gets no more emails.
        encrypted = set(CIPHERTEXT.findall(text))
        with_keys = words_in("\n".join(map(open_with_keys, encrypted)))
        unconfirmed = self.visibility.keys() - self.confirmed
        of_unconfirmed = {(letter, n) for letter in (NAME, TOWN, COMMENT) for n in unconfirmed}
        reachable = {(ADDRESS, number) for number in unconfirmed | self.with_updates}
        self.assertEqual(with_keys, of_unconfirmed | reachable)


class TheSearch(SigningTestCase):
    def test_it_finds_a_word_in_text_and_in_bytes(self) -> None:
        found = {(NAME, 1), (TOWN, 2)}
        make_signature(self.petition, name=word(NAME, 1), receipt=word(TOWN, 2).encode())
        self.assertEqual(words_in("\n".join(dump())), found)


class EveryWay(SigningTestCase):
    """What a signature can go through, with the forms and buttons of the site."""

    def setUp(self) -> None:
        super().setUp()
        self.staff = make_staff()

    def sign(self, number: int, visibility: str) -> str:
        typed = details(number)
        sign(
            self.petition, name=typed.name, city=typed.city, comment=typed.comment,
            email=f"{word(ADDRESS, number)}@example.org", visibility=visibility,
        )  # fmt: skip
        [message] = deliver()
        return link_in(message)

    def assert_holds(self, *expected: Words) -> None:
        self.assertEqual(words_in("\n".join(dump())), set().union(*expected))

    def test_of_signatures_that_wait_for_a_confirmation_nothing_can_be_read(self) -> None:
        for number, visibility in enumerate(Visibility.values):
            self.sign(number, visibility)
        self.assert_holds()
        [reached, *_] = review.reject(Signature.objects.all(), self.staff, "A flood")
        self.assert_holds()
        invalidations.undo(reached)
        while invalidations.run_batch(reached.pk):
            pass
        self.assertEqual(set(Signature.objects.values_list("state", flat=True)), {"pending"})
        self.assert_holds()

    def test_quarantined_and_approved_later(self) -> None:
        links = [self.sign(number, each) for number, each in enumerate(Visibility.values)]
        Signature.objects.update(quarantine_reason="attack mode")
        for link in links:
            press(link)
        kept = [shown(number, each) for number, each in enumerate(Visibility.values)]
        self.assert_holds(*kept)
        review.approve(Signature.objects.all(), self.staff)
        self.assertEqual(set(Signature.objects.values_list("state", flat=True)), {"confirmed"})
        self.assert_holds(*kept)

    def test_invalidated_before_it_is_confirmed_and_restored_afterwards(self) -> None:
        links = [self.sign(number, each) for number, each in enumerate(Visibility.values)]
        [invalidation] = review.reject(Signature.objects.all(), self.staff, "A flood")
        for link in links:
            press(link)
        kept = [shown(number, each) for number, each in enumerate(Visibility.values)]
        self.assert_holds(*kept)
        invalidations.undo(invalidation)
        while invalidations.run_batch(invalidation.pk):
            pass
        self.assertEqual(set(Signature.objects.values_list("state", flat=True)), {"confirmed"})
        self.assert_holds(*kept)

    def test_signed_again_before_it_is_confirmed(self) -> None:
        self.sign(1, "name")
        Signature.objects.update(mailed_at=None)
        typed = {"email": f"{word(ADDRESS, 1)}@example.org", "name": details(2).name}
        sign(self.petition, visibility="name", **typed)
        [message] = deliver()
        self.assert_holds()
        press(link_in(message))
        self.assert_holds({(NAME, 2)})

    def test_when_its_time_is_over(self) -> None:
        for number, visibility in enumerate(Visibility.values):
            typed = details(number)
            sign_and_confirm(
                self.petition, name=typed.name, city=typed.city, comment=typed.comment,
                email=f"{word(ADDRESS, number)}@example.org", visibility=visibility,
            )  # fmt: skip
        Signature.objects.update(confirmed_at=timezone.now() - timedelta(days=300))
        expiry.expire(Signature.objects.all(), everything=False)
        self.assert_holds()
        self.assertEqual(set(Signature.objects.values_list("initials", flat=True)), {""})
