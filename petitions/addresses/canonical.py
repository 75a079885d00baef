"""Email addresses: which are accepted, and which of them are one mailbox.

Emails always go to the address as it was typed. The forms below only serve to recognise it:

- Canonical form: one spelling for all spellings of a mailbox. Case, `+tag`, dots and alias domains are
  normalised as its provider does, by the rules in force. A person counts once per canonical form and petition.
- Canonical forms: by the rules in force, then by every set of rules that was in force before. A signature
  keeps the digest that it was given, so these find it again after staff have edited a rule.
- Mailbox forms: by the rules in force and those before, over all petitions. They tell apart what the provider
  tells apart. Otherwise whoever has `a.b@` could take the emails and links of `ab@`.
- Form for access rules: without tag and dots, whatever the rules say about them.

The database stores none of them. It stores keyed digests: of a canonical form on one petition
(`signature_digest`), and of a mailbox over all petitions (`mailbox_digest`).
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from campaign.privacy.encryption import digest
from campaign.run.in_process import InProcess
from campaign.text import clean
from petitions.models import AddressRule, Petition, RuleChange, Signature
from petitions.models.signature import Key, signatures_by_key

MAX_LENGTH = 254  # RFC 5321's limit for a path, less the angle brackets
MAX_LOCAL_LENGTH = 64
RECENT_SECONDS = 30
# Phone companies in Japan that let their customers choose `a..b` and `.a-`, until 2009 or later.
ODD_DOTS = {
    "docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "i.softbank.jp", "disney.ne.jp", "willcom.com",
    "pdx.ne.jp", "emnet.ne.jp", "ymobile.ne.jp", *(f"{area}.vodafone.ne.jp" for area in "cdhknqrst"),
}  # fmt: skip


class Rule(NamedTuple):
    """How the mail provider of a domain reads the part before the @."""

    ignores_dots: bool = False
    ignores_tags: bool = False
    alias_of: str = ""


type Rules = dict[str, Rule]  # by domain, "*.domain" or "*"


@dataclass(frozen=True, slots=True)
class RuleHistory:
    """The rules in force, and the distinct sets of rules that were in force before, the newest first.

    aliases: by canonical domain, the domains with a rule that have its mailboxes by the rules in force.
    last_edit: id and time of the edit that led to the rules in force; None if staff have edited none.
    """

    now: Rules
    before: tuple[Rules, ...]
    aliases: Mapping[str, list[str]]
    last_edit: tuple[int, datetime] | None


def clean_address(typed: str) -> str:
    """The address that emails will go to. Raises ValidationError if it is not an address.

    The domain comes out as ASCII (IDNA), so that letters that only look like Latin ones cannot pass
    for a known provider. The local part must be ASCII, because nearly every server still requires it.
    """
    invalid = ValidationError(
        _("Enter an email address in full, like name@example.org."), code="invalid"
    )
    # Full-width letters come from Chinese and Japanese keyboards, spaces and invisible marks from copying.
    text = (
        typed
        if typed.isascii()
        else unicodedata.normalize("NFKC", clean.trim(clean.without_meaningless_marks(typed)))
    )
    local, _at, domain = text.strip().rpartition("@")
    if "@" not in typed or len(local) > MAX_LOCAL_LENGTH or not local.isascii() or '"' in local:
        raise invalid
    try:
        domain = _ascii_domain(domain.lower())
    except (idna.IDNAError, UnicodeError):
        raise invalid from None
    address = f"{local}@{domain}"
    # A domain that ends in a number is an IP address. A domain without a dot is in our own network.
    if len(address) > MAX_LENGTH or "." not in domain or domain.rpartition(".")[2].isdigit():
        raise invalid
    # Django's validator knows no dots at the edges or in a row. Phone companies in Japan gave out such addresses.
    has_odd_dots = domain in ODD_DOTS and local.strip(".")
    try:
        validate_email(f"{local.replace('.', '')}@{domain}" if has_odd_dots else address)
    except ValidationError:
        raise invalid from None
    return address


def quoted(address: str) -> str:
    """The address as an email's headers spell it: `"a..b"@docomo.ne.jp`. Without quotes that is no address."""
    local, _at, domain = address.rpartition("@")
    return f'"{local}"@{domain}' if "" in local.split(".") else address


@lru_cache(maxsize=4096)  # most signers are with a few providers
def _ascii_domain(domain: str) -> str:
    """Raises IDNAError or UnicodeError if no domain is called so."""
    return idna.encode(domain, uts46=True).decode("ascii")


# --- Rules -------------------------------------------------------------------------------------------------


_loaded: RuleHistory | None = None  # of this process


def current_rules() -> Rules:
    """The address rules in force, by domain."""
    return rule_history().now


def recent_history() -> RuleHistory:
    """As it was RECENT_SECONDS ago at the latest, without a query: for what hundreds do in a second.

    A form may write the intake's digests by rules that staff have just edited. `canonical_forms` knows those as well, so
    the row is found by its address. The worker reads the rules again before it makes a signature of it.
    """
    return _recent.get()


def rule_history() -> RuleHistory:
    """As of this statement. One small query tells whether what this process has loaded still holds."""
    global _loaded
    edits = RuleChange.objects.order_by("-pk")
    last_edit = edits.values_list("pk", "changed_at").first()
    # The edit is asked for before the rules are read. So rules that are newer than it are loaded once more.
    if _loaded is None or _loaded.last_edit != last_edit:
        _loaded = _load(last_edit)
    return _loaded


