"""Proof of work: some seconds of a visitor's browser for each address, days for a flood of made-up ones.

Nothing is stored. The challenge stands in the page, which is kept and the same for everybody: it names its
end and is signed for its petition. The work is bound to the address as it was typed, so one solution is
worth one address. It consists of PIECES small parts, so that it takes about as long each time, and tells
how far it is. For each part a number is looked for with which

    SHA-256(SHA-256(challenge + "\\n" + address) + part as 4 bytes + number as 4 bytes)

begins with BITS zero bits; static/js/proof.js does that. What is wrong or too late is no proof, never a
mistake: the signature is then looked at by a person.
"""

import hashlib
import hmac
import re
import time

from campaign.privacy.encryption import digest

BITS = 15  # 2 ** 15 tries for a part, 2 ** 19 for all: a second of a computer, ten of a phone
PIECES = 16
LIVES = 60 * 60  # seconds, at the least
ROUNDED = 10 * 60  # seconds, so that a page that is made again is the same page

_SOLUTION = re.compile(rf"[0-9]{{1,10}}(?:-[0-9]{{1,10}}){{{PIECES - 1}}}", re.ASCII)
_CHALLENGE = re.compile(r"([0-9]{1,12})\.[0-9a-f]{32}", re.ASCII)


def challenge(slug: str) -> str:
    """For the page of a petition: good for an hour or a little more."""
    return _signed(slug, (int(time.time()) // ROUNDED + 1) * ROUNDED + LIVES)


def _signed(slug: str, until: int) -> str:
    return f"{until}.{digest('proof-of-work', slug, str(until)).hex()[:32]}"


def holds(slug: str, challenge: str, address: str, solution: str) -> bool:
    """Whether the work was done, for this petition and this address as it was typed."""
    named = _CHALLENGE.fullmatch(challenge)
    if not named or not _SOLUTION.fullmatch(solution):
        return False
    until = int(named[1])
    if until < time.time() or not hmac.compare_digest(challenge, _signed(slug, until)):
        return False
    seed = hashlib.sha256(f"{challenge}\n{address}".encode()).digest()
    return all(
        number < 2**32 and is_solved(seed, part, number)
        for part, number in enumerate(map(int, solution.split("-")))
    )


def is_solved(seed: bytes, part: int, number: int) -> bool:
    hashed = hashlib.sha256(seed + part.to_bytes(4) + number.to_bytes(4)).digest()
    return int.from_bytes(hashed[:4]) >> (32 - BITS) == 0
