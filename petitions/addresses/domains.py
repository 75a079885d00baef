"""The domain that an address counts for: the registrable one, whose names one owner makes as they like.

`a@x1.evil.example` and `b@x2.evil.example` are of one owner, `a@one.co.uk` and `b@two.co.uk` are not. The public
suffix list tells them apart. Only its ICANN section is used. Its other section names hosts such as `github.io` and
`duckdns.org`, which give names away at no cost: an attacker takes as many as they need, and hardly anyone has a
mailbox there. So all names below such a host count for the host (docs/decisions/0002-dependencies.md).
"""

from functools import cache

from publicsuffixlist import PublicSuffixList

from petitions.addresses.canonical import Rules, names_of


def address_domain(address: str) -> str:
    """The domain of an address, in lower case. `address` comes from `clean_address`."""
    return address.lower().rpartition("@")[2]


def registrable_domain(domain: str) -> str:
    """domain: in lower case and ASCII. The domain itself if it is a public suffix, such as `edu.cn`."""
    return _suffixes().privatesuffix(domain) or domain


def is_public_suffix(domain: str) -> bool:
    return _suffixes().privatesuffix(domain) is None


def is_known_provider(domain: str, rules: Rules) -> bool:
    """Whether a rule names this domain, or all domains below one of its parents.

    A provider's own name does not cover the names below it: whoever can sign from `x.gmail.com` is not a
    customer of Gmail, unless a rule says so.
    """
    return any(name in rules for name in names_of(domain))


@cache
def _suffixes() -> PublicSuffixList:
    """Read once in each process, from the list that the package ships. It takes some 50 milliseconds."""
    return PublicSuffixList(only_icann=True)
