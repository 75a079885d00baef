"""Whether staff have paused signing or counting."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from campaign.web import page_cache
from petitions.models import Switches

KEPT = 3  # seconds, for the processes of other machines, which hear of no turning


@dataclass(frozen=True, slots=True)
class Now:
    signing_paused: bool = False
    own_notice: str = ""
    counting_paused_at: datetime | None = None

    @property
    def notice(self) -> str:
        """What stands in place of the sign form; empty while it is there."""
        if not self.signing_paused:
            return ""
        return self.own_notice or _("Signing is paused. Please come back soon.")


def now() -> Now:
    key = f"switches-{page_cache.version()}"
    kept: Now | None = cache.get(key)
    if kept is None:
        columns = ("signing_paused", "notice", "counting_paused_at")
        row = Switches.objects.values_list(*columns).first()
        kept = Now(*row) if row else Now()
        cache.set(key, kept, KEPT)
    return kept


def as_of() -> datetime:
    """Of what moment a count is that is read now."""
    return now().counting_paused_at or timezone.now()
