"""The pages behind a link for a reader outside."""

from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from campaign.preview_links import links
from campaign.publishing.workflow import Publishable
from profiles.models import Detainee
from tests.campaign.preview_links.links import make_link
from tests.factories import make_news, make_staff


@transaction.atomic
def paths(person: Detainee) -> dict[str, str]:
    """By the name of the page."""
    later = timezone.now() + timedelta(days=2)
    release = make_news(
        kind="release",
        slug="embargoed",
        headline="They are free",
        dateline="Geneva",
        publish_at=later,
    )
    (door, checked), (_door, embargoed) = (
        _pages(item, purpose) for item, purpose in ((person, "fact_check"), (release, "embargo"))
    )
    return {
        "reader outside: the button": door,
        "reader outside: fact check": checked,
        "reader outside: embargo": embargoed,
        "reader outside: dead link": "/preview/no-such-token/",
    }


def _pages(item: Publishable, purpose: str) -> tuple[str, str]:
    """The addresses of the button and of the text behind it."""
    by = make_staff(f"asker-{purpose}")
    link, door = make_link(item, by, purpose=purpose)
    opening = links.open_link(link, item)
    token = door.strip("/").rpartition("/")[2]
    return door, reverse("preview:read", args=[token, opening])
