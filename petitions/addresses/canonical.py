"""E-mail addresses: which are accepted, and which of them are one mailbox.

Mail always goes to the address as it was typed. The canonical form serves for one thing: that a person
counts once, however the address is spelt.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Self

import idna
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from campaign.privacy.encryption import digest
from petitions.models import AddressRule, Petition, RuleChange, Signature

LONGEST = 254  # RFC 5321's limit for a path, less the angle brackets
LONGEST_LOCAL = 64
RULES_KEPT = 30  # seconds; a change by staff is heard of at once


class Rule(NamedTuple):
    ignores_dots: bool = False
    ignores_tags: bool = False
    alias_of: str = ""


type Rules = dict[str, Rule]


class RulesInForce(NamedTuple):
    """The rules in force, and the change that made them so (0: none did).

    before: while that change is being applied, the rules that a signature given earlier may still be
    known by; else None.
    """

    rules: Rules
    change: int
    before: Rules | None = None


def clean(typed: str) -> str:
    """The address that mail will go to. Raises ValidationError for what is no address.

    The domain comes out as ASCII (IDNA), so that letters that only look like Latin ones cannot pass
    for a known provider; the local part must be ASCII, as nearly every server still wants it.
    """
    wrong = ValidationError(
        _("Enter an email address in full, like name@example.org."), code="invalid"
    )
    # Full-width letters come from Chinese and Japanese keyboards, the space from copying.
    local, _at, domain = unicodedata.normalize("NFKC", typed).strip().rpartition("@")
    if "@" not in typed or len(local) > LONGEST_LOCAL or not local.isascii() or '"' in local:
        raise wrong
    try:
        domain = idna.encode(domain.lower(), uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise wrong from None
    address = f"{local}@{domain}"
    # A number at the end makes it the address of a machine; without a dot it is one of our own network.
    if len(address) > LONGEST or "." not in domain or domain.rpartition(".")[2].isdigit():
        raise wrong
    try:
        validate_email(address)
    except ValidationError:
        raise wrong from None
    return address


def rules() -> Rules:
    """The address rules in force, by domain."""
    return rules_in_force().rules


def rules_in_force() -> RulesInForce:
    """As of this statement: one small query says whether what this process has kept is still so."""
    begun = RuleChange.objects.filter(begun_at__isnull=False)
    last = begun.only("domain", "was", "state").order_by("-pk").first()
    is_under_way = last is not None and last.state == RuleChange.State.APPLYING
    key = f"address-rules-{last.pk if last else 0}-{is_under_way}"
    kept: RulesInForce | None = cache.get(key)
    if kept is None:
        now = {
            rule.domain.lower(): Rule(rule.ignores_dots, rule.ignores_tags, rule.alias_of.lower())
            for rule in AddressRule.objects.all()
        }
        before = (
            with_rule(now, last.domain, stored_rule(last.was)) if last and is_under_way else None
        )
        kept = RulesInForce(now, last.pk if last else 0, before)
        cache.set(key, kept, RULES_KEPT)
    return kept


def stored_rule(stored: list[Any] | None) -> Rule | None:
    """As a change keeps it."""
    return None if stored is None else Rule(*stored)


def is_in_question(address: str) -> bool:
    """Whether by a change that is being applied now this may become, or have been, another mailbox."""
    now = rules_in_force()
    domain = address.lower().rpartition("@")[2]
    return now.before is not None and mailbox_rule(domain, now.before) != mailbox_rule(
        domain, now.rules
    )


def canonical(address: str, by: Rules) -> str:
    """One spelling for all the spellings of a mailbox. `address` comes from `clean`."""
    local, _at, domain = address.lower().rpartition("@")
    at, rule = mailbox_rule(domain, by)
    return f"{_variant(local, rule.ignores_tags, rule.ignores_dots)}@{at}"


def mailbox_rule(domain: str, by: Rules) -> tuple[str, Rule]:
    """The domain that this one's mailboxes are at, and how it reads the part before the @."""
    at = canonical_domain(domain, by)
    return at, rule_for(at, by)._replace(alias_of="")


def canonical_domain(domain: str, by: Rules) -> str:
    """The domain this one is an alias of, over any number of steps; a ring of aliases is none."""
    found, passed = domain, set[str]()
    while alias := rule_for(found, by).alias_of:
        if found in passed:
            return domain
        passed.add(found)
        found = alias
    return found


def alias_cycle(by: Rules) -> list[str]:
    """The domains of a ring of aliases, from one of them round to it again; empty if there is none."""
    for rule in by.values():
        passed, found = list[str](), rule.alias_of
        while found:
            if found in passed:
                return [*passed[passed.index(found) :], found]
            passed.append(found)
            found = rule_for(found, by).alias_of
    return []


def with_rule(by: Rules, domain: str, becomes: Rule | None) -> Rules:
    """These rules with one of them changed, added or (None) taken away."""
    others = {each: rule for each, rule in by.items() if each != domain}
    return others if becomes is None else others | {domain: becomes}


def rule_for(domain: str, by: Rules) -> Rule:
    return closest_match(domain, by) or Rule()


