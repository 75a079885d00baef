"""E-mail addresses: which are accepted, and which of them are one mailbox.

Mail always goes to the address as it was typed. The canonical form serves for one thing: that a person
counts once, however the address is spelt.
"""

import unicodedata
from typing import NamedTuple

import idna
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from campaign.sealing import digest
from petitions.models import AddressRule

LONGEST = 254  # RFC 5321's limit for a path, less the angle brackets
LONGEST_LOCAL = 64
RULES_KEPT = 30  # seconds until a changed rule is heard of by every process


class Rule(NamedTuple):
    ignores_dots: bool = False
    ignores_tags: bool = False
    alias_of: str = ""


type Rules = dict[str, Rule]


def clean(typed: str) -> str:
    """The address that mail will go to. Raises ValidationError for what is no address.

    The domain comes out as ASCII (IDNA), so that letters that only look like Latin ones cannot pass
    for a known provider; the local part must be ASCII, as nearly every server still wants it.
    """
    wrong = ValidationError(_("This does not look like an e-mail address."), code="invalid")
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
    """The address rules, by domain; heard of within RULES_KEPT seconds."""
    kept: Rules | None = cache.get("address-rules")
    if kept is None:
        kept = {
            rule.domain.lower(): Rule(rule.ignores_dots, rule.ignores_tags, rule.alias_of.lower())
            for rule in AddressRule.objects.all()
        }
        cache.set("address-rules", kept, RULES_KEPT)
    return kept


def canonical(address: str, by: Rules) -> str:
    """One spelling for all the spellings of a mailbox. `address` comes from `clean`."""
    local, _at, domain = address.lower().rpartition("@")
    domain = _home(domain, by)
    rule = by.get(domain) or by.get("*", Rule())
    if rule.ignores_tags:
        local = local.split("+", 1)[0] or local
    if rule.ignores_dots:
        local = local.replace(".", "") or local
    return f"{local}@{domain}"


def _home(domain: str, by: Rules) -> str:
    """The domain this one is an alias of, over any number of steps; a ring of aliases is none."""
    home, passed = domain, set[str]()
    while alias := by.get(home, Rule()).alias_of:
        if home in passed:
            return domain
        passed.add(home)
        home = alias
    return home


def signature_digest(petition_id: int, mailbox: str) -> bytes:
    """Differs from petition to petition, so that nobody can match the signatures of two."""
    return digest("signature", str(petition_id), mailbox)


def mailbox_digest(mailbox: str) -> bytes:
    return digest("mailbox", mailbox)