def _load(last_edit: tuple[int, datetime] | None) -> RuleHistory:
    now = rules = {
        rule.domain.lower(): Rule(rule.ignores_dots, rule.ignores_tags, rule.alias_of.lower())
        for rule in AddressRule.objects.all()
    }
    before: list[Rules] = []
    for edit in RuleChange.objects.order_by("-pk"):
        rules = with_rule(rules, edit.domain, stored_rule(edit.was))
        if rules not in (now, *before):
            before.append(rules)
    aliases: dict[str, list[str]] = defaultdict(list)
    for domain in sorted(each for each in now if "*" not in each):
        aliases[canonical_domain(domain, now)].append(domain)
    return RuleHistory(now, tuple(before), dict(aliases), last_edit)


_recent = InProcess(rule_history, RECENT_SECONDS)


def stored_rule(stored: tuple[bool, bool, str] | None) -> Rule | None:
    """A rule as the JSON columns of RuleChange store it; None where there is no rule."""
    return None if stored is None else Rule(*stored)


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
    return next((rules[name] for name in (*names_of(domain), "*") if name in rules), None)


def names_of(domain: str) -> Iterator[str]:
    """The domain itself, and all parent domains as a rule names them (`*.edu.example`), the nearest first."""
    yield domain
    labels = domain.split(".")
    yield from ("*." + ".".join(labels[depth:]) for depth in range(1, len(labels)))


# --- Forms of an address -----------------------------------------------------------------------------------


def canonicalise(address: str, rules: Rules) -> str:
    """One spelling for all spellings of a mailbox. `address` comes from `clean_address`."""
    local, _at, domain = address.lower().rpartition("@")
    at, rule = mailbox_rule(domain, rules)
    return f"{_normalised_local(local, rule.ignores_tags, rule.ignores_dots)}@{at}"


def canonical_forms(address: str, history: RuleHistory | None = None) -> list[str]:
    """Its canonical form by the rules in force, then those by the rules before; each of them once."""
    history = history or rule_history()
    sets = (history.now, *history.before)
    return list(dict.fromkeys(canonicalise(address, rules) for rules in sets))


def rule_independent_forms(address: str, rules: Rules) -> tuple[str, ...]:
    """The address without tag and dots: at its canonical domain, then at its own domain if that differs.

    For access rules, which must hold whatever staff change in the rules. No rule for tags or dots changes these forms.
    When a rule makes a domain an alias, the form at its own name still matches.
    """
    local, _at, domain = address.lower().rpartition("@")
    local = _normalised_local(local, without_tag=True, without_dots=True)
    return tuple(
        dict.fromkeys(f"{local}@{each}" for each in (canonical_domain(domain, rules), domain))
    )


def mailbox_forms(address: str, history: RuleHistory) -> list[str]:
    """The forms by which a mailbox is known over all petitions.

    First the form by the rules in force, at its canonical domain and at every alias of that, then those by the rules
    before. Each form names how it was read: with tags, with dots. Aliases written with a `*` are not among them.
    """
    local, _at, domain = address.lower().rpartition("@")
    at, rule = mailbox_rule(domain, history.now)
    forms = [_read_by(rule, local, each) for each in (at, domain, *history.aliases.get(at, ()))]
    for rules in history.before:
        at, rule = mailbox_rule(domain, rules)
        forms.append(_read_by(rule, local, at))
    return list(dict.fromkeys(forms))


def mailbox_forms_by_any_rule(address: str, history: RuleHistory) -> list[str]:
    """Its mailbox forms, and those that it would have if its provider read tags and dots in another way.

    What is stored under all of these is found again whichever rule is added, changed or removed.
    """
    local, _at, domain = address.lower().rpartition("@")
    at = canonical_domain(domain, history.now)
    forms = [
        _read_by(Rule(ignores_dots, ignores_tags), local, each)
        for each in (at, domain, *history.aliases.get(at, ()))
        for ignores_dots in (False, True)
        for ignores_tags in (False, True)
    ]
    return list(dict.fromkeys((*mailbox_forms(address, history), *forms)))


def _read_by(rule: Rule, local: str, domain: str) -> str:
    read = _normalised_local(local, rule.ignores_tags, rule.ignores_dots)
    return f"{rule.ignores_tags:d}{rule.ignores_dots:d} {read}@{domain}"


def _normalised_local(local: str, without_tag: bool, without_dots: bool) -> str:
    if without_tag:
        local = local.split("+", 1)[0] or local
    if without_dots:
        local = local.replace(".", "") or local
    return local


# --- Digests -----------------------------------------------------------------------------------------------


def signature_digest(petition_id: int, mailbox: str) -> bytes:
    """The digest of a canonical address on one petition.

    It is one keyed digest of both. So no one can match the signatures of two petitions, and no part of it is
    the same for two addresses that share their domain or the part before the @.
    """
    return digest("signature", str(petition_id), mailbox)


def intake_digest(email_digest: bytes) -> bytes:
    """By this an erasure, or an approval, finds the rows of the intake that are about the signature with this digest.

    It is not the signature's own digest. Otherwise someone could sign with another person's address, and see in a
    stolen dump which signature the row that waits is about.
    """
    return digest("intake", email_digest.hex())


def mailbox_digest(form: str) -> bytes:
    """The digest of a mailbox form. No signature stores it."""
    return digest("mailbox", form)


# --- Signatures by address ---------------------------------------------------------------------------------


def signatures_by_address(address: str) -> QuerySet[Signature]:
    """All signatures of its mailbox on all petitions, whichever rules were in force when they were given."""
    return signatures_by_key(keys_of(address))


def keys_of(address: str) -> list[Key]:
    """A petition's id and a digest for each way in which this address may have signed, on all petitions."""
    forms = canonical_forms(address)
    petitions = Petition.objects.order_by().values_list("pk", flat=True)
    return [(pk, signature_digest(pk, form)) for pk in petitions for form in forms]
