"""What a part measured, as `var/bench/<part>.json`.

A ratio is the rate of something divided by that of its reference, which ran in turns with it: nearly always one
bare INSERT, `/healthz` for pages. Rates differ from machine to machine and from hour to hour; ratios much less.
"""

import json
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.report import Subject

FOLDER = Path(__file__).resolve().parent.parent / "var" / "bench"


@dataclass(slots=True, kw_only=True)
class Result:
    """What one part measured at one size.

    ratios: by key. rates: a second, by key, with the reference's own under its name. errors: how many answers
    were not the expected ones, by key. acknowledged, found: how much the site said it had stored or counted,
    and how much of that was there at the end. more: other figures of the part.
    """

    reference: str = "one bare INSERT"
    ratios: dict[str, float] = field(default_factory=dict)
    rates: dict[str, float] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    acknowledged: dict[str, int] = field(default_factory=dict)
    found: dict[str, int] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def add(self, subjects: Iterable[Subject]) -> None:
        """Enter what was measured of these. A subject without a key is the reference of others."""
        for subject in subjects:
            key = subject.key or subject.name
            self.rates[key] = rounded(subject.rate())
            self.errors[key] = subject.errors()
            if subject.of:
                self.ratios[key] = rounded(subject.ratio())

    def missing(self) -> list[str]:
        """A sentence for each thing that is not as it should be; none if all that was acknowledged is there."""
        return self.faults + [
            f"{what}: {number:,} acknowledged, {self.found.get(what, 0):,} found"
            for what, number in self.acknowledged.items()
            if self.found.get(what, 0) < number
        ]

    def as_data(self, size: int) -> dict[str, Any]:
        return {
            "size": size,
            "ratios": self.ratios,
            "reference": self.reference,
            "rates": self.rates,
            "errors": self.errors,
            "acknowledged": self.acknowledged,
            "found": self.found,
            "missing": self.missing(),
            **self.more,
        }


class File:
    """The file of one part. It holds the figures of the smallest size, and under `sizes` those of each."""

    def __init__(self, part: str, folder: Path = FOLDER) -> None:
        self._path = folder / f"{part}.json"
        self._head = {"part": part, "date": time.strftime("%Y-%m-%d %H:%M"), "commit": commit()}
        self._runs: list[dict[str, Any]] = []
        self._path.unlink(missing_ok=True)  # a part that fails leaves no figures of another day

    def add(self, data: dict[str, Any]) -> None:
        """Enter one size, and write the file."""
        self._runs.append(data)
        first = self._runs[0]
        for run in self._runs[1:]:
            run["against_smallest"] = {
                key: rounded(ratio / first["ratios"][key])
                for key, ratio in run.get("ratios", {}).items()
                if first.get("ratios", {}).get(key)
            }
        self._path.parent.mkdir(parents=True, exist_ok=True)
        whole = self._head | first | {"sizes": self._runs}
        self._path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")


def rounded(number: float) -> float:
    """To three digits: 883.2 to 883, 0.12345 to 0.123."""
    return float(f"{number:.3g}")


def commit() -> str:
    """The commit of the code, with + if files have changed since; empty outside a repository."""
    try:
        found = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--exclude=*"],  # noqa: S607
            cwd=FOLDER.parent.parent, capture_output=True, text=True, timeout=10, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return found.stdout.strip()
