"""RFC 6962, sections 2.1 to 2.1.2, word for word and slow. Tests compare the code with it."""

from hashlib import sha256


def tree_hash(lines: list[bytes]) -> bytes:
    if not lines:
        return sha256().digest()
    if len(lines) == 1:
        return sha256(b"\0" + lines[0]).digest()
    k = largest_power_of_two_below(len(lines))
    return sha256(b"\1" + tree_hash(lines[:k]) + tree_hash(lines[k:])).digest()


def path(m: int, lines: list[bytes]) -> list[bytes]:
    if len(lines) == 1:
        return []
    k = largest_power_of_two_below(len(lines))
    if m < k:
        return [*path(m, lines[:k]), tree_hash(lines[k:])]
    return [*path(m - k, lines[k:]), tree_hash(lines[:k])]


def proof(m: int, lines: list[bytes]) -> list[bytes]:
    return subproof(m, lines, whole=True)


def subproof(m: int, lines: list[bytes], *, whole: bool) -> list[bytes]:
    if m == len(lines):
        return [] if whole else [tree_hash(lines)]
    k = largest_power_of_two_below(len(lines))
    if m <= k:
        return [*subproof(m, lines[:k], whole=whole), tree_hash(lines[k:])]
    return [*subproof(m - k, lines[k:], whole=False), tree_hash(lines[:k])]


def largest_power_of_two_below(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k
