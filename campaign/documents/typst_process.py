"""Sets one document, in a process of its own: see campaign/documents/pdf.py.

    python -m campaign.documents.typst_process FOLDER pdf-or-png PIXELS-AN-INCH

It knows nothing of Django, the settings or the database, and reads nothing outside FOLDER but fonts. What it
sets goes with the process: typst keeps what it has once set in memory, to be faster the next time.
"""

import sys
from pathlib import Path
from typing import Literal

import typst

from campaign.documents import sandbox

MOST_MEMORY = 1536 * 1024 * 1024  # of addresses; the fonts that are mapped into it take a third
MOST_SECONDS = 120


def main(folder: Path, kind: Literal["pdf", "png"], ppi: int) -> None:
    sandbox.limit_resources(memory=MOST_MEMORY, seconds=MOST_SECONDS)
    try:
        # Refuses what a screen reader could not tell, such as a picture without words.
        _compile(folder, kind, ppi, accessible=kind == "pdf")
    except typst.TypstError as error:
        # Odd data may break its rules too; then a document that keeps most of them is better than none.
        if "PDF/UA" not in error.message:
            raise
        _compile(folder, kind, ppi, accessible=False)


def _compile(folder: Path, kind: Literal["pdf", "png"], ppi: int, *, accessible: bool) -> None:
    typst.compile(
        folder / "main.typ",
        # A PDF is one file, whatever its number of pages.
        output=folder / ("page-1.pdf" if kind == "pdf" else "page-{p}.png"),
        format=kind,
        root=folder,
        ppi=ppi or None,
        pdf_standards="ua-1" if accessible else [],
        # Packages would come from the network.
        package_path=folder / "none",
        package_cache_path=folder / "none",
    )


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), "pdf" if sys.argv[2] == "pdf" else "png", int(sys.argv[3]))
    except typst.TypstError as error:
        sys.exit(error.message)  # what is wrong with a template; it quotes none of the data
