"""Which signatures are held for review, without a word to the signer.

The form only works out where a signature comes from, as two digests. It is the worker who judges, before
the mail goes out, so before the signature can be confirmed: nobody waits for a limit, and the answers of
the form tell nothing of it. Whoever is held gets the same pages and the same mail.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import NamedTuple

from django.core.cache import cache
from django.db import connection, models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.privacy.encryption import digest
from campaign.web import client_address
from campaign.web.models import Use
from campaign.web.rate_limits import daily_digest, take_tokens
from petitions.addresses import canonical
from petitions.models import AccessRule, Domain, Petition, Signature

RULES_KEPT = 30  # seconds until a changed rule is heard of by every process
TRACES_KEPT = timedelta(days=2)

Verdict = AccessRule.Verdict
Target = AccessRule.Target


class QuarantineReason(models.TextChoices):
    """Why a signature is held: what stands in `quarantine_reason`, and what staff read."""

    NO_PROOF = "no proof", _("No proof of work")
    ATTACK = "attack mode", _("Attack mode")
    ATTACK_PROVEN = "attack mode, proof given", _("Attack mode, with a proof of work")
    RULE_ADDRESS = "rule: address", _("An access rule for the address")
    RULE_DOMAIN = "rule: domain", _("An access rule for the mail domain")
    RULE_NETWORK = "rule: network", _("An access rule for the network")
    MANY_HOST = "many: host", _("Very many from one network address")
    MANY_PREFIX = "many: prefix", _("Very many from one provider’s network")
    MANY_ADDRESS = "many: address", _("Very many with one e-mail address")
    MANY_DOMAIN = "many: domain", _("Very many from one small mail domain")
    MANY_PETITION = "many: petition", _("Very many on one petition")
    AGAIN = "invalidated before", _("Signed again after it was invalidated")
    RULE_CHANGING = "address rule", _("An address rule is being changed")


_OF_USE = {
    Use.HOST: QuarantineReason.MANY_HOST,
    Use.PREFIX: QuarantineReason.MANY_PREFIX,
    Use.ADDRESS: QuarantineReason.MANY_ADDRESS,
    Use.DOMAIN: QuarantineReason.MANY_DOMAIN,
    Use.PETITION: QuarantineReason.MANY_PETITION,
}


# --- At the form -------------------------------------------------------------------------------------------


class Origin(NamedTuple):
    """Where a request came from: digests that change with the day, and the verdict on its network."""

    host: str
    prefix: str
    verdict: str  # of an access rule; empty for nearly all


def origin(request: HttpRequest) -> Origin | None:
    """None where the address is not known."""
    address = client_address.client_address(request)
    if address is None:
        return None
    host, prefix = client_address.networks(address)
    return Origin(
        daily_digest("host", host),
        daily_digest("prefix", prefix),
        _of_network(address, access_rules().networks),
    )


def screen_form(petition: Petition, *, proven: bool) -> str:
    """Why a signature is held whoever gives it; empty if it is not."""
    if petition.asks_proof and not proven:
        return QuarantineReason.NO_PROOF
    if petition.attack_mode:
        return QuarantineReason.ATTACK_PROVEN if petition.asks_proof else QuarantineReason.ATTACK
    return ""


# --- Access rules ------------------------------------------------------------------------------------------


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


def _of_network(
    address: client_address.Address, rules: dict[tuple[int, int], dict[int, str]]
) -> str:
    """The verdict of the narrowest network that the address is in."""
    lengths = sorted(
        (length for version, length in rules if version == address.version), reverse=True
    )
    for length in lengths:
        number = int(address) >> (address.max_prefixlen - length)
        if verdict := rules[address.version, length].get(number):
            return verdict
    return ""


def _by_rules(address: str, from_network: str) -> tuple[str, str]:
    """The verdict of the access rules and the reason to hold; a rule for the address itself decides, then
    one that holds before one that lets through."""
    rules = access_rules()
    for each in address_digests(address, canonical.rules()):
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


# --- In the worker -----------------------------------------------------------------------------------------


def screen(address: str, came_from: Origin | None, petition_ids: Iterable[int]) -> dict[int, str]:
    """Why a signature with this address is to be held, by petition; empty where it is not.

    Takes a token from every bucket that it belongs to, so it is called once for a signing, and in no
    transaction: the buckets are shared, and nobody must wait for one.
    """
    ids = list(petition_ids)
    verdict, reason = _by_rules(address, came_from.verdict if came_from else "")
    if verdict == Verdict.HOLD:
        return dict.fromkeys(ids, reason)
    empty = _take(address, came_from, ids)
    if verdict == Verdict.ALLOW:
        return dict.fromkeys(ids, "")
    of_all = next((_OF_USE[use] for use in _OF_USE if use in empty), "")
    return {pk: of_all or (_OF_USE[Use.PETITION] if pk in empty else "") for pk in ids}


def _take(address: str, came_from: Origin | None, petition_ids: list[int]) -> set[Use | int]:
    """The uses, and the petitions, whose bucket was empty."""
    by = canonical.rules()
    wanted = [(Use.ADDRESS, canonical.rule_independent_forms(address, by)[0])]
    if came_from:
        wanted += [(Use.HOST, came_from.host), (Use.PREFIX, came_from.prefix)]
    domain = address.rpartition("@")[2].lower()
    if domain not in by:  # one with a rule of its own is a provider of many
        wanted.append((Use.DOMAIN, domain))
    empty: set[Use | int] = set(take_tokens(wanted))
    empty |= {pk for pk in petition_ids if take_tokens([(Use.PETITION, str(pk))])}
    return empty


def record(
    signatures: list[Signature], address: str, came_from: Origin | None, holds: dict[int, str]
) -> None:
    """Keep what was judged of these, whose rows are locked and which nobody has confirmed."""
    for signature in signatures:
        reason = holds.get(signature.petition_id, "")
        if reason and not signature.quarantine_reason:
            signature.quarantine_reason = reason
            signature.save(update_fields=["quarantine_reason"])
    name = address.rpartition("@")[2].lower()
    Domain.objects.bulk_create(
        (
            Domain(petition_id=each.petition_id, digest=bytes(each.domain_digest), name=name)
            for each in signatures
            if each.domain_digest
        ),
        ignore_conflicts=True,
    )
    if came_from:
        with connection.cursor() as cursor:
            cursor.executemany(
                _TRACE,
                [
                    (each.pk, each.petition_id, *map(bytes.fromhex, came_from[:2]))
                    for each in signatures
                ],
            )


_TRACE = """
INSERT INTO petitions_trace (signature_id, petition_id, host, prefix, made_at)
VALUES (%s, %s, %s, %s, statement_timestamp())
ON CONFLICT (signature_id) DO UPDATE SET
    host = EXCLUDED.host, prefix = EXCLUDED.prefix, made_at = EXCLUDED.made_at
"""


# --- Forgetting --------------------------------------------------------------------------------------------

_FORGET_DOMAINS = """
DELETE FROM petitions_domain AS domain WHERE NOT EXISTS (
    SELECT FROM petitions_signature AS signature
    WHERE signature.petition_id = domain.petition_id AND signature.domain_digest = domain.digest
)
"""


def erase_old_traces() -> None:
    """Erase the traces of two days ago, and the names of domains that nobody signs with any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM petitions_trace WHERE made_at < %s", [timezone.now() - TRACES_KEPT]
        )
        cursor.execute(_FORGET_DOMAINS)
