"""Words that the spreadsheets of others use for ours, in eight languages: the files of profiles/importing/words.

No word says more than its source: “deceased” is not “died in custody”. Towns are in profiles/search/towns.py.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path

WORDS = Path(__file__).parents[1] / "words"
type Words = dict[str, dict[str, list[str]]]  # by code, then by language


def load_words(file: str) -> Words:
    found: Words = tomllib.loads((WORDS / f"{file}.toml").read_text(encoding="utf-8"))
    return found


def codes_by_word(words: Mapping[str, Mapping[str, list[str]]]) -> dict[str, str]:
    return {
        word: code
        for code, languages in words.items()
        for known in languages.values()
        for word in known
    }


_evidence = tomllib.loads((WORDS / "evidence.toml").read_text(encoding="utf-8"))
# By the name of the vocabulary (profiles/models/vocabulary.py), then by word.
CHOICES: dict[str, dict[str, str]] = {
    "Gender": codes_by_word(load_words("gender")),
    "Status": codes_by_word(load_words("status")),
    "OccupationGroup": codes_by_word(load_words("occupation")),
    **{vocabulary: codes_by_word(words) for vocabulary, words in _evidence.items()},
}
ETHNICITIES = {
    code: tuple(word for known in languages.values() for word in known)
    for code, languages in load_words("ethnicity").items()
}
