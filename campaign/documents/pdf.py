"""Documents as PDF, set by typst from a template and data.

A template is a file of templates/typst/ and is code; whatever people wrote is data. It comes to the
template as JSON, and a string of it is set as it stands: `#read("/etc/passwd")` in a name is a funny name.
The process that sets it sees one folder, made for it and gone after it, and is bounded in memory and time.

Faces are those of the system, with typst's own behind them for Latin, Greek and Cyrillic letters. Where a
script has no face there are boxes in its place, and no error; `check --deploy` says so (docs/operators.md).
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import typst
from django.conf import settings

from campaign.documents import sandbox

TEMPLATES = settings.BASE_DIR / "templates" / "typst"
MOST_SECONDS = 180
# Of the others typst brings faces itself.
SCRIPTS_OF_NAMES = ("Arab", "Hans")
CHINESE = {"Hans": "cn", "CN": "cn", "Hant": "tw", "TW": "tw", "HK": "hk"}
RIGHT_TO_LEFT = {"ar", "fa", "he", "ug", "ur"}


type Files = Mapping[str, bytes]
NO_FILES: Files = MappingProxyType({})


class RenderingFailed(Exception):
    """It could not be set: the template is wrong, or it took too much time or memory."""


def pdf(template: str, data: Mapping[str, Any], *, language: str, files: Files = NO_FILES) -> bytes:
    """A tagged PDF. language: of the document, as BCP 47 has it (`ug-Arab`, `zh-Hans`).

    The template finds the data as `data`, how the language is written as `script`, and the files by their
    names. Raises NotSet.
    """
    [made] = _set(template, data, language, files, "pdf")
    return made


def picture(
    template: str, data: Mapping[str, Any], *, language: str, files: Files = NO_FILES
) -> bytes:
    """A PNG of the one page that the template makes, a pixel for each of its points."""
    [made] = _set(template, data, language, files, "png", ppi=72)
    return made


def pages(template: str, data: Mapping[str, Any], *, language: str) -> list[bytes]:
    """A document as pictures (PNG), one a page, to be looked at."""
    return _set(template, data, language, NO_FILES, "png", ppi=96)


def _set(
    template: str, data: Mapping[str, Any], language: str, files: Files, kind: str, ppi: int = 0
) -> list[bytes]:
    with TemporaryDirectory(prefix="typeset-") as name:
        folder = Path(name)
        for path in TEMPLATES.iterdir():
            shutil.copy(path, folder)
        for each, content in files.items():
            (folder / each).write_bytes(content)
        (folder / "data.json").write_text(json.dumps(data, default=str), encoding="utf-8")
        (folder / "script.json").write_text(json.dumps(script_of(language)), encoding="utf-8")
        (folder / "main.typ").write_text(
            f'#import "{template}.typ": document\n#document(json("data.json"), json("script.json"))\n'
        )
        try:
            sandbox.run(
                "campaign.documents.typst_process", folder, kind, str(ppi), seconds=MOST_SECONDS
            )
        except sandbox.Failed as failed:
            raise RenderingFailed(f"{template}: {failed}") from None
        made = sorted(folder.glob(f"page-*.{kind}"), key=lambda path: (len(path.name), path))
        return [path.read_bytes() for path in made]


def scripts_without_a_face() -> list[str]:
    """Those of people's names that this machine could only set as boxes, as ISO 15924 has them."""
    faces = json.loads((TEMPLATES / "faces.json").read_text(encoding="utf-8"))
    here = set(typst.Fonts().families())
    return [script for script in SCRIPTS_OF_NAMES if here.isdisjoint(faces[script])]


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
