"""What the tests of links share: a link, and its reader."""

from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from campaign.preview_links import links
from campaign.preview_links.models import PreviewLink


def make_link(item: Any, by: User, **fields: Any) -> tuple[PreviewLink, str]:
    """A link and the address of its door."""
    wanted: dict[str, Any] = {"recipients": ["Reyhan"], "purpose": "fact_check", "days": 14}
    [(link, token)] = links.make(item, by=by, **wanted | fields)
    return link, f"/preview/{token}/"


def open_door(client: Client, door: str) -> str:
    """Press the button. Returns the address of the text."""
    answer = client.post(door)
    assert answer.status_code == 303, answer.status_code
    return str(answer["Location"])
