"""E-mail addresses: which are accepted, and which of them are one mailbox.

Mail always goes to the address as it was typed. The canonical form serves for one thing: that a person
counts once, however the address is spelt.
"""

import unicodedata

import idna
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from campaign.sealing import digest
from petitions.models import AddressRule

LONGEST = 254  # RFC 5321's limit for a path, less the angle brackets
RULES_KEPT = 30  # seconds until a changed rule is heard of by every process

type Rules = dict[str, tuple[bool, bool, str]]


def clean(typed: str) -> str:
    """The address that mail will go to. Raises ValidationError for what is no address.

    The domain comes out as ASCII (IDNA), so that letters that only look like Latin ones cannot pass
    for a known provider; the local part must be ASCII, as nearly every server still wants it.
    """
    # Full-width letters come from Chinese and Japanese keyboards, the space from copying.
    text = unicodedata.normalize("NFKC", typed.strip()).strip()
    wrong = ValidationError(_("This does not look like an e-mail address."), code="invalid")
    if "@" not in typed or len(text) > LONGEST:
        raise wrong
    local, _at, domain = text.rpartition("@")
    if not local.isascii():
        raise wrong
    try:
        domain = idna.encode(domain.lower(), uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        raise wrong from None
    if "." not in domain or '"' in local or domain.startswith("["):
        raise wrong
    address = f"{local}@{domain}"
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
            rule.domain: (rule.ignores_dots, rule.ignores_tags, rule.alias_of)
            for rule in AddressRule.objects.all()
        }
        cache.set("address-rules", kept, RULES_KEPT)
    return kept


def canonical(address: str, by: Rules) -> str:
    """One spelling for all the spellings of a mailbox. `address` comes from `clean`."""
    local, _at, domain = address.lower().rpartition("@")
    dots, tags, alias = by.get(domain) or by.get("*", (False, False, ""))
    if tags:
        local = local.split("+", 1)[0] or local
    if dots:
        local = local.replace(".", "") or local
    return f"{local}@{alias or domain}"


def signature_digest(petition_id: int, mailbox: str) -> bytes:
    """Differs from petition to petition, so that nobody can match the signatures of two."""
    return digest("signature", str(petition_id), mailbox)


def mailbox_digest(mailbox: str) -> bytes:
    return digest("mailbox", mailbox)
