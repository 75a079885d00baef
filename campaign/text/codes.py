"""Codes that people write down and type: letters that cannot be mixed up, in groups of four."""

import unicodedata

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's
GROUP = 4


def format_code(secret: bytes) -> str:
    """Five bits of each byte as a letter: KQ4T-9WZH of eight bytes."""
    return _grouped("".join(LETTERS[byte % len(LETTERS)] for byte in secret))


def normalise_code(typed: str) -> str:
    """A code as it was given out, however it was typed."""
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", typed).upper()))
    return _grouped(letters.translate(str.maketrans("ILOU", "110V")))


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))
