"""Which domain an address counts for, and which domains are a provider's."""

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from petitions.addresses.canonical import Rule, Rules
from petitions.addresses.domains import is_known_provider, is_public_suffix, registrable_domain

RULES: Rules = {
    "*": Rule(ignores_tags=True),
    "gmail.com": Rule(True, True),
    "vip.qq.com": Rule(),
    "*.mail.example": Rule(),
}


class Registrable(SimpleTestCase):
    def test_all_names_below_the_domain_of_one_owner_are_theirs(self) -> None:
        for domain, owner in {
            "evil.example": "evil.example",
            "x1.evil.example": "evil.example",
            "a.b.c.evil.example": "evil.example",
            "mx.evil.co.uk": "evil.co.uk",
            "one.edu.cn": "one.edu.cn",
            "mail.xn--bcher-kva.example": "xn--bcher-kva.example",
            "a.b.xn--p1ai": "b.xn--p1ai",
        }.items():
            with self.subTest(domain):
                self.assertEqual(registrable_domain(domain), owner)

    def test_names_that_a_host_gives_away_count_for_the_host(self) -> None:
        for domain, host in {
            "evil.github.io": "github.io",
            "a1.duckdns.org": "duckdns.org",
            "mx.a2.duckdns.org": "duckdns.org",
            "evil.eu.org": "eu.org",
        }.items():
            with self.subTest(domain):
                self.assertEqual(registrable_domain(domain), host)

    def test_a_public_suffix_is_its_own(self) -> None:
        for domain in ("co.uk", "edu.cn"):
            self.assertTrue(is_public_suffix(domain))
            self.assertEqual(registrable_domain(domain), domain)
        self.assertFalse(is_public_suffix("example.org"))

    @given(
        names=st.lists(st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True), max_size=4),
        suffix=st.sampled_from(["example", "com", "co.uk", "org.cn", "duckdns.org"]),
    )  # fmt: skip
    def test_no_name_in_front_changes_it(self, names: list[str], suffix: str) -> None:
        domain = f"owner.{suffix}"
        below = ".".join([*names, domain])
        self.assertEqual(registrable_domain(below), registrable_domain(domain))
        self.assertTrue(f".{below}".endswith(f".{registrable_domain(below)}"))


class Providers(SimpleTestCase):
    def test_a_domain_is_a_provider_only_if_a_rule_says_so(self) -> None:
        for domain, is_one in {
            "gmail.com": True,
            "vip.qq.com": True,
            "a.mail.example": True,
            "qq.com": False,
            "x.gmail.com": False,
            "x.vip.qq.com": False,
            "mail.example": False,
            "evil.example": False,
        }.items():
            with self.subTest(domain):
                self.assertEqual(is_known_provider(domain, RULES), is_one)
