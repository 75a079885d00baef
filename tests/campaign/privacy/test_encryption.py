"""Encryption of personal data, and digests that can only be compared."""

import traceback
from itertools import permutations
from typing import Any

from cryptography.fernet import Fernet
from django.apps import apps
from django.db import connection, models, transaction
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from campaign.privacy import encryption
from campaign.privacy.encryption import (
    PREFIX,
    EncryptedTextField,
    decrypt,
    decrypt_bytes,
    digest,
    encrypt,
    encrypt_bytes,
)
from petitions.models import MailedToken, Signature
from petitions.signing import tokens
from profiles.models import Consent, Source
from tests.canaries import plant
from tests.factories import make_detainee, make_petition, make_signature, save_all
from tests.petitions.testcases import own_page_token

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


class FreshKeys(TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.addCleanup(encryption._ciphers.cache_clear)

    def keys(self, *keys: str) -> None:
        overridden = override_settings(PII_KEYS=list(keys))
        overridden.enable()
        self.addCleanup(overridden.disable)
        encryption._ciphers.cache_clear()


class EncryptedTextTests(FreshKeys):
    def test_it_is_read_again_and_does_not_say_what_it_is(self) -> None:
        token = encrypt("ayguel@example.org", "address", 7)
        self.assertNotIn("example", token)
        self.assertEqual(decrypt(token, "address", 7), "ayguel@example.org")

    def test_the_same_text_is_encrypted_differently_each_time(self) -> None:
        self.assertNotEqual(encrypt("a", "name"), encrypt("a", "name"))

    def test_a_new_key_in_front_encrypts_while_the_old_one_still_decrypts(self) -> None:
        self.keys(OLD)
        before = encrypt("Aygül", "name")
        self.keys(NEW, OLD)
        self.assertEqual(decrypt(before, "name"), "Aygül")
        after = encrypt("Aygül", "name")
        self.keys(NEW)
        self.assertEqual(decrypt(after, "name"), "Aygül")
        with self.assertRaises(ValueError):
            decrypt(before, "name")

    def test_for_another_purpose_or_row_it_opens_nothing(self) -> None:
        token = encrypt("Aygül", "name", 1, b"\1")
        for other in (
            ("town", 1, b"\1"),
            ("name", 2, b"\1"),
            ("name", 1, b"\2"),
            ("name", 1),
            ("name", b"\1", 1),
            ("name",),
            ("name", 1, b"\1", ""),
        ):
            with self.subTest(other), self.assertRaises(ValueError):
                decrypt(token, *other)

    def test_what_no_key_fits_or_was_changed_is_refused_and_not_repeated(self) -> None:
        token = encrypt("Aygül", "name")
        for wrong in (
            "",
            "x",
            "é",
            PREFIX,
            PREFIX + "é",
            PREFIX + "A",
            token[:-4] + "AAAA",
            token[:50],
            token.removeprefix(PREFIX),
            Fernet(OLD).encrypt(b"a").decode(),
        ):
            with self.subTest(wrong):
                try:
                    decrypt(wrong, "name")
                except ValueError as error:
                    told = "".join(traceback.format_exception(error, chain=True))
                    self.assertNotIn(wrong if len(wrong) > 15 else "Aygül", told)
                else:
                    self.fail("decrypted")

    def test_no_changed_bit_is_overlooked(self) -> None:
        content = encrypt_bytes(b"Ayg\xc3\xbcl", "name")
        for bit in range(8 * len(content)):
            changed = bytearray(content)
            changed[bit // 8] ^= 1 << bit % 8
            with self.assertRaises(ValueError):
                decrypt_bytes(bytes(changed), "name")


class DigestTests(PropertyTestCase):
    def test_the_same_parts_for_the_same_purpose_are_the_same(self) -> None:
        self.assertEqual(digest("a", "b"), digest("a", "b"))
        self.assertEqual(len(digest("a")), 32)

    def test_another_purpose_another_cut_and_another_key_are_another(self) -> None:
        ones = [
            digest("a", "bc"),
            digest("b", "bc"),
            digest("a", "b", "c"),
            digest("ab", "c"),
            digest("a", "bc", ""),
        ]
        with override_settings(PEPPER="p" * 40):
            ones.append(digest("a", "bc"))
        self.assertEqual(len(set(ones)), len(ones))

    @given(st.lists(st.text(), min_size=1, max_size=4), st.lists(st.text(), min_size=1, max_size=4))
    def test_no_two_lists_of_parts_share_one(self, one: list[str], other: list[str]) -> None:
        try:
            self.assertEqual(digest(*one) == digest(*other), one == other)
        except UnicodeEncodeError:
            self.assertTrue(any(0xD800 <= ord(c) <= 0xDFFF for c in "".join(one + other)))


class EncryptedFieldTests(PropertyTestCase):
    def stored(self, source: Source) -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT contact FROM profiles_source WHERE id = %s", [source.pk])
            return str(cursor.fetchone()[0])

    def test_the_database_holds_nothing_to_read(self) -> None:
        source = Source.objects.create(
            detainee=make_detainee(), kind="relative", contact="+31 6 1234"
        )
        self.assertNotIn("1234", self.stored(source))
        self.assertEqual(Source.objects.get(pk=source.pk).contact, "+31 6 1234")

    def test_nothing_is_stored_as_nothing(self) -> None:
        source = Source.objects.create(detainee=make_detainee(), kind="relative", contact="")
        self.assertEqual(self.stored(source), "")

    def test_a_statement_that_does_not_know_the_row_is_refused(self) -> None:
        source = Source.objects.create(detainee=make_detainee(), kind="relative")
        with self.assertRaises(TypeError), transaction.atomic():
            Source.objects.filter(pk=source.pk).update(contact="+31 6 1234")
        with self.assertRaises(TypeError), transaction.atomic():
            Source.objects.bulk_update([Source(pk=source.pk, contact="+31 6 5678")], ["contact"])
        self.assertEqual(self.stored(source), "")
        Source.objects.filter(pk=source.pk).update(contact="")  # erasing needs no row

    def test_many_rows_at_once_are_each_bound_to_their_own(self) -> None:
        person = make_detainee()
        Source.objects.bulk_create(
            Source(detainee=person, kind="relative", contact=text) for text in ("A", "", "B")
        )
        relatives = person.sources.filter(kind="relative")
        self.assertCountEqual([each.contact for each in relatives], ["A", "", "B"])

    def test_a_comparison_sends_no_text_and_finds_nothing(self) -> None:
        Source.objects.create(detainee=make_detainee(), kind="relative", contact="+31 6 1234")
        with CaptureQueriesContext(connection) as queries:
            self.assertFalse(Source.objects.filter(contact="+31 6 1234").exists())
        self.assertNotIn("1234", queries[0]["sql"])


class MovedCiphertexts(TestCase):
    """Someone who can write to the database, and has no keys, moves what they cannot read to where they may."""

    def test_none_opens_in_another_row(self) -> None:
        person = make_detainee()
        for make, name in (
            (lambda: make_pending("theirs@example.org"), "email"),
            (
                lambda: Source.objects.create(detainee=person, kind="ngo", contact="Theirs"),
                "contact",
            ),
            (lambda: plant(Consent, detainee=person, giver="Theirs"), "giver"),
            (lambda: make_link("theirs@example.org"), "address"),
        ):
            theirs, own = make(), make()
            with self.subTest(name):
                self.assertIn("heirs", getattr(read_again(theirs), name))
                move(theirs, name, own, name)
                with self.assertRaises(ValueError):
                    getattr(read_again(own), name)

    def test_nor_in_another_column_of_its_own_row(self) -> None:
        signature = make_pending("own@example.org")
        move(signature, "email", signature, "details")
        with self.assertRaises(ValueError):
            getattr(read_again(signature), "details")  # noqa: B009 - reading it decrypts it

    def test_nor_in_any_other_column_of_the_database(self) -> None:
        columns = [
            field
            for model in apps.get_models()
            for field in model._meta.concrete_fields
            if isinstance(field, EncryptedTextField)
        ]
        self.assertGreaterEqual(len(columns), 9)
        for one, other in permutations(columns, 2):
            with self.subTest(f"{one} in {other}"), self.assertRaises(ValueError):
                other.decrypt(one.encrypt("a", 1), 1)


def make_pending(email: str) -> Signature:
    signature = make_signature(make_petition())
    Signature.objects.filter(pk=signature.pk).update(state="pending", confirmed_at=None)
    signature = Signature.objects.get(pk=signature.pk)
    save_all([signature], email=email)
    return signature


def make_link(address: str) -> MailedToken:
    token = own_page_token(address)
    return MailedToken.objects.get(digest=tokens.token_digest(tokens.Purpose.MINE, token))


def read_again(row: models.Model) -> Any:
    return type(row)._base_manager.get(pk=row.pk)


def move(row: models.Model, name: str, to: models.Model, its_name: str) -> None:
    rows = type(row)._base_manager
    [stored] = rows.filter(pk=row.pk).values_list(name, flat=True)
    rows.filter(pk=to.pk).update(**{its_name: stored})
