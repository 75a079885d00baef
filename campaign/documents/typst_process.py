"""Renders one document, as a program in its own process: see campaign/documents/pdf.py.

    python -m campaign.documents.typst_process FOLDER pdf-or-png PIXELS-AN-INCH

It does not use Django, the settings or the database, and reads nothing outside FOLDER except fonts. typst caches
every document in memory; here that memory is freed when the process ends.
"""

import sys
from pathlib import Path
from typing import Literal

import typst

from campaign.documents import sandbox

MAX_MEMORY = 1536 * 1024 * 1024  # bytes of address space; the mapped fonts take a third
MAX_SECONDS = 120


def main(folder: Path, kind: Literal["pdf", "png"], ppi: int) -> None:
    sandbox.limit_resources(memory=MAX_MEMORY, seconds=MAX_SECONDS)
    try:
        # PDF/UA refuses what a screen reader cannot read out, such as a picture without alt text.
        _compile(folder, kind, ppi, accessible=kind == "pdf")
    except typst.TypstError as error:
        # Unusual data may break its rules too. A document that keeps most rules is better than none.
        if "PDF/UA" not in error.message:
            raise
        _compile(folder, kind, ppi, accessible=False)


def _compile(folder: Path, kind: Literal["pdf", "png"], ppi: int, *, accessible: bool) -> None:
    typst.compile(
        folder / "main.typ",
        # A PDF is one file with all pages.
        output=folder / ("page-1.pdf" if kind == "pdf" else "page-{p}.png"),
        format=kind,
        root=folder,
        ppi=ppi or None,
        pdf_standards="ua-1" if accessible else [],
        # Empty folders, so that typst cannot load packages from the network.
        package_path=folder / "none",
        package_cache_path=folder / "none",
    )


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), "pdf" if sys.argv[2] == "pdf" else "png", int(sys.argv[3]))
    except typst.TypstError as error:
        sys.exit(error.message)  # an error in the template; it does not quote the data
