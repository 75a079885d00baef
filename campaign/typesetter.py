"""Sets one document, in a process of its own: see campaign/typesetting.py.

    python -m campaign.typesetter FOLDER PDF-or-PNG

It knows nothing of Django, the settings or the database, and reads nothing outside FOLDER but fonts. What it
sets goes with the process: typst keeps what it has once set in memory, to be faster the next time.
"""

import sys
from pathlib import Path

import typst

from campaign import confined

MOST_MEMORY = 1536 * 1024 * 1024  # of addresses; the fonts that are mapped into it take a third
MOST_SECONDS = 120


def main(folder: Path, kind: str) -> None:
    confined.bound(memory=MOST_MEMORY, seconds=MOST_SECONDS)
    typst.compile(
        folder / "main.typ",
        output=folder / ("page-{p}.png" if kind == "png" else "out.pdf"),
        format="png" if kind == "png" else "pdf",
        root=folder,
        ppi=96,
        # Packages would come from the network.
        package_path=folder / "none",
        package_cache_path=folder / "none",
    )


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), sys.argv[2])
    except typst.TypstError as error:
        sys.exit(error.message)  # what is wrong with a template; it quotes none of the data
