"""Encryption of personal data, and digests that can only be compared."""

import traceback

from cryptography.fernet import Fernet
from django.db import connection
from django.test import TestCase, override_settings
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from campaign.privacy import encryption
from campaign.privacy.encryption import decrypt, digest, encrypt
from profiles.models import Source
from tests.factories import make_detainee

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


class FreshKeys(TestCase):
    def setUp(self) -> None:
        super().setUp()
        self.addCleanup(encryption._keys.cache_clear)

    def keys(self, *keys: str) -> None:
        overridden = override_settings(PII_KEYS=list(keys))
        overridden.enable()
        self.addCleanup(overridden.disable)
        encryption._keys.cache_clear()


class EncryptedTextTests(FreshKeys):
    def test_it_is_read_again_and_does_not_say_what_it_is(self) -> None:
        token = encrypt("ayguel@example.org")
        self.assertNotIn("example", token)
        self.assertEqual(decrypt(token), "ayguel@example.org")

    def test_the_same_text_is_encrypted_differently_each_time(self) -> None:
        self.assertNotEqual(encrypt("a"), encrypt("a"))

    def test_a_new_key_in_front_encrypts_while_the_old_one_still_decrypts(self) -> None:
        self.keys(OLD)
        before = encrypt("Aygül")
        self.keys(NEW, OLD)
        self.assertEqual(decrypt(before), "Aygül")
        after = encrypt("Aygül")
        self.keys(NEW)
        self.assertEqual(decrypt(after), "Aygül")
        with self.assertRaises(ValueError):
            decrypt(before)

    def test_what_no_key_fits_or_was_changed_is_refused_and_not_repeated(self) -> None:
        token = encrypt("Aygül")
        for wrong in (
            "",
            "x",
            token[:-4] + "AAAA",
            token[:50],
            Fernet(OLD).encrypt(b"a").decode(),
        ):
            with self.subTest(wrong):
                try:
                    decrypt(wrong)
                except ValueError as error:
                    told = "".join(traceback.format_exception(error, chain=True))
                    self.assertNotIn(wrong or "Aygül", told)
                else:
                    self.fail("decrypted")


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

    def test_an_update_is_encrypted_too(self) -> None:
        source = Source.objects.create(detainee=make_detainee(), kind="relative")
        Source.objects.filter(pk=source.pk).update(contact="+31 6 1234")
        self.assertNotIn("1234", self.stored(source))
        Source.objects.bulk_update([Source(pk=source.pk, contact="+31 6 5678")], ["contact"])
        self.assertNotIn("5678", self.stored(source))
        self.assertEqual(Source.objects.get(pk=source.pk).contact, "+31 6 5678")
