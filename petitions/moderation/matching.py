"""Find signatures by staff's conditions: name, domain, network, quarantine reason and others.

Search, review, export and invalidations share these conditions. A domain or network is compared by the digest in
the signature's trace, so it can be searched for two days. No email address is read.
"""

import re
from collections.abc import Iterable

import idna
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from campaign.web.rate_limits import recent_digests
from petitions.addresses.domains import is_public_suffix, registrable_domain
from petitions.models import Invalidation, Petition, Signature, Trace, Twin

ANY_REASON = "*"
# Hexadecimal digits of a network's digest: enough to distinguish the networks of one day.
NETWORK_LABEL_LENGTH = 8
_NETWORK_LABEL = re.compile(r"[0-9a-f]{6,32}")

State = Signature.State
INVALIDATABLE_STATES = (State.PENDING, State.CONFIRMED, State.QUARANTINED)


def matching_signatures(invalidation: Invalidation) -> QuerySet[Signature]:
    """The signatures that match its conditions and that no invalidation has taken yet.

    Names are encrypted until they are confirmed. So with a condition on the name, this has every unconfirmed
    signature that meets the others, and `has_name` has to read each.
    """
    petition = invalidation.petition_id
    found = Signature.objects.filter(
        petition=petition, state__in=[State.CONFIRMED, State.QUARANTINED]
    )
    if invalidation.covers_pending:
        found = Signature.objects.filter(petition=petition, state__in=INVALIDATABLE_STATES)
    if invalidation.name_contains:
        found = found.filter(
            Q(name__icontains=invalidation.name_contains) | Q(details__isnull=False)
        )
    if invalidation.domain:
        found = found.filter(domain_condition(invalidation.domain, [petition]))
    if invalidation.country:
        found = found.filter(country=invalidation.country)
    if invalidation.signed_from:
        found = found.filter(signed_at__gte=invalidation.signed_from)
    if invalidation.signed_until:
        found = found.filter(signed_at__lt=invalidation.signed_until)
    if invalidation.quarantine_reason:
        found = found.filter(quarantined_for(invalidation.quarantine_reason))
    if invalidation.network:
        found = found.filter(network_condition(invalidation.network, [petition]))
    if invalidation.only_twins:
        found = found.filter(later_twins())
    return found


def later_twins() -> Q:
    """Signatures whose mailbox has an earlier one on the same petition that counts. So one of them always stays."""
    twins = Twin.objects.filter(earlier__state=State.CONFIRMED)
    return Q(pk__in=twins.values("later"))  # no join: the rows that match are locked


def has_name(invalidation: Invalidation, signature: Signature) -> bool:
    """Whether one of `matching_signatures` meets the condition on the name, if there is one."""
    wanted = invalidation.name_contains.casefold()
    is_found_by_sql = signature.confirmed_at is not None
    return is_found_by_sql or wanted in signature.known_details.name.casefold()


def has_conditions(invalidation: Invalidation) -> bool:
    """Whether it has any condition. Without one it would match every signature of its petition."""
    return any(
        (
            invalidation.name_contains, invalidation.domain, invalidation.country,
            invalidation.signed_from, invalidation.signed_until, invalidation.quarantine_reason,
            invalidation.network, invalidation.only_twins,
        )
    )  # fmt: skip


def quarantined_for(reason: str = ANY_REASON) -> Q:
    """Signatures that are quarantined, or will be once confirmed. Matches a partial index's condition."""
    return (
        ~Q(quarantine_reason="")
        if reason == ANY_REASON
        else ~Q(quarantine_reason="") & Q(quarantine_reason=reason)
    )


def domain_condition(domain: str, petitions: Iterable[int] | None = None) -> Q:
    """Signatures of today or yesterday from an email domain. domain: from `clean_registrable_domain`.

    petitions: their ids; None for all.
    """
    return _traced(petitions, domain__in=[*recent_digests("domain", [domain])])


def _traced(petitions: Iterable[int] | None, **condition: object) -> Q:
    if petitions is None:
        petitions = Petition.objects.values_list("pk", flat=True)
    traces = Trace.objects.filter(petition__in=list(petitions), **condition)
    return Q(pk__in=traces.values("signature"))


def clean_domain(typed: str) -> str:
    """Normalise example.org or *.example.org (all domains below it). Raises ValidationError."""
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


def clean_registrable_domain(typed: str) -> str:
    """The registrable domain of what staff typed. Raises ValidationError."""
    domain = clean_domain(typed).removeprefix("*.")
    if is_public_suffix(domain):
        raise ValidationError(
            _("%(domain)s is not one owner’s domain. Name one below it.") % {"domain": domain}
        )
    return registrable_domain(domain)


def network_condition(label: str, petitions: Iterable[int] | None = None) -> Q:
    """Signatures from a network of today or yesterday.

    label: from `clean_network`, the network's digest or its beginning. petitions: their ids; None for all.
    """
    first = bytes.fromhex(label.ljust(32, "0"))
    last = bytes.fromhex(label.ljust(32, "f"))
    return _traced(petitions, prefix__range=(first, last))


def clean_network(typed: str) -> str:
    """Normalise the label of a network. Raises ValidationError."""
    label = typed.strip().lower()
    if not _NETWORK_LABEL.fullmatch(label):
        raise ValidationError(
            _("Write the label of a network as the petition’s dashboard shows it.")
        )
    return label
