"""Access rules: the addresses, domains and networks that staff let through or quarantine."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

from django.core.cache import cache

from campaign.privacy.encryption import digest
from campaign.web import client_address
from petitions.addresses import canonical
from petitions.models import AccessRule, QuarantineReason

RULES_KEPT = 30  # seconds until every process has heard of a changed rule

Target = AccessRule.Target
Verdict = AccessRule.Verdict


@dataclass(frozen=True, slots=True)
class AccessRules:
    """The rules as they are looked up. networks: by version and length, of the network's number."""

    addresses: dict[bytes, str]
    domains: dict[str, str]
    networks: dict[tuple[int, int], dict[int, str]]


def access_rules() -> AccessRules:
    """Heard of within RULES_KEPT seconds."""
    kept: AccessRules | None = cache.get("access-rules")
    if kept is None:
        kept = AccessRules({}, {}, {})
        for rule in AccessRule.objects.all():
            if rule.target == Target.ADDRESS:
                kept.addresses[bytes(rule.digest or b"")] = rule.verdict
            elif rule.target == Target.DOMAIN:
                kept.domains[rule.value] = rule.verdict
            else:
                net = ip_network(rule.value)
                of_length = kept.networks.setdefault((net.version, net.prefixlen), {})
                of_length[int(net.network_address) >> (net.max_prefixlen - net.prefixlen)] = (
                    rule.verdict
                )
        cache.set("access-rules", kept, RULES_KEPT)
    return kept


def address_digests(address: str, by: canonical.Rules) -> list[bytes]:
    """By which a rule for an address is found, however the address is spelt and read."""
    return [
        digest("access-address", form) for form in canonical.rule_independent_forms(address, by)
    ]


def network_verdict(
    address: client_address.Address, rules: dict[tuple[int, int], dict[int, str]]
) -> str:
    """The verdict of the narrowest network that the address is in."""
    lengths = sorted(
        (length for version, length in rules if version == address.version), reverse=True
    )
    for length in lengths:
        number = int(address) >> (address.max_prefixlen - length)
        if decide := rules[address.version, length].get(number):
            return decide
    return ""


def decide(address: str, from_network: str) -> tuple[str, str]:
    """The verdict of the access rules and the reason to hold; a rule for the address itself decides, then
    one that holds before one that lets through."""
    rules = access_rules()
    for each in address_digests(address, canonical.current_rules()):
        if verdict := rules.addresses.get(each):
            return verdict, QuarantineReason.RULE_ADDRESS
    domain = canonical.closest_match(address.rpartition("@")[2].lower(), rules.domains) or ""
    for reason, verdict in (
        (QuarantineReason.RULE_DOMAIN, domain),
        (QuarantineReason.RULE_NETWORK, from_network),
    ):
        if verdict == Verdict.HOLD:
            return verdict, reason
    return (Verdict.ALLOW if Verdict.ALLOW in {domain, from_network} else ""), ""


def fewest_bits(net: IPv4Network | IPv6Network) -> int:
    """The fewest bits a rule for a network may have: one for half of the world is a slip."""
    return 8 if net.version == 4 else 16
