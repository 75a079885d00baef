"""The IP address of a client, and the networks that it belongs to. Rate limits use both.

No address is stored. campaign/web/rate_limits.py stores keyed digests instead.
"""

import ipaddress
import re
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest

type Address = IPv4Address | IPv6Address

# An address as proxies write it: bare, with a port, an IPv6 address in brackets, or with a zone.
_WRITTEN = re.compile(
    r"""\s* (?:
        (?P<v4> \d{1,3} (?: \. \d{1,3} ){3} ) (?: : \d{1,5} )?
        | \[ (?P<bracketed> [0-9A-Fa-f:.]{2,45} ) (?: % [^\]]{0,40} )? \] (?: : \d{1,5} )?
        | (?P<v6> [0-9A-Fa-f:.]{2,45} ) (?: % \S{0,40} )?
    ) \s*""",
    re.ASCII | re.VERBOSE,
)


class Networks(NamedTuple):
    """The networks around an address, in CIDR notation, from one household's to the largest that one can rent."""

    host: str  # one IPv4 address, or an IPv6 /64
    prefix: str  # the IPv4 /24 or IPv6 /48 around it
    wide: str  # the IPv4 /16 or IPv6 /32 around that


_LENGTHS = {4: (32, 24, 16), 6: (64, 48, 32)}


def client_address(request: HttpRequest) -> Address | None:
    """The address of the client of our outermost proxy. None if it is unknown.

    Each proxy appends the address of its client to X-Forwarded-For. So our own proxies wrote the last
    TRUSTED_PROXY_COUNT entries, and the first of those is the client. The client can forge all entries
    before them, so they are ignored. Without proxies the whole header is ignored.
    """
    hops = settings.TRUSTED_PROXY_COUNT
    if hops and (header := request.META.get("HTTP_X_FORWARDED_FOR", "")):
        # A shorter list means that the client bypassed the outer proxies. The innermost entry counts.
        return parse_address(header.rsplit(",", hops)[-hops:][0])
    return parse_address(request.META.get("REMOTE_ADDR", ""))


def parse_address(written: str) -> Address | None:
    """The address without port and zone; an IPv4-mapped IPv6 address as IPv4. None if it is no address."""
    if not (match := _WRITTEN.fullmatch(written)):
        return None
    try:
        address = ipaddress.ip_address(match["v4"] or match["bracketed"] or match["v6"])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def networks(address: Address) -> Networks:
    """The networks of an address, as keys for rate limits and access rules."""
    number, bits = int(address), address.max_prefixlen
    return Networks(
        *(
            f"{type(address)(number >> bits - length << bits - length)}/{length}"
            for length in _LENGTHS[address.version]
        )
    )


# The networks that are never on the public Internet, where Tor or a proxy of ours may run.
_OWN = [
    ipaddress.ip_network(each)
    for each in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1/128",
        "fc00::/7",
    )
]


def is_onion_visitor(request: HttpRequest, address: Address) -> bool:
    """Whether a request came through our own onion service. All of its visitors share one address.

    Tor runs on this machine or in our own network, so its address is never a visitor's. Anyone can write a
    Host header: by itself it proves nothing.
    """
    return any(address in network for network in _OWN) and (
        request.get_host().partition(":")[0].endswith(".onion")
    )
