"""Sets one document, in a process of its own: see campaign/typesetting.py.

    python -m campaign.typesetter FOLDER PDF-or-PNG

It knows nothing of Django, the settings or the database, and reads nothing outside FOLDER but fonts. What it
sets goes with the process: typst keeps what it has once set in memory, to be faster the next time.
"""

import resource
import sys
from contextlib import suppress
from pathlib import Path

import typst

MOST_MEMORY = 1536 * 1024 * 1024  # of addresses; the fonts that are mapped into it take a third
MOST_SECONDS = 120


def main(folder: Path, kind: str) -> None:
    # A service that may set no limits has its own (deploy/campaign-worker.service).
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
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
