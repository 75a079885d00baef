"""Renders documents as PDF or PNG, with typst, from a template and data.

A template is a file of templates/typst/ and is code. Everything that people wrote is data: the template gets it
as JSON and never runs it, so `#read("/etc/passwd")` in a name is just an odd name. The process sees one temporary
folder and has limits of memory and time.

Fonts are those of the system, then typst's own for Latin, Greek and Cyrillic. A letter or emoji that no
font has is shown by its name or code in brackets (`glyphs.py`), never as a box. `check --deploy` warns about scripts
of people's names without a font (docs/operators.md).
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import typst
from django.conf import settings

from campaign.documents import glyphs, sandbox

TEMPLATES = settings.BASE_DIR / "templates" / "typst"
MAX_SECONDS = 180
# Scripts of people's names for which typst brings no font (ISO 15924).
SCRIPTS_OF_NAMES = ("Arab", "Hans")
CHINESE_REGIONS = {"Hans": "cn", "CN": "cn", "Hant": "tw", "TW": "tw", "HK": "hk"}
RIGHT_TO_LEFT = {"ar", "fa", "he", "ug", "ur"}


type Files = Mapping[str, bytes]
NO_FILES: Files = MappingProxyType({})


class RenderingFailed(Exception):
    """The template has an error, or rendering took too much time or memory."""


def render_pdf(
    template: str, data: Mapping[str, object], *, language: str, files: Files = NO_FILES
) -> bytes:
    """A tagged PDF. language: of the document, in BCP 47 (`ug-Arab`, `zh-Hans`).

    The template's function `document` gets the data and the result of `script_of(language)`, and can read the
    files by their names. Raises RenderingFailed.
    """
    [made] = _render(template, data, language, files, "pdf")
    return made


def render_png(
    template: str, data: Mapping[str, object], *, language: str, files: Files = NO_FILES
) -> bytes:
    """A PNG of the template's only page, one pixel for each typographic point. Raises RenderingFailed."""
    [made] = _render(template, data, language, files, "png", ppi=72)
    return made


def render_pages(template: str, data: Mapping[str, object], *, language: str) -> list[bytes]:
    """A PNG of each page, for tests that look at the result. Raises RenderingFailed."""
    return _render(template, data, language, NO_FILES, "png", ppi=96)


def _render(
    template: str, data: Mapping[str, object], language: str, files: Files, kind: str, ppi: int = 0
) -> list[bytes]:
    with TemporaryDirectory(prefix="render-") as name:
        folder = Path(name)
        for path in TEMPLATES.iterdir():
            shutil.copy(path, folder)
        for each, content in files.items():
            (folder / each).write_bytes(content)
        (folder / "data.json").write_text(
            json.dumps(glyphs.drawable(data), default=str), encoding="utf-8"
        )
        (folder / "script.json").write_text(json.dumps(script_of(language)), encoding="utf-8")
        (folder / "main.typ").write_text(
            f'#import "{template}.typ": document\n#document(json("data.json"), json("script.json"))\n'
        )
        try:
            sandbox.run(
                "campaign.documents.typst_process", folder, kind, str(ppi), seconds=MAX_SECONDS
            )
        except sandbox.ProgramFailed as failed:
            raise RenderingFailed(f"{template}: {failed}") from None
        made = sorted(folder.glob(f"page-*.{kind}"), key=lambda path: (len(path.name), path))
        return [path.read_bytes() for path in made]


def scripts_without_font() -> list[str]:
    """Scripts of people's names (ISO 15924) that this machine cannot render."""
    fonts = json.loads((TEMPLATES / "faces.json").read_text(encoding="utf-8"))
    installed = set(typst.Fonts().families())
    return [script for script in SCRIPTS_OF_NAMES if installed.isdisjoint(fonts[script])]


def script_of(language: str) -> dict[str, str]:
    """A language for typst: two letters, the region (which selects Chinese glyph forms), and the direction."""
    first, *rest = language.split("-")
    script = next((part.title() for part in rest if len(part) == 4), "")
    from_the_right = script == "Arab" or (not script and first in RIGHT_TO_LEFT)
    return {
        "lang": first if len(first) == 2 else "en",
        "region": CHINESE_REGIONS.get(script or "-".join(rest).upper(), ""),
        "dir": "rtl" if from_the_right else "ltr",
    }
