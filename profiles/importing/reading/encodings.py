"""The encoding of a text file: guessed from its letters, and shown with what else they could be.

A byte that does not fit makes one letter unreadable. It never changes how the rest of the file is read.
"""

import codecs
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

# The encodings in which spreadsheets of the region and of our partners are saved.
ENCODINGS = {
    "utf-8": lazy("Unicode (UTF-8)"),
    "utf-16-le": lazy("Unicode (UTF-16)"),
    "utf-16-be": lazy("Unicode (UTF-16, big-endian)"),
    "cp1252": lazy("Western Europe (Windows-1252)"),
    "cp437": lazy("DOS (CP437)"),
    "cp1254": lazy("Turkish (Windows-1254)"),
    "cp1256": lazy("Arabic and Persian (Windows-1256)"),
    "cp1251": lazy("Cyrillic (Windows-1251)"),
    "cp866": lazy("Cyrillic (DOS, CP866)"),
    "koi8-r": lazy("Cyrillic (KOI8-R)"),
    "gb18030": lazy("Chinese (GB18030)"),
    "big5": lazy("Chinese, traditional (Big5)"),
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BYTES = [name for name in ENCODINGS if not name.startswith("utf")]
_SAMPLE_SIZE = 64 * 1024
# More unreadable letters than this share of the letters that are not ASCII: it is another encoding.
_MOST_UNREADABLE = 0.5
UNREADABLE = "\ufffd"
_PREVIEWED = 48  # characters

_LATIN = set("äöüßéèêëçñáíóúàâîïôûåøæœÄÖÜÉÇÅØİışğŞĞ")
_SIGNS = set("“”‘’„«»–—…·°№§©®•€£؟،؛\u00a0")
_COMMON_HAN = Path(__file__).parents[1] / "words" / "common_han.txt"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An encoding, and how some of the letters of the file look in it."""

    encoding: str
    preview: str

    @property
    def label(self) -> str:
        return str(ENCODINGS[self.encoding])


def guess(content: bytes) -> str:
    """Return a key of ENCODINGS."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    sample = content[:_SAMPLE_SIZE]
    if b"\0" in sample:
        # In UTF-16 every Latin letter has a zero byte beside it; digits and delimiters are Latin in any file.
        zeros = sample[1::2].count(0), sample[0::2].count(0)
        if max(zeros) > len(sample) / 10:
            return "utf-16-le" if zeros[0] > zeros[1] else "utf-16-be"
    if _is_nearly_utf8(content):
        return "utf-8"
    others = _other_bytes(content)
    return max(_BYTES, key=lambda encoding: _score(others, encoding))


def decode(content: bytes, encoding: str) -> str:
    """Put `UNREADABLE` for what does not fit. Raises ValidationError if the encoding is unknown or is another one."""
    if encoding not in ENCODINGS:
        raise ValidationError(_("Please choose one of the encodings."))
    text = content.decode(encoding, "replace")
    unreadable = text.count(UNREADABLE) - _written_unreadable(content, encoding)
    letters = sum(not character.isascii() for character in text)
    if unreadable > _MOST_UNREADABLE * letters:
        raise ValidationError(
            _(
                "The file is not encoded as %(encoding)s: %(number)d letters do not fit. Please choose another encoding."
            )
            % {"encoding": ENCODINGS[encoding], "number": unreadable}
        )
    return text.removeprefix("\ufeff")


def candidates(content: bytes) -> list[Candidate]:
    """The encodings that the file can have, the likeliest first; none if it is all ASCII or says what it is."""
    if content.isascii() or content.startswith(tuple(mark for mark, _encoding in _MARKS)):
        return []
    others = _other_bytes(content)
    found = [(_score(others, encoding), encoding) for encoding in ("utf-8", *_BYTES)]
    found.sort(key=lambda each: -each[0])
    return [Candidate(encoding, _preview(others, encoding)) for _score_of, encoding in found]


def _written_unreadable(content: bytes, encoding: str) -> int:
    """How often the author of the file wrote the sign itself."""
    try:
        return content.count(UNREADABLE.encode(encoding))
    except UnicodeEncodeError:
        return 0


def _is_nearly_utf8(content: bytes) -> bool:
    """A few stray bytes do not make it another encoding: in any other, hardly two bytes are a letter of UTF-8."""
    text = content.decode("utf-8", "replace")
    unreadable = text.count(UNREADABLE) - _written_unreadable(content, "utf-8")
    readable = sum(not character.isascii() for character in text) - unreadable
    return readable >= unreadable


def _other_bytes(content: bytes) -> bytes:
    """The words with letters that are not ASCII: all that tells encodings apart."""
    found, size = [], 0
    for line in content.splitlines():
        for cell in line.replace(b";", b",").replace(b"\t", b",").split(b","):
            if not cell.isascii():
                found.append(cell[:200])
                size += len(cell)
        if size > _SAMPLE_SIZE // 4:
            break
    return b"\n".join(found)


def _preview(others: bytes, encoding: str) -> str:
    text = others[: 4 * _PREVIEWED].decode(encoding, "replace")
    return ", ".join(dict.fromkeys(text.split("\n")))[:_PREVIEWED]


def _score(others: bytes, encoding: str) -> float:
    """How much the bytes look like words in this encoding, by byte that is not ASCII."""
    text = others.decode(encoding, "replace")
    score, before = 0.0, " "
    for character in text:
        if not character.isascii():
            score += _score_of(character, before)
        elif (
            character.isalpha()
            and not before.isascii()
            and before.isalpha()
            and not _is_latin(before)
        ):
            score -= 1.5  # two scripts in one word
        before = character
    return score / max(1, sum(byte > 127 for byte in others))


def _score_of(character: str, before: str) -> float:
    if "\u4e00" <= character <= "\u9fff":
        return 2 if character in _common_han() else 0.3 if _is_usual_han(character) else -1.5
    if character in _SIGNS:
        return 0.3
    if not character.isalpha():
        return -0.2 if unicodedata.combining(character) else -2
    if _is_latin(character):
        return (1 if character in _LATIN else -0.7) - (1 if _mixes(character, before) else 0)
    if "\u0400" <= character <= "\u04ff":
        if before.isalpha() and before.islower() and character.isupper():
            return -2  # KOI8-R and the others have small and capital letters the other way round
        return (1 if "\u0410" <= character <= "\u044f" or character in "Ёё" else 0) - (
            1.5 if _mixes(character, before) else 0
        )
    if "\u0600" <= character <= "\u06ff":
        # The last of these letters end a word.
        return 1 - (1.5 if _mixes(character, before) or before in "ةى" else 0)
    return -1.5


def _is_latin(character: str) -> bool:
    return character < "\u0250"


def _mixes(character: str, before: str) -> bool:
    """Whether two neighbouring letters are of two scripts, or a capital follows a small Latin letter."""
    if not before.isalpha():
        return False
    if _is_latin(before) != _is_latin(character):
        return True
    return _is_latin(character) and before.islower() and character.isupper()


@cache
def _common_han() -> frozenset[str]:
    return frozenset(_COMMON_HAN.read_text(encoding="utf-8")) - {"\n"}


@cache
def _is_usual_han(character: str) -> bool:
    """Whether it is in the first, more usual half of the standard of 1980."""
    try:
        return 0xB0 <= character.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False
