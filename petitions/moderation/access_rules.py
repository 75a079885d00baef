"""Access rules: the addresses, domains and networks that staff let through or quarantine."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from campaign.privacy.encryption import digest
from campaign.run.in_process import InProcess
from campaign.web import client_address
from petitions.addresses import canonical
from petitions.models import AccessRule, QuarantineReason

CACHE_SECONDS = 30  # a changed rule reaches every process after this time at the latest

Target = AccessRule.Target
Verdict = AccessRule.Verdict


@dataclass(frozen=True, slots=True)
class AccessRules:
    """All rules, as lookup tables of verdicts.

    networks: by (IP version, prefix length), then by the network's prefix as a number.
    """

    addresses: dict[bytes, str]
    domains: dict[str, str]
    networks: dict[tuple[int, int], dict[int, str]]


def _read() -> AccessRules:
    rules = AccessRules({}, {}, {})
    for rule in AccessRule.objects.all():
        if rule.target == Target.ADDRESS:
            rules.addresses[bytes(rule.digest or b"")] = rule.verdict
        elif rule.target == Target.DOMAIN:
            rules.domains[rule.value] = rule.verdict
        else:
            net = ip_network(rule.value)
            of_this_length = rules.networks.setdefault((net.version, net.prefixlen), {})
            of_this_length[int(net.network_address) >> (net.max_prefixlen - net.prefixlen)] = (
                rule.verdict
            )
    return rules


_rules = InProcess(_read, CACHE_SECONDS)


def access_rules() -> AccessRules:
    """The rules as they were at most CACHE_SECONDS ago."""
    return _rules.get()


def forget() -> None:
    """Read them anew, in this process."""
    _rules.forget()


def address_digests(address: str, address_rules: canonical.Rules) -> list[bytes]:
    """The digests under which a rule for an address may be stored, one for each form of the address."""
    forms = canonical.rule_independent_forms(address, address_rules)
    return [digest("access-address", form) for form in forms]


def network_verdict(
    address: client_address.Address, rules: dict[tuple[int, int], dict[int, str]]
) -> str:
    """The verdict of the narrowest network that contains the address; empty if no rule does."""
    lengths = sorted(
        (length for version, length in rules if version == address.version), reverse=True
    )
    for length in lengths:
        number = int(address) >> (address.max_prefixlen - length)
        if verdict := rules[address.version, length].get(number):
            return verdict
    return ""


def find_verdict(
    address: str, from_network: str, address_rules: canonical.Rules
) -> tuple[str, str]:
    """The verdict for an email address, and the reason for it. Both are empty if no rule applies.

    from_network: the verdict on the network of the request. A rule for the address itself comes first. Of
    the rules for its domain and network, one that quarantines comes before one that lets through.
    """
    rules = access_rules()
    for address_digest in address_digests(address, address_rules) if rules.addresses else ():
        if verdict := rules.addresses.get(address_digest):
            return verdict, QuarantineReason.RULE_ADDRESS
    domain = canonical.closest_match(address.rpartition("@")[2].lower(), rules.domains) or ""
    for reason, verdict in (
        (QuarantineReason.RULE_DOMAIN, domain),
        (QuarantineReason.RULE_NETWORK, from_network),
    ):
        if verdict == Verdict.QUARANTINE:
            return verdict, reason
    return (Verdict.ALLOW if Verdict.ALLOW in {domain, from_network} else ""), ""


def shortest_prefix(net: IPv4Network | IPv6Network) -> int:
    """The shortest prefix length allowed in a rule. A rule for half of the world is a slip."""
    return 8 if net.version == 4 else 16
