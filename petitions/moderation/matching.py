"""Which signatures staff mean: by name, domain, network, and why they are held.

One reading of what they type for the search, the review, the export and the invalidation. A domain is
compared by its digest, which differs from petition to petition; no address is looked at.
"""

import re
from collections.abc import Iterable

import idna
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from campaign.privacy.encryption import digest
from petitions.addresses import canonical
from petitions.models import Domain, Invalidation, Petition, Signature, Trace

ANY = "*"
DOMAINS_KEPT = 30  # seconds
LABEL = 8  # hexadecimal digits of a network's digest: enough to tell the networks of one day apart
_LABEL = re.compile(r"[0-9a-f]{6,32}")

State = Signature.State
STANDING = (State.PENDING, State.CONFIRMED, State.QUARANTINED)  # what can be invalidated


def matching(invalidation: Invalidation) -> QuerySet[Signature]:
    """Those that an invalidation means, and that none has taken yet."""
    petition = invalidation.petition_id
    found = Signature.objects.filter(
        petition=petition, state__in=[State.CONFIRMED, State.QUARANTINED]
    )
    if invalidation.covers_pending:
        found = Signature.objects.filter(petition=petition, state__in=STANDING)
    if invalidation.name_contains:
        found = found.filter(name__icontains=invalidation.name_contains)
    if invalidation.domain:
        found = found.filter(of_domain(invalidation.domain, [petition]))
    if invalidation.country:
        found = found.filter(country=invalidation.country)
    if invalidation.signed_from:
        found = found.filter(signed_at__gte=invalidation.signed_from)
    if invalidation.signed_until:
        found = found.filter(signed_at__lt=invalidation.signed_until)
    if invalidation.quarantine_reason:
        found = found.filter(quarantined_for(invalidation.quarantine_reason))
    if invalidation.network:
        found = found.filter(of_network(invalidation.network, [petition]))
    return found


def has_conditions(invalidation: Invalidation) -> bool:
    """Whether it says which: without any it would mean every signature of its petition."""
    return any(
        (
            invalidation.name_contains, invalidation.domain, invalidation.country,
            invalidation.signed_from, invalidation.signed_until, invalidation.quarantine_reason,
            invalidation.network,
        )
    )  # fmt: skip


def quarantined_for(reason: str = ANY) -> Q:
    """The condition of the index of those that are held, or will be once they are confirmed."""
    return (
        ~Q(quarantine_reason="")
        if reason == ANY
        else ~Q(quarantine_reason="") & Q(quarantine_reason=reason)
    )


def of_domain(pattern: str, petitions: Iterable[int] | None = None) -> Q:
    """`pattern` comes from `clean_domain`. petitions: of these alone; of all, if none are given."""
    if petitions is None:
        petitions = Petition.objects.values_list("pk", flat=True)
    ids = list(petitions)
    if pattern.startswith("*."):
        digests = _digests_below(pattern[1:], ids)
    else:
        digests = [canonical.domain_digest(pk, pattern) for pk in ids]
    return Q(petition__in=ids, domain_digest__in=digests)


def _digests_below(ending: str, petitions: list[int]) -> list[bytes]:
    """Of the domains that somebody signed from; kept for a while, for each name has to be decrypted."""
    key = "domains-" + digest("domains-below", ending, *map(str, petitions)).hex()
    kept: list[bytes] | None = cache.get(key)
    if kept is None:
        known = Domain.objects.filter(petition__in=petitions).values_list("digest", "name")
        kept = [bytes(found) for found, name in known.iterator() if name.endswith(ending)]
        cache.set(key, kept, DOMAINS_KEPT)
    return kept


def clean_domain(typed: str) -> str:
    """example.org or *.example.org (all below it), as it is compared. Raises ValidationError."""
    below, domain = "", typed.strip().lower().removeprefix("@")
    if domain.startswith("*."):
        below, domain = "*.", domain[2:]
    try:
        domain = idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        domain = ""
    if "." not in domain:
        raise ValidationError(_("Write a domain like this: example.org or *.example.org."))
    return below + domain


def of_network(label: str, petitions: Iterable[int] | None = None) -> Q:
    """`label` comes from `clean_network`: the digest of a network of today or yesterday, or its beginning."""
    if petitions is None:
        petitions = Petition.objects.values_list("pk", flat=True)
    first = bytes.fromhex(label.ljust(32, "0"))
    last = bytes.fromhex(label.ljust(32, "f"))
    traces = Trace.objects.filter(petition__in=list(petitions), prefix__range=(first, last))
    return Q(pk__in=traces.values("signature"))


def clean_network(typed: str) -> str:
    """Raises ValidationError for what is no label."""
    label = typed.strip().lower()
    if not _LABEL.fullmatch(label):
        raise ValidationError(_("Write the label of a network as the petition’s desk shows it."))
    return label
