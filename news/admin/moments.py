"""Times of an event, typed as its own clocks show them."""

from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from campaign.dates.fields import MomentField, MomentWidget


class ZoneMomentWidget(MomentWidget):
    """Shows the time in `zone`, in which it is read too. None: the campaign's own."""

    zone: tzinfo | None = None

    def zone_words(self) -> str:
        """Whoever types a time may have just chosen another zone, which the page does not know yet."""
        return _("Time zone: the one that you choose for the event")

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        with timezone.override(self.zone):
            return super().render(name, value, attrs, renderer)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        with timezone.override(self.zone):
            return super().value_from_datadict(data, files, name)


class ZoneMomentField(MomentField):
    widget = ZoneMomentWidget
    zone: tzinfo | None = None

    def be_in(self, name: str) -> None:
        """name: of the zone; the campaign's own if there is none of this name."""
        try:
            self.zone = ZoneInfo(name) if name else None
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.zone = None  # the field of the zone says what is wrong
        self.widget.zone = self.zone

    def prepare_value(self, value: Any) -> Any:
        return value.astimezone(self.zone) if isinstance(value, datetime) and self.zone else value

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(self.zone):
            return super().to_python(value)
