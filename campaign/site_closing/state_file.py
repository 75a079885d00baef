"""The state of the site as a small file on this machine, which every request reads.

The row in the database is the truth. The file is written in the same transaction, so that the next request of every process on
this machine sees it. It also holds while the database is down, and for a process that has just started. `/readyz` and a job
each minute compare it with the row, for other machines and for a folder that is new. If there is neither a file nor a
database, the site counts as closed.
"""

import json
import os
from dataclasses import asdict, dataclass
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.db import Error, transaction

from campaign.run.in_process import InProcess
from campaign.site_closing.models import SiteState

Mode = SiteState.Mode
CACHE_SECONDS = 1


@dataclass(frozen=True, slots=True)
class State:
    mode: str = Mode.OPEN.value
    notice: str = ""
    password: str = ""  # hashed

    @property
    def is_closed(self) -> bool:
        return self.mode != Mode.OPEN


def current() -> State:
    return _state.get()


def stored() -> State:
    """What the database says."""
    row = SiteState.objects.filter(pk=1).values("mode", "notice", "password").first()
    return State(**row) if row else State()


def write(state: State) -> None:
    """Replace the file. It has the hash of a password, so only the site's own user reads it."""
    folder = settings.SITE_STATE_FILE.parent
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=folder, prefix="new-", encoding="utf-8", delete=False) as file:
        json.dump(asdict(state), file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(file.name, settings.SITE_STATE_FILE)
    _state.forget()


def compare_with_row() -> None:
    """Make the file say what the database says."""
    if stored() == _from_file():
        return
    with transaction.atomic():
        # A change that is not committed yet has written the file already: wait for it.
        SiteState.objects.select_for_update().filter(pk=1).first()
        write(stored())


def _read() -> State:
    if (state := _from_file()) is not None:
        return state
    try:
        state = stored()
        write(state)
    except (Error, OSError):
        return State(Mode.CLOSED)
    return state


def _from_file() -> State | None:
    """None if there is no file, or not one of ours."""
    try:
        return State(**json.loads(settings.SITE_STATE_FILE.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _stamp() -> tuple[int, int] | None:
    """Changes with every `write`: each makes a file of its own."""
    try:
        stat = os.stat(settings.SITE_STATE_FILE)
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns


_state = InProcess(_read, CACHE_SECONDS, _stamp)
