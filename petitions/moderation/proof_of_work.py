"""Proof of work: a browser computes for some seconds for each email address.

It stops idle hands and simple scripts, and no one who means it. 10,000 proofs take 18 minutes on one core of a
computer with a program written for it, and seconds on a graphics card. A state does not notice the cost.
Decision 23 says why it is not a memory-hard one.

The server stores nothing. The challenge is part of the cached page, the same for every visitor. It contains
its expiry and is signed for its petition. The work is bound to the address as typed, so one solution is good
for one address. It has PIECES small parts, so that it takes about as long each time and can show progress.
Each part needs a number with which

    SHA-256(SHA-256(challenge + "\\n" + address) + part as 4 bytes + number as 4 bytes)

begins with BITS zero bits; static/js/proof.js searches for it. Without a valid proof the form asks the visitor
what to do (petitions/views/signing.py). Only a signature that they then send without is quarantined for it.
"""

import hashlib
import hmac
import re
import time

from campaign.privacy.encryption import digest

BITS = 15  # 2 ** 15 tries for a part, 2 ** 19 for all: one second on a computer, ten on a phone
PIECES = 16
LIFETIME = 60 * 60  # seconds, at least
ROUNDING = 10 * 60  # seconds; within them a page that is rendered again is the same page

_SOLUTION = re.compile(rf"[0-9]{{1,10}}(?:-[0-9]{{1,10}}){{{PIECES - 1}}}", re.ASCII)
_CHALLENGE = re.compile(r"([0-9]{1,12})\.[0-9a-f]{32}", re.ASCII)


def new_challenge(slug: str) -> str:
    """A challenge for the page of a petition, valid for LIFETIME to LIFETIME + ROUNDING."""
    return _signed_challenge(slug, (int(time.time()) // ROUNDING + 1) * ROUNDING + LIFETIME)


def _signed_challenge(slug: str, until: int) -> str:
    return f"{until}.{digest('proof-of-work', slug, str(until)).hex()[:32]}"


def is_valid(slug: str, challenge: str, address: str, solution: str) -> bool:
    """Whether the solution proves the work for this petition and this email address as typed."""
    named = _CHALLENGE.fullmatch(challenge)
    if not named or not _SOLUTION.fullmatch(solution):
        return False
    until = int(named[1])
    if until < time.time() or not hmac.compare_digest(challenge, _signed_challenge(slug, until)):
        return False
    seed = hashlib.sha256(f"{challenge}\n{address}".encode()).digest()
    return all(
        number < 2**32 and is_solved(seed, part, number)
        for part, number in enumerate(map(int, solution.split("-")))
    )


def is_solved(seed: bytes, part: int, number: int) -> bool:
    hashed = hashlib.sha256(seed + part.to_bytes(4) + number.to_bytes(4)).digest()
    return int.from_bytes(hashed[:4]) >> (32 - BITS) == 0
