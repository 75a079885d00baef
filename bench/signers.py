"""Invented signers: their addresses, forms and networks, and what a browser reads from the page behind a link."""

import itertools
from html.parser import HTMLParser
from urllib.parse import urlencode

# The networks that RFC 2544 keeps for benchmarks. play.lua and bench/client.py take the signers' addresses from it.
NETWORKS = ("198.18.0.0/15",)
AT_ONE_DOMAIN = 5

_numbers = itertools.count()


def new_addresses(number: int) -> list[str]:
    """Email addresses that no one has used before in this process."""
    return [
        f"signer-{each}@bench-{each // AT_ONE_DOMAIN}.org"
        for each in itertools.islice(_numbers, number)
    ]


def form(address: str, **changes: str) -> str:
    """A form's body as a browser posts it."""
    return urlencode(
        {
            "name": "Amina Example",
            "email": address,
            "country": "FR",
            "city": "Lyon",
            "comment": "Because someone should ask every day.",
            "visibility": "initials",
            "consent": "on",
            "for": "",
        }
        | changes
    )


def button(page: str, path: str) -> str | None:
    """The body that the button posts to this path: the hidden fields of its form. None if there is no such form."""
    reader = _FormReader(path)
    reader.feed(page)
    return urlencode(reader.fields) if reader.found else None


class _FormReader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path = path
        self.found = self._inside = False
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self._inside = given.get("action") == self.path
            self.found |= self._inside
        elif tag == "input" and self._inside and (name := given.get("name")):
            self.fields[name] = given.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
