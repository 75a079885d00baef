"""Whether staff have paused signing or counting, for pages; as this process knows it.

The count itself reads the switch in its own SQL statement (migrations/sql/count.sql and tallies.fold), so it is
never wrong. petitions/moderation/switches.py turns the switches.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.run.in_process import InProcess
from campaign.web import page_cache
from petitions.models import Switches

CACHE_SECONDS = 3  # for processes on other machines, which are not told when a switch is turned


@dataclass(frozen=True, slots=True)
class PauseState:
    """The switches as they were at most CACHE_SECONDS ago."""

    signing_paused: bool = False
    own_notice: str = ""
    counting_paused_at: datetime | None = None

    @property
    def notice(self) -> str:
        """The text in place of the sign form; empty while signing is open."""
        if not self.signing_paused:
            return ""
        return self.own_notice or _("Signing is paused. Please come back soon.")


def current() -> PauseState:
    """On this machine a turned switch shows at once: it changes the version of the page cache."""
    return _state.get()


def _read() -> PauseState:
    columns = ("signing_paused", "notice", "counting_paused_at")
    row = Switches.objects.values_list(*columns).first()
    return PauseState(*row) if row else PauseState()


_state = InProcess(_read, CACHE_SECONDS, page_cache.version)


def count_as_of() -> datetime:
    """The moment to which a count belongs that is read now."""
    return current().counting_paused_at or timezone.now()
