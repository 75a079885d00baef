"""Email addresses: which are accepted, and which of them are one mailbox.

Emails always go to the address as it was typed. The forms below only serve to recognise it:

- Canonical form: one spelling for all spellings of a mailbox, by the rules in force. Case, `+tag`, dots and
  alias domains are normalised as its provider does. A person counts once per canonical form and petition.
- Rule-independent forms: without tag and dots, whatever the rules say about them. They find an address again
  after staff have changed a rule.
- Alias group: the rule-independent form at each domain that is an alias of the same canonical domain.

The database stores none of them. It stores keyed digests: of the canonical form (`signature_digest`), of
parts of the address (`AddressDigests`), and of a mailbox over all petitions (`mailbox_digest`).
"""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple, Self

import idna
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from campaign.privacy.encryption import digest
from petitions.models import AddressRule, Petition, RuleChange, Signature

MAX_LENGTH = 254  # RFC 5321's limit for a path, less the angle brackets
MAX_LOCAL_LENGTH = 64
CACHE_SECONDS = 30  # the cache key names the last change, so a change by staff takes effect at once


class Rule(NamedTuple):
    """How the mail provider of a domain reads the part before the @."""

    ignores_dots: bool = False
    ignores_tags: bool = False
    alias_of: str = ""


type Rules = dict[str, Rule]  # by domain, "*.domain" or "*"


class RulesInForce(NamedTuple):
    """The rules in force, and the id of the change that led to them (0: none).

    before: the rules before that change, while it is being applied; else None. Signatures given earlier may
    still have their digest by these rules.
    """

    rules: Rules
    change: int
    before: Rules | None = None


