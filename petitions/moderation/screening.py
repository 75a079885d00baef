"""Screening: decides which signatures are quarantined for review. The signer does not learn of it.

The form only records where a signature comes from, as two digests. The worker screens it before the email
goes out, so before the signature can be confirmed. So no signer waits for a limit, and the form's answers
reveal nothing. A quarantined signer sees the same pages and gets the same email as everyone else.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import NamedTuple

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from campaign.web import client_address
from campaign.web.models import Use
from campaign.web.rate_limits import daily_digest, take_tokens
from petitions import periods
from petitions.addresses import canonical, domains
from petitions.models import AccessRule, Domain, Petition, QuarantineReason, Signature
from petitions.moderation import access_rules

Verdict = AccessRule.Verdict

_REASON_BY_USE = {
    Use.HOST: QuarantineReason.MANY_HOST,
    Use.PREFIX: QuarantineReason.MANY_PREFIX,
    Use.ADDRESS: QuarantineReason.MANY_ADDRESS,
    Use.DOMAIN: QuarantineReason.MANY_DOMAIN,
    Use.PETITION: QuarantineReason.MANY_PETITION,
}


# --- At the form -------------------------------------------------------------------------------------------


class Origin(NamedTuple):
    """Where a request came from: digests that change every day, and the verdict on its network."""

    host: str
    prefix: str
    verdict: str  # of an access rule; nearly always empty


def origin(request: HttpRequest) -> Origin | None:
    """The origin of a request; None if its IP address is unknown."""
    address = client_address.client_address(request)
    if address is None:
        return None
    host, prefix = client_address.networks(address)
    return Origin(
        daily_digest("host", host),
        daily_digest("prefix", prefix),
        access_rules.network_verdict(address, access_rules.access_rules().networks),
    )


def screen_form(petition: Petition, *, proven: bool) -> str:
    """The reason to quarantine any signature from this form; empty if there is none."""
    if petition.asks_proof and not proven:
        return QuarantineReason.NO_PROOF
    if petition.attack_mode:
        return QuarantineReason.ATTACK_PROVEN if petition.asks_proof else QuarantineReason.ATTACK
    return ""


# --- In the worker -----------------------------------------------------------------------------------------


MAIL_WAIT = timedelta(hours=1)


class Screened(NamedTuple):
    reasons: dict[int, str]
    mail_waits: bool


def screen_all(signings, petitions):
    found = []
    for given, ids in signings:
        reasons = screen(given.address, given.came_from, ids)
        found.append(
            Screened(
                {pk: screen_form(petitions[pk], proven=given.proven) or reasons[pk] for pk in ids},
                False,
            )
        )
    return found


def release(signings):
    return list(signings)


def save_traces(rows):
    """Enter the network and domain. rows: signature id, petition id, address and origin of each."""
    made = []
    names = {}
    for pk, petition_id, address, came_from in rows:
        name = domains.registrable_domain(domains.address_domain(address))
        domain = bytes.fromhex(daily_digest("domain", name))
        names[domain] = name
        host, prefix = map(bytes.fromhex, came_from[:2]) if came_from else (None, None)
        made.append((pk, petition_id, host, prefix, domain))
    Domain.objects.bulk_create(
        [Domain(digest=d, name=n) for d, n in names.items()], ignore_conflicts=True
    )
    with connection.cursor() as cursor:
        cursor.executemany(_TRACE, made)


def screen(address: str, came_from: Origin | None, petition_ids: Iterable[int]) -> dict[int, str]:
    """The reason to quarantine this address's signature, by petition; empty if there is none.

    Takes a token from every rate limit that applies. So call it once for each signing, and outside any
    transaction: the buckets are shared rows, and a transaction would make other signers wait.
    """
    ids = list(petition_ids)
    verdict, reason = access_rules.find_verdict(address, came_from.verdict if came_from else "")
    if verdict == Verdict.QUARANTINE:
        return dict.fromkeys(ids, reason)
    exceeded = _exceeded_limits(address, came_from, ids)
    if verdict == Verdict.ALLOW:
        return dict.fromkeys(ids, "")
    common = next((_REASON_BY_USE[use] for use in _REASON_BY_USE if use in exceeded), "")
    return {pk: common or (_REASON_BY_USE[Use.PETITION] if pk in exceeded else "") for pk in ids}


def _exceeded_limits(
    address: str, came_from: Origin | None, petition_ids: list[int]
) -> set[Use | int]:
    """Take a token from each bucket. Returns the uses, and the ids of petitions, whose bucket was empty."""
    address_rules = canonical.current_rules()
    wanted = [(Use.ADDRESS, canonical.rule_independent_forms(address, address_rules)[0])]
    if came_from:
        wanted += [(Use.HOST, came_from.host), (Use.PREFIX, came_from.prefix)]
    domain = domains.address_domain(address)
    if not domains.is_known_provider(domain, address_rules):
        wanted.append((Use.DOMAIN, domains.registrable_domain(domain)))
    exceeded: set[Use | int] = set(take_tokens(wanted))
    exceeded |= {pk for pk in petition_ids if take_tokens([(Use.PETITION, str(pk))])}
    return exceeded


def save_results(
    signatures: list[Signature], address: str, came_from: Origin | None, reasons: dict[int, str]
) -> None:
    """Save what `screen` found for these signatures. Their rows are locked, and none is confirmed."""
    for signature in signatures:
        reason = reasons.get(signature.petition_id, "")
        if reason and not signature.quarantine_reason:
            signature.quarantine_reason = reason
            signature.save(update_fields=["quarantine_reason"])
    name = domains.registrable_domain(domains.address_domain(address))
    domain = bytes.fromhex(daily_digest("domain", name))
    Domain.objects.bulk_create([Domain(digest=domain, name=name)], ignore_conflicts=True)
    network = map(bytes.fromhex, came_from[:2]) if came_from else (None, None)
    host, prefix = network
    with connection.cursor() as cursor:
        cursor.executemany(
            _TRACE, [(each.pk, each.petition_id, host, prefix, domain) for each in signatures]
        )


_TRACE = """
INSERT INTO petitions_trace (signature_id, petition_id, host, prefix, domain, made_at)
VALUES (%s, %s, %s, %s, %s, statement_timestamp())
ON CONFLICT (signature_id) DO UPDATE SET
    host = EXCLUDED.host, prefix = EXCLUDED.prefix, domain = EXCLUDED.domain,
    made_at = EXCLUDED.made_at
"""


# --- Retention ---------------------------------------------------------------------------------------------


def erase_expired_traces() -> None:
    """Erase traces older than periods.NETWORK, and the names of domains that no trace has any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM petitions_trace WHERE made_at < %s", [timezone.now() - periods.NETWORK]
        )
        cursor.execute(
            """
            DELETE FROM petitions_domain AS domain
            WHERE NOT EXISTS (SELECT FROM petitions_trace WHERE domain = digest)
            """
        )
