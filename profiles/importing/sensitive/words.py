"""The words that stand before a number and say what it is, in eight languages."""

import re
import tomllib
from pathlib import Path

_FILE = Path(__file__).parents[1] / "words" / "numbers.toml"


def _words(kind: str) -> list[str]:
    languages = tomllib.loads(_FILE.read_text(encoding="utf-8"))[kind]
    return sorted({word for known in languages.values() for word in known}, key=len, reverse=True)


def _pattern(kind: str) -> str:
    """Any of the words, whole where the script divides words by blanks."""
    words = "|".join(
        re.escape(word) if "\u4e00" <= word[0] <= "\u9fff" else rf"(?<!\w){re.escape(word)}(?!\w)"
        for word in _words(kind)
    )
    return rf"(?:{words})"


PHONE, ID_NUMBER = _pattern("phone"), _pattern("id_number")
# At most a few letters and signs between the word and the number: “tel. (home): ”, “паспорт РК № ”.
BETWEEN = r"(?:[^\w\n]|(?<!\w)[^\W\d]{1,10}(?!\w)){0,8}?"
