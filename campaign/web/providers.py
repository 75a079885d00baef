"""Which provider (autonomous system) an IP address belongs to, from an optional file of the operator's.

NETWORKS_FILE names it: lines of text with tabs between the first address, the last address and the number of the
autonomous system, and further columns, which are ignored. Files of this form are public (docs/operators.md). The
table is read once in each web process, when it starts.
"""

from array import array
from bisect import bisect_right
from functools import cache
from pathlib import Path
from socket import AF_INET, AF_INET6, inet_pton

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from campaign.web.client_address import Address

IPV6_PART = 64  # bits; narrower networks than this all belong to one provider


class Ranges:
    """Ranges of addresses of one IP version, in order. They do not overlap."""

    def __init__(self) -> None:
        self.firsts, self.lasts, self.numbers = array("Q"), array("Q"), array("Q")

    def add(self, first: int, last: int, number: int) -> None:
        """Raises ValueError if the range does not come after those before."""
        if last < first or (self.lasts and first <= self.lasts[-1] and last != self.lasts[-1]):
            raise ValueError
        self.firsts.append(first)
        self.lasts.append(last)
        self.numbers.append(number)

    def find(self, address: int) -> int:
        """The number of the system with this address; 0 if there is none."""
        place = bisect_right(self.firsts, address) - 1
        return self.numbers[place] if place >= 0 and address <= self.lasts[place] else 0


def provider_of(address: Address) -> str:
    """A name for the provider; empty if it is not known."""
    if not settings.NETWORKS_FILE:
        return ""
    number = table()[address.version].find(_part(int(address), address.version))
    return f"AS{number}" if number else ""


@cache
def table() -> dict[int, Ranges]:
    """By IP version. Raises ImproperlyConfigured, with one line, if the file cannot be used."""
    return read(Path(settings.NETWORKS_FILE))


def read(path: Path) -> dict[int, Ranges]:
    found = {4: Ranges(), 6: Ranges()}
    try:
        with path.open(encoding="utf-8") as lines:
            for at, line in enumerate(lines, start=1):
                _read_line(line, found, f"NETWORKS_FILE: line {at} of {path}")
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"NETWORKS_FILE: {path} cannot be read: {error}.") from None
    if not any(ranges.firsts for ranges in found.values()):
        raise ImproperlyConfigured(f"NETWORKS_FILE: {path} has no networks.")
    return found


def _read_line(line: str, found: dict[int, Ranges], where: str) -> None:
    try:
        first, last, number, *_rest = line.split("\t")
        version, family = (6, AF_INET6) if ":" in first else (4, AF_INET)
        ends = [int.from_bytes(inet_pton(family, end)) for end in (first, last)]
        if system := int(number):  # 0: no provider announces it
            beginning, end = (_part(each, version) for each in ends)
            found[version].add(beginning, end, system)
    except (ValueError, OSError, OverflowError):
        raise ImproperlyConfigured(
            f"{where} must be: first address, tab, last address, tab, number of the system; in order."
        ) from None


def _part(address: int, version: int) -> int:
    return address >> IPV6_PART if version == 6 else address
