"""Which signatures are held for review, without a word to the signer.

The form only works out where a signature comes from, as two digests. It is the worker who judges, before
the mail goes out, so before the signature can be confirmed: nobody waits for a limit, and the answers of
the form tell nothing of it. Whoever is held gets the same pages and the same mail.
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
from petitions.addresses import canonical
from petitions.models import AccessRule, Domain, Petition, QuarantineReason, Signature
from petitions.moderation import access_rules

RULES_KEPT = 30  # seconds until a changed rule is heard of by every process
TRACES_KEPT = timedelta(days=2)

Verdict = AccessRule.Verdict
Target = AccessRule.Target


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
        access_rules.network_verdict(address, access_rules.access_rules().networks),
    )


def screen_form(petition: Petition, *, proven: bool) -> str:
    """Why a signature is held whoever gives it; empty if it is not."""
    if petition.asks_proof and not proven:
        return QuarantineReason.NO_PROOF
    if petition.attack_mode:
        return QuarantineReason.ATTACK_PROVEN if petition.asks_proof else QuarantineReason.ATTACK
    return ""


# --- Access rules ------------------------------------------------------------------------------------------


# --- In the worker -----------------------------------------------------------------------------------------


def screen(address: str, came_from: Origin | None, petition_ids: Iterable[int]) -> dict[int, str]:
    """Why a signature with this address is to be held, by petition; empty where it is not.

    Takes a token from every bucket that it belongs to, so it is called once for a signing, and in no
    transaction: the buckets are shared, and nobody must wait for one.
    """
    ids = list(petition_ids)
    verdict, reason = access_rules.decide(address, came_from.verdict if came_from else "")
    if verdict == Verdict.HOLD:
        return dict.fromkeys(ids, reason)
    empty = _take(address, came_from, ids)
    if verdict == Verdict.ALLOW:
        return dict.fromkeys(ids, "")
    of_all = next((_OF_USE[use] for use in _OF_USE if use in empty), "")
    return {pk: of_all or (_OF_USE[Use.PETITION] if pk in empty else "") for pk in ids}


def _take(address: str, came_from: Origin | None, petition_ids: list[int]) -> set[Use | int]:
    """The uses, and the petitions, whose bucket was empty."""
    by = canonical.current_rules()
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
