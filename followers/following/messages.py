"""The emails to followers. None of them says more than the public pages, and no word in them was typed into a form."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from followers.following.subjects import Shown
from news.models import NewsItem
from petitions.mail.messages import build_message, name_from_seed

MOST_ITEMS = 20  # in one email; the rest is on the site


def confirmation(shown: Shown, address: str, token: str, seed: str) -> EmailMessage:
    context: dict[str, object] = {
        "shown": shown,
        "link": settings.SITE_URL + reverse("followers:confirm", args=[token]),
    }
    return build_message(
        _("Please confirm that you want our news"),
        "emails/follow_confirm.txt",
        context,
        _("Follow by email"),
        address,
        name_from_seed(seed),
    )


def already_following(shown: Shown, address: str, stop: str, seed: str) -> EmailMessage:
    context: dict[str, object] = {"shown": shown, "stop": _stop_link(stop)}
    return build_message(
        _("You already get our news"),
        "emails/follow_already.txt",
        context,
        _("Stop these emails"),
        address,
        name_from_seed(seed),
    )


def what_is_followed(address: str, stop: str, opening: str) -> EmailMessage:
    path = reverse("followers:follows", args=[stop, opening])
    context: dict[str, object] = {"link": settings.SITE_URL + path}
    return build_message(
        _("What you follow"),
        "emails/follow_list.txt",
        context,
        _("See what you follow"),
        address,
        name_from_seed(opening),
    )


def weekly(items: Sequence[NewsItem], address: str, stop: str, name: str) -> EmailMessage:
    """items: the newest first. With one-click unsubscribe (RFC 8058)."""
    link = _stop_link(stop)
    context: dict[str, object] = {
        "items": [
            (each, settings.SITE_URL + each.get_absolute_url()) for each in items[:MOST_ITEMS]
        ],
        "more": max(0, len(items) - MOST_ITEMS),
        "all_news": settings.SITE_URL + reverse("news:list"),
        "stop": link,
    }
    return build_message(
        _("This week’s news from %(campaign)s") % {"campaign": settings.CAMPAIGN_NAME},
        "emails/follow_weekly.txt",
        context,
        _("Read this news"),
        address,
        name,
        **{
            "List-Unsubscribe": f"<{link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _stop_link(token: str) -> str:
    return settings.SITE_URL + reverse("followers:mine", args=[token])
