"""Addresses: which are accepted, in which form, and which of them are one mailbox."""

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from petitions.addresses.canonical import (
    Rule,
    Rules,
    canonicalise,
    clean_address,
    mailbox_digest,
    signature_digest,
)
from petitions.models import Signature
from tests.petitions.testcases import SigningTestCase, deliver, sign

LONG_DOMAIN = ".".join(["a" * 60] * 3) + ".example"


class Taken(SimpleTestCase):
    def test_an_address_stays_as_it_was_typed(self) -> None:
        for address in (
            "gulnar@example.org", "Gulnar.Ablet@example.org", "a+news@example.org", "o'neil@example.ie",
            "=1+1@example.com", "-x@example.com", "x@sub.sub.example.co.uk", "1@example.org",
            "a" * 64 + "@example.org", f"{'a' * 40}@{LONG_DOMAIN}", "a..b@docomo.ne.jp", ".a@ezweb.ne.jp",
            "a.@docomo.ne.jp", "_a-._.-@softbank.ne.jp", "..a@t.vodafone.ne.jp",
            "o'brien@example.org", "a/b@example.org", "!#$%&'*+/=?^_`{|}~-@example.org", "-@example.org",
        ):  # fmt: skip
            with self.subTest(address):
                self.assertEqual(clean_address(address), address)

    def test_what_keyboards_and_copying_add_is_taken_off(self) -> None:
        for typed in (
            " gulnar@example.org ", "gulnar@example.org\n", "\u00a0gulnar@example.org\u3000",
            "ｇｕｌｎａｒ@ｅｘａｍｐｌｅ.ｏｒｇ", "gulnar@EXAMPLE.org", "gulnar@example。org",
            "gulnar@exam\u00adple.org", "\u200egulnar@example.org\u200f", "\ufeffgulnar@example.org",
            "\u202agulnar@example.org\u202c", "\u2068gulnar@example.org\u2069", "gulnar\u200b@\u2060example.org",
            "\u202c \u200d gulnar@example.org\u3164\u061c\n", "gul\u00adnar@example.org\u180e",
        ):  # fmt: skip
            with self.subTest(typed):
                self.assertEqual(clean_address(typed), "gulnar@example.org")

    def test_a_domain_in_other_letters_becomes_what_mail_servers_read(self) -> None:
        self.assertEqual(clean_address("info@bücher.example"), "info@xn--bcher-kva.example")
        self.assertEqual(clean_address("info@例え.テスト"), "info@xn--r8jz45g.xn--zckzah")
        self.assertEqual(clean_address("info@xn--bcher-kva.example"), "info@xn--bcher-kva.example")

    def test_letters_that_only_look_latin_do_not_pass_for_a_known_provider(self) -> None:
        self.assertNotEqual(
            clean_address("gulnar@gmаil.com").rpartition("@")[2], "gmail.com"
        )  # Cyrillic а
        self.assertTrue(clean_address("gulnar@gmаil.com").endswith("@xn--gmil-63d.com"))

    def test_the_kelvin_sign_is_a_k(self) -> None:
        self.assertEqual(clean_address("\u212aate@out\u212aook.example"), "Kate@outkook.example")


class Refused(SimpleTestCase):
    def test_what_is_no_address(self) -> None:
        for typed in (
            "", "@", "gulnar", "gulnar@", "@example.org", "a@b@example.org", "gulnar@example",
            "a..b@example.org", ".a@example.org", "a.@example.org", "a@example..org", "a@-x.com",
            "a@example.org.", "a@.example.org", "a@exam_ple.org", "a b@example.org",
            "a@b.com,c@d.com", "a@b.com;c@d.com", "<a@b.com>", "A <a@b.com>", '"a b"@example.org',
            "a@example.org\nBcc: x@example.org", "a@example.org\r\n\r\nbody", "a\x00@example.org",
            "a@example.org\x00", "a\u202e@example.org", "mailto:a@b@example.org",
            "..@docomo.ne.jp", "a b..c@docomo.ne.jp", "a\u200cb@example.org", "a\u2067b@example.org",
        ):  # fmt: skip
            with self.subTest(typed):
                self.assertRaises(ValidationError, clean_address, typed)

    def test_addresses_of_machines_and_of_our_own_network(self) -> None:
        for typed in (
            "root@localhost",
            "a@[127.0.0.1]",
            "a@[IPv6:::1]",
            "a@127.0.0.1",
            "a@10.0.0.10",
        ):
            with self.subTest(typed):
                self.assertRaises(ValidationError, clean_address, typed)

    def test_letters_before_the_at_that_most_servers_do_not_take(self) -> None:
        for typed in ("аdmin@example.org", "gülnar@example.org", "用户@example.org"):
            with self.subTest(typed):
                self.assertRaises(ValidationError, clean_address, typed)

    def test_an_at_that_is_none(self) -> None:
        self.assertRaises(ValidationError, clean_address, "a＠example.org")

    def test_what_is_too_long(self) -> None:
        for typed in (
            "a" * 65 + "@example.org", f"{'a' * 64}@{LONG_DOMAIN}",
            f"a@{'ü' * 60}.{'ü' * 60}.{'ü' * 60}.{'ü' * 60}.example",  # only once it is in ASCII
            *(letter * 50_000 + end for letter in ("a", "@", ".", "a.", "-") for end in ("", "!")),
        ):  # fmt: skip
            with self.subTest(typed[:30]):
                self.assertRaises(ValidationError, clean_address, typed)


