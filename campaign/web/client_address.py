"""Where a request comes from: the address for the limits, and the networks it stands for.

No address is kept anywhere; see campaign/web/rate_limits.py for what is made of it.
"""

import ipaddress
import re
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest

type Address = IPv4Address | IPv6Address

# An address as proxies write it: alone, with a port behind it, an IPv6 one in brackets, with a zone.
_WRITTEN = re.compile(
    r"""\s* (?:
        (?P<v4> \d{1,3} (?: \. \d{1,3} ){3} ) (?: : \d{1,5} )?
        | \[ (?P<bracketed> [0-9A-Fa-f:.]{2,45} ) (?: % [^\]]{0,40} )? \] (?: : \d{1,5} )?
        | (?P<v6> [0-9A-Fa-f:.]{2,45} ) (?: % \S{0,40} )?
    ) \s*""",
    re.ASCII | re.VERBOSE,
)


class Networks(NamedTuple):
    """What one household has, and what one provider gives out together; as text."""

    host: str  # one IPv4 address, or an IPv6 /64
    prefix: str  # its IPv4 /24, or IPv6 /48


def client_address(request: HttpRequest) -> Address | None:
    """The address at the other end of the outermost of our own proxies; None where it is not known.

    Each proxy adds the address that it was asked from at the end of X-Forwarded-For, so the last
    TRUSTED_PROXY_COUNT entries are the word of our own proxies, and the first of these is meant. What
    stands before them is the client's own word and is not looked at; without proxies nothing is.
    """
    hops = settings.TRUSTED_PROXY_COUNT
    if hops and (header := request.META.get("HTTP_X_FORWARDED_FOR", "")):
        # A shorter list comes from somebody who went past the outer ones: the inner one's word counts.
        return parse(header.rsplit(",", hops)[-hops:][0])
    return parse(request.META.get("REMOTE_ADDR", ""))


def parse(written: str) -> Address | None:
    """An address without port and zone, one of IPv4 in IPv6's form as what it is; None for what is none."""
    if not (match := _WRITTEN.fullmatch(written)):
        return None
    try:
        address = ipaddress.ip_address(match["v4"] or match["bracketed"] or match["v6"])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def networks(address: Address) -> Networks:
    host, prefix = (32, 24) if address.version == 4 else (64, 48)
    return Networks(
        *(str(ipaddress.ip_network((address, length), strict=False)) for length in (host, prefix))
    )