def clean_address(typed: str) -> str:
    """The address that emails will go to. Raises ValidationError if it is not an address.

    The domain comes out as ASCII (IDNA), so that letters that only look like Latin ones cannot pass
    for a known provider. The local part must be ASCII, because nearly every server still requires it.
    """
    invalid = ValidationError(
        _("Enter an email address in full, like name@example.org."), code="invalid"
    )
    # Full-width letters come from Chinese and Japanese keyboards, the space from copying.
    local, _at, domain = unicodedata.normalize("NFKC", typed).strip().rpartition("@")
    if "@" not in typed or len(local) > MAX_LOCAL_LENGTH or not local.isascii() or '"' in local:
        raise invalid
    try:
        domain = idna.encode(domain.lower(), uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise invalid from None
    address = f"{local}@{domain}"
    # A domain that ends in a number is an IP address. A domain without a dot is in our own network.
    if len(address) > MAX_LENGTH or "." not in domain or domain.rpartition(".")[2].isdigit():
        raise invalid
    try:
        validate_email(address)
    except ValidationError:
        raise invalid from None
    return address


# --- Rules -------------------------------------------------------------------------------------------------


def current_rules() -> Rules:
    """The address rules in force, by domain."""
    return rules_in_force().rules


def rules_in_force() -> RulesInForce:
    """As of this statement: one small query tells whether the cached rules of this process still hold."""
    begun = RuleChange.objects.filter(begun_at__isnull=False)
    last = begun.only("domain", "was", "state").order_by("-pk").first()
    is_under_way = last is not None and last.state == RuleChange.State.APPLYING
    key = f"address-rules-{last.pk if last else 0}-{is_under_way}"
    cached: RulesInForce | None = cache.get(key)
    if cached is None:
        now = {
            rule.domain.lower(): Rule(rule.ignores_dots, rule.ignores_tags, rule.alias_of.lower())
            for rule in AddressRule.objects.all()
        }
        before = (
            with_rule(now, last.domain, stored_rule(last.was)) if last and is_under_way else None
        )
        cached = RulesInForce(now, last.pk if last else 0, before)
        cache.set(key, cached, CACHE_SECONDS)
    return cached


def stored_rule(stored: tuple[bool, bool, str] | None) -> Rule | None:
    """A rule as the JSON columns of RuleChange store it; None where there is no rule."""
    return None if stored is None else Rule(*stored)


def is_affected_by_change(address: str) -> bool:
    """Whether the rule change that is being applied now changes this address's mailbox."""
    now = rules_in_force()
    domain = address.lower().rpartition("@")[2]
    return now.before is not None and mailbox_rule(domain, now.before) != mailbox_rule(
        domain, now.rules
    )


def mailbox_rule(domain: str, rules: Rules) -> tuple[str, Rule]:
    """The canonical domain of this domain, and how it reads the part before the @."""
    at = canonical_domain(domain, rules)
    return at, rule_for(at, rules)._replace(alias_of="")


def canonical_domain(domain: str, rules: Rules) -> str:
    """The domain at the end of this domain's chain of aliases; the domain itself if the chain is a cycle."""
    found, passed = domain, set[str]()
    while alias := rule_for(found, rules).alias_of:
        if found in passed:
            return domain
        passed.add(found)
        found = alias
    return found


def alias_cycle(rules: Rules) -> list[str]:
    """A cycle of aliases, its first domain repeated at the end; empty if there is none."""
    for rule in rules.values():
        passed, found = list[str](), rule.alias_of
        while found:
            if found in passed:
                return [*passed[passed.index(found) :], found]
            passed.append(found)
            found = rule_for(found, rules).alias_of
    return []


def with_rule(rules: Rules, domain: str, becomes: Rule | None) -> Rules:
    """These rules with the rule of one domain changed, added or (None) removed."""
    others = {each: rule for each, rule in rules.items() if each != domain}
    return others if becomes is None else others | {domain: becomes}


def rule_for(domain: str, rules: Rules) -> Rule:
    return closest_match(domain, rules) or Rule()


def closest_match[T](domain: str, rules: Mapping[str, T]) -> T | None:
    """The entry of the domain itself, else of the nearest parent domain (`*.edu.example`), else of `*`."""
    labels = domain.split(".")
    parents = ("*." + ".".join(labels[depth:]) for depth in range(1, len(labels)))
    return next((rules[name] for name in (domain, *parents, "*") if name in rules), None)


# --- Forms of an address -----------------------------------------------------------------------------------


def canonicalise(address: str, rules: Rules) -> str:
    """One spelling for all spellings of a mailbox. `address` comes from `clean_address`."""
    local, _at, domain = address.lower().rpartition("@")
    at, rule = mailbox_rule(domain, rules)
    return f"{_normalised_local(local, rule.ignores_tags, rule.ignores_dots)}@{at}"


def canonical_forms(address: str, now: RulesInForce | None = None) -> list[str]:
    """Its canonical form by the rules in force and, while a change is being applied, by those before."""
    now = now or rules_in_force()
    versions = [now.rules] if now.before is None else [now.rules, now.before]
    return list(dict.fromkeys(canonicalise(address, rules) for rules in versions))


def rule_independent_forms(address: str, rules: Rules) -> tuple[str, ...]:
    """The address without tag and dots: at its canonical domain, then at its own domain if that differs.

    For lookups that must find an address again after any change of the rules. No rule for tags or dots
    changes these forms. When a rule joins two domains, the form at the old domain still matches.
    """
    local, _at, domain = address.lower().rpartition("@")
    local = _normalised_local(local, without_tag=True, without_dots=True)
    return tuple(
        dict.fromkeys(f"{local}@{each}" for each in (canonical_domain(domain, rules), domain))
    )


def alias_group(mailbox: str, rules: Rules) -> tuple[str, ...]:
    """The rule-independent form at its canonical domain first, then at every alias of that domain.

    What is stored under all of these is found again whichever rule is added, changed or removed. Only
    aliases that are written with a `*` are not among them.
    """
    own, *_other = reversed(rule_independent_forms(mailbox, rules))
    local, _at, domain = own.rpartition("@")
    at = canonical_domain(domain, rules)
    domains = [
        at,
        domain,
        *sorted(each for each in rules if "*" not in each and canonical_domain(each, rules) == at),
    ]
    return tuple(dict.fromkeys(f"{local}@{each}" for each in domains))


def _normalised_local(local: str, without_tag: bool, without_dots: bool) -> str:
    if without_tag:
        local = local.split("+", 1)[0] or local
    if without_dots:
        local = local.replace(".", "") or local
    return local


# --- Digests -----------------------------------------------------------------------------------------------

PART_LENGTH = 12  # bytes: 96 bits tell a hundred million mailboxes apart, 2 ** 42 times over


class AddressDigests(NamedTuple):
    """What is stored in place of an address: enough to apply other rules to it later.

    local_digests: four digests of PART_LENGTH bytes, one after the other: of the part before the @ as it
    is, without its tag, without dots, without both.

    All digests are keyed and differ from petition to petition. So no one can match the signers of two
    petitions, and a stolen dump cannot be tested against an address. A signature's digest is made from one
    local digest and one domain digest.
    """

    local_digests: bytes
    domain_digest: bytes

    @classmethod
    def from_address(cls, petition_id: int, address: str) -> Self:
        local, _at, domain = address.lower().rpartition("@")
        return cls(
            b"".join(
                _local_digest(petition_id, _normalised_local(local, without_tag, without_dots))
                for without_dots in (False, True)
                for without_tag in (False, True)
            ),
            domain_digest(petition_id, domain),
        )

    def signature_digest(self, canonical_domain_digest: bytes, rule: Rule) -> bytes:
        """What `signature_digest` gives for this address's canonical form under another rule.

        canonical_domain_digest: the digest of the canonical domain of this address's domain.
        rule: the rule of that canonical domain.
        """
        begin = PART_LENGTH * (rule.ignores_tags + 2 * rule.ignores_dots)
        return _signature_digest(
            self.local_digests[begin : begin + PART_LENGTH], canonical_domain_digest
        )


def signature_digest(petition_id: int, mailbox: str) -> bytes:
    """The digest of a canonical address. It differs from petition to petition, so that no one can match
    the signatures of two petitions."""
    local, _at, domain = mailbox.rpartition("@")
    return _signature_digest(_local_digest(petition_id, local), domain_digest(petition_id, domain))


def _signature_digest(local: bytes, domain: bytes) -> bytes:
    return digest("signature", local.hex(), domain.hex())


def _local_digest(petition_id: int, local: str) -> bytes:
    return digest("signature-local", str(petition_id), local)[:PART_LENGTH]


def domain_digest(petition_id: int, domain: str) -> bytes:
    return digest("signature-domain", str(petition_id), domain)[:PART_LENGTH]


def mailbox_digest(mailbox: str) -> bytes:
    """The digest of a mailbox over all petitions. No signature stores it."""
    return digest("mailbox", mailbox)


# --- Signatures by address ---------------------------------------------------------------------------------


def signatures_by_digest(wanted: Iterable[tuple[int, bytes]]) -> QuerySet[Signature]:
    """wanted: pairs of a petition's id and a signature's digest. In the order in which rows are locked."""
    these = Q(pk__in=[])
    for petition_id, email_digest in wanted:
        these |= Q(petition_id=petition_id, email_digest=email_digest)
    return Signature.objects.filter(these).order_by("petition_id", "pk")


def signatures_by_address(address: str) -> QuerySet[Signature]:
    """All signatures of its mailbox on all petitions, including those joined to another signature."""
    petitions = Petition.objects.order_by().values_list("pk", flat=True)
    mailboxes = canonical_forms(address)
    wanted = ((pk, signature_digest(pk, each)) for pk in petitions for each in mailboxes)
    found = list(signatures_by_digest(wanted).values_list("pk", flat=True))
    joined = Signature.objects.filter(joined_to__in=found).values_list("pk", flat=True)
    return Signature.objects.filter(pk__in=[*found, *joined]).order_by("petition_id", "pk")
