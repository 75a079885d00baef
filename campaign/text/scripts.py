"""The scripts of a text, such as Latin and Cyrillic: letters of two scripts may look the same."""

import unicodedata


def scripts(text: str) -> set[str]:
    """By the first word of each letter's Unicode name: "LATIN", "ARABIC", "CJK"."""
    return {unicodedata.name(letter, "?").split()[0] for letter in text if letter.isalpha()}