RULES: Rules = {
    "*": Rule(ignores_tags=True),
    "gmail.com": Rule(ignores_dots=True, ignores_tags=True),
    "googlemail.com": Rule(alias_of="gmail.com"),
    "old.example": Rule(alias_of="googlemail.com"),
    "exact.example": Rule(),
}
DOMAINS = [
    "gmail.com",
    "googlemail.com",
    "old.example",
    "exact.example",
    "example.org",
    "a.ring",
    "b.ring",
]
locals_ = st.from_regex(r"[A-Za-z0-9+._-]{1,12}", fullmatch=True)
rules = st.dictionaries(
    st.sampled_from(["*", *DOMAINS]),
    st.builds(Rule, st.booleans(), st.booleans(), st.sampled_from(["", *DOMAINS])),
)


class OneMailbox(SimpleTestCase):
    def test_the_provider_decides_what_counts(self) -> None:
        for address, mailbox in {
            "Gulnar@Example.org": "gulnar@example.org",
            "gulnar+a+b@example.org": "gulnar@example.org",
            "gul.nar@example.org": "gul.nar@example.org",
            "g.u.l.nar+a.b@gmail.com": "gulnar@gmail.com",
            "gul.nar@googlemail.com": "gulnar@gmail.com",
            "gul.nar@old.example": "gulnar@gmail.com",
            "gul.nar+a@exact.example": "gul.nar+a@exact.example",
            "+x@example.org": "+x@example.org",
        }.items():
            with self.subTest(address):
                self.assertEqual(canonicalise(address, RULES), mailbox)

    @given(local=locals_, domain=st.sampled_from(DOMAINS), by=rules)
    def test_the_canonical_form_is_its_own(self, local: str, domain: str, by: Rules) -> None:
        once = canonicalise(f"{local}@{domain}", by)
        self.assertEqual(canonicalise(once, by), once)

    @given(local=locals_, domain=st.sampled_from(DOMAINS), by=rules)
    def test_the_canonical_form_keeps_something_before_the_at(
        self, local: str, domain: str, by: Rules
    ) -> None:
        self.assertNotEqual(
            canonicalise(f"{local}@{domain}", by).partition("@")[0].strip("."), None
        )
        self.assertTrue(canonicalise(f"a{local}@{domain}", by).startswith("a"))

    @given(text=st.text(max_size=80))
    def test_cleaning_refuses_or_gives_what_it_would_take(self, text: str) -> None:
        try:
            address = clean_address(text)
        except ValidationError:
            return
        self.assertEqual(clean_address(address), address)
        self.assertTrue(address.isascii())

    @given(
        local=locals_, domain=st.from_regex(r"[a-zü例\u212a.-]{1,20}\.(org|com)", fullmatch=True)
    )
    def test_cleaning_is_done_once(self, local: str, domain: str) -> None:
        try:
            address = clean_address(f"{local}@{domain}")
        except ValidationError:
            return
        self.assertEqual(clean_address(address), address)

    def test_digests_of_one_address_on_two_petitions_cannot_be_matched(self) -> None:
        digests = {
            signature_digest(1, "a@example.org"),
            signature_digest(2, "a@example.org"),
            mailbox_digest("a@example.org"),
        }
        self.assertEqual(len(digests), 3)


class Signatures(SigningTestCase):
    def test_five_spellings_of_one_mailbox_are_one_signature(self) -> None:
        for spelling in (
            "gulnar.ablet@gmail.com", "GULNAR.ABLET@GMAIL.COM", "gulnarablet+petition@gmail.com",
            "g.u.l.n.a.r.ablet@googlemail.com", "ｇｕｌｎａｒａｂｌｅｔ@gmail.com",
        ):  # fmt: skip
            self.assertEqual(sign(self.petition, email=spelling).status_code, 303)
        self.assertEqual(Signature.objects.count(), 1)

    def test_email_goes_to_the_address_as_it_was_typed(self) -> None:
        sign(self.petition, email="Gulnar.Ablet+petition@GMail.com")
        [message] = deliver()
        self.assertEqual(message.to, ["Gulnar.Ablet+petition@gmail.com"])
