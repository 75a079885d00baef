"""Documents as PDF, set by typst from a template and data.

A template is a file of templates/typst/ and is code; whatever people wrote is data. It comes to the
template as JSON, and a string of it is set as it stands: `#read("/etc/passwd")` in a name is a funny name.
The process that sets it sees one folder, made for it and gone after it, and is bounded in memory and time.

Faces are those of the system, with typst's own behind them for Latin, Greek and Cyrillic letters. Where a
script has no face there are boxes in its place, and no error (docs/operators.md says which to install).
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

TEMPLATES = settings.BASE_DIR / "templates" / "typst"
MOST_SECONDS = 180
CHINESE = {"Hans": "cn", "CN": "cn", "Hant": "tw", "TW": "tw", "HK": "hk"}
RIGHT_TO_LEFT = {"ar", "fa", "he", "ug", "ur"}


class NotSet(Exception):
    """It could not be set: the template is wrong, or it took too much time or memory."""


def pdf(template: str, data: Mapping[str, Any], *, language: str) -> bytes:
    """A tagged PDF. language: of the document, as BCP 47 has it (`ug-Arab`, `zh-Hans`).

    The template finds the data as `data`, and how the language is written as `script`. Raises NotSet.
    """
    with TemporaryDirectory(prefix="typeset-") as folder:
        _set(Path(folder), template, data, language, "pdf")
        return (Path(folder) / "out.pdf").read_bytes()


def pages(template: str, data: Mapping[str, Any], *, language: str) -> list[bytes]:
    """The same as pictures (PNG), one a page, to be looked at."""
    with TemporaryDirectory(prefix="typeset-") as folder:
        _set(Path(folder), template, data, language, "png")
        files = Path(folder).glob("page-*.png")
        return [
            path.read_bytes() for path in sorted(files, key=lambda path: (len(path.name), path))
        ]


def _set(folder: Path, template: str, data: Mapping[str, Any], language: str, kind: str) -> None:
    for path in TEMPLATES.glob("*.typ"):
        shutil.copy(path, folder)
    (folder / "data.json").write_text(json.dumps(data, default=str), encoding="utf-8")
    (folder / "script.json").write_text(json.dumps(script_of(language)), encoding="utf-8")
    (folder / "main.typ").write_text(
        f'#import "{template}.typ": document\n#document(json("data.json"), json("script.json"))\n'
    )
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "campaign.typesetter", str(folder), kind],
            cwd=settings.BASE_DIR,
            # Nothing of ours: the environment holds the keys.
            env={"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NotSet(f"{template}: it took too long.") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise NotSet(f"{template}: {said[-1] if said else f'status {done.returncode}'}")


def script_of(language: str) -> dict[str, str]:
    """Its two letters, the region by which Chinese characters get their forms, and the direction."""
    first, *rest = language.split("-")
    script = next((part.title() for part in rest if len(part) == 4), "")
    from_the_right = script == "Arab" or (not script and first in RIGHT_TO_LEFT)
    return {
        "lang": first if len(first) == 2 else "en",
        "region": CHINESE.get(script or "-".join(rest).upper(), ""),
        "dir": "rtl" if from_the_right else "ltr",
    }
