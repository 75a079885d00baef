"""Domains at which no signer has a mailbox: those without email, and the campaign's own.

Mostly someone tries out the form with them. An email to them would be refused, and many refused emails make
mail providers distrust us. An email to our own domain would only come back to us.
"""

from email.utils import parseaddr
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from petitions.addresses import canonical

# Top-level domains that are never in the public DNS. example.com, .net and .org are not among them: documents and
# tests use those.
SPECIAL_USE = {
    # https://www.iana.org/assignments/special-use-domain-names: RFC 6761, 6762, 7686, 8375 (home.arpa), 9476 …
    "alt", "arpa", "example", "invalid", "local", "localhost", "onion", "test",
    # ICANN's board, 29 July 2024
    "internal",
    # for private networks (RFC 6762, appendix G), or never to be delegated (ICANN's board, 4 February 2018)
    "corp", "home", "intranet", "lan", "localdomain", "mail", "private",
}  # fmt: skip
# Documents, tests and the demonstration send from here, and sign from here as well.
FOR_DOCUMENTS = {"example.com", "example.net", "example.org"}


def refuse_unreachable(address: str) -> None:
    """Raise ValidationError if no signer can read email there. address: from `canonical.clean_address`."""
    domain = address.rpartition("@")[2].lower()
    ending = domain.rpartition(".")[2]
    if ending in SPECIAL_USE:
        raise ValidationError(
            _(
                "Our email cannot reach an address that ends in “.%(ending)s”. Enter an address where you can "
                "read email, like name@example.org."
            ),
            code="special_use",
            params={"ending": ending},
        )
    if _is_ours(address.lower(), domain):
        raise ValidationError(
            _(
                "This address belongs to the campaign. Enter your own email address: the link to confirm your "
                "signature goes there."
            ),
            code="ours",
        )


def _is_ours(address: str, domain: str) -> bool:
    sender = _clean_sender(settings.DEFAULT_FROM_EMAIL)
    ours = sender.rpartition("@")[2]
    if not ours or not f".{domain}".endswith(f".{ours}") or ours in FOR_DOCUMENTS:
        return False
    # A campaign may send from an account at a large provider, such as gmail.com. Those have an address rule. Its other
    # customers are signers like everyone else. Only an address at the sender's own domain comes this far, so the
    # query for the rules is rare.
    return address == sender or ours not in canonical.current_rules()


@lru_cache(maxsize=8)
def _clean_sender(sender: str) -> str:
    """The address in MAIL_FROM; empty if it is no public one, such as petitions@localhost."""
    try:
        return canonical.clean_address(parseaddr(sender)[1]).lower()
    except ValidationError:
        return ""
