"""Codes for people to write down and type, in an alphabet without similar letters (Crockford's base 32)."""

import unicodedata

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP = 4


def format_code(secret: bytes) -> str:
    """One letter for five bits of each byte: eight bytes become “KQ4T-9WZH”."""
    return _grouped("".join(LETTERS[byte % len(LETTERS)] for byte in secret))


def normalise_code(typed: str) -> str:
    """A typed code as `format_code` wrote it: upper case, groups of four, I as 1, O as 0."""
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", typed).upper()))
    return _grouped(letters.translate(str.maketrans("ILOU", "110V")))


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))
