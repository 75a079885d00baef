"""When the site next changes by itself: something becomes public at its time, or ends."""

from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils import timezone

from campaign.publishing.ending import Ending
from campaign.publishing.workflow import Publishable, State


def next_change() -> datetime | None:
    """The next such time; None if there is none. One query."""
    models = [model for model in apps.get_models() if issubclass(model, Publishable)]
    times = [(model, "publish_at") for model in models]
    times += [(model, "expires_at") for model in models if issubclass(model, Ending)]
    first, *others = (_later(model, name) for model, name in times)
    at: datetime | None = first.union(*others, all=True).order_by("publish_at").first()
    return at


def _later(model: Any, name: str) -> Any:
    later = model._default_manager.filter(state=State.PUBLISHED, **{f"{name}__gt": timezone.now()})
    return later.order_by().values_list(name, flat=True)