def closest_match[T](domain: str, by: Mapping[str, T]) -> T | None:
    """What stands for the domain itself, else for the nearest domain above it (`*.edu.example`), else
    for all (`*`)."""
    labels = domain.split(".")
    above = ("*." + ".".join(labels[depth:]) for depth in range(1, len(labels)))
    return next((by[name] for name in (domain, *above, "*") if name in by), None)


def rule_independent_forms(address: str, by: Rules) -> tuple[str, ...]:
    """The address without tag and dots, at its home and, if that is another, at its own domain.

    For what must find an address again whatever becomes of the rules: no rule for tags and dots changes
    these, and of two domains that become one the old one is still looked at.
    """
    local, _at, domain = address.lower().rpartition("@")
    local = _variant(local, without_tag=True, without_dots=True)
    return tuple(
        dict.fromkeys(f"{local}@{each}" for each in (canonical_domain(domain, by), domain))
    )


def alias_group(mailbox: str, by: Rules) -> tuple[str, ...]:
    """As `plainest`, at its home first, and then at every domain that is an alias of the same home.

    What is noted under all of these is found again whichever rule is added, changed or taken away; only
    aliases that are written with a `*` are not among them.
    """
    own, *_other = reversed(rule_independent_forms(mailbox, by))
    local, _at, domain = own.rpartition("@")
    at = canonical_domain(domain, by)
    domains = [
        at,
        domain,
        *sorted(each for each in by if "*" not in each and canonical_domain(each, by) == at),
    ]
    return tuple(dict.fromkeys(f"{local}@{each}" for each in domains))


def _variant(local: str, without_tag: bool, without_dots: bool) -> str:
    if without_tag:
        local = local.split("+", 1)[0] or local
    if without_dots:
        local = local.replace(".", "") or local
    return local


# --- Digests -----------------------------------------------------------------------------------------------

PART = 12  # bytes: 96 bits tell a hundred million mailboxes apart, 2 ** 42 times over


class Parts(NamedTuple):
    """What is kept of an address in place of it: enough to apply other rules to it later.

    local_digests: of the part before the @ as it is, without its tag, without dots, without both.
    All of them are keyed, and differ from petition to petition: nobody can match two petitions, and a
    stolen dump answers no question about an address. The digest of a signature is made of two of them.
    """

    local_digests: bytes
    domain_digest: bytes

    @classmethod
    def of(cls, petition_id: int, address: str) -> Self:
        local, _at, domain = address.lower().rpartition("@")
        return cls(
            b"".join(
                _local_digest(petition_id, _variant(local, without_tag, without_dots))
                for without_dots in (False, True)
                for without_tag in (False, True)
            ),
            domain_digest(petition_id, domain),
        )

    def signature_digest(self, home: bytes, rule: Rule) -> bytes:
        """By another rule: what `signature_digest` gives for this address's mailbox under it.

        home: the digest of the domain that this address's domain is an alias of, itself if of none;
        rule: home's.
        """
        begin = PART * (rule.ignores_tags + 2 * rule.ignores_dots)
        return _signature_digest(self.local_digests[begin : begin + PART], home)


def signature_digest(petition_id: int, mailbox: str) -> bytes:
    """Of a canonical address. Differs from petition to petition, so that nobody can match the
    signatures of two."""
    local, _at, domain = mailbox.rpartition("@")
    return _signature_digest(_local_digest(petition_id, local), domain_digest(petition_id, domain))


def _signature_digest(local: bytes, domain: bytes) -> bytes:
    return digest("signature", local.hex(), domain.hex())


def _local_digest(petition_id: int, local: str) -> bytes:
    return digest("signature-local", str(petition_id), local)[:PART]


def domain_digest(petition_id: int, domain: str) -> bytes:
    return digest("signature-domain", str(petition_id), domain)[:PART]


def mailbox_digest(mailbox: str) -> bytes:
    return digest("mailbox", mailbox)


# --- Signatures by digest ----------------------------------------------------------------------------------


def signatures_by_digest(wanted: Iterable[tuple[int, bytes]]) -> QuerySet[Signature]:
    """wanted: a petition's id and a signature's digest, each. In the order in which rows are locked."""
    these = Q(pk__in=[])
    for petition_id, email_digest in wanted:
        these |= Q(petition_id=petition_id, email_digest=email_digest)
    return Signature.objects.filter(these).order_by("petition_id", "pk")


def mailboxes_of(address: str, now: RulesInForce | None = None) -> list[str]:
    """Its mailbox by the rules in force and, while a change is being applied, by those before."""
    now = now or rules_in_force()
    by = [now.rules] if now.before is None else [now.rules, now.before]
    return list(dict.fromkeys(canonical(address, each) for each in by))


def signatures_of(address: str) -> QuerySet[Signature]:
    """All that its mailbox has given, on whatever petition, those that were joined to another as well."""
    petitions = Petition.objects.order_by().values_list("pk", flat=True)
    mailboxes = mailboxes_of(address)
    wanted = ((pk, signature_digest(pk, each)) for pk in petitions for each in mailboxes)
    found = list(signatures_by_digest(wanted).values_list("pk", flat=True))
    joined = Signature.objects.filter(joined_to__in=found).values_list("pk", flat=True)
    return Signature.objects.filter(pk__in=[*found, *joined]).order_by("petition_id", "pk")
