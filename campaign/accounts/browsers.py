"""Which browser someone uses: in words, and whether they have logged in with it before.

A browser that logs in gets a cookie with a secret. Guesses by others do not slow it down (throttle.py), and no email is
sent about it.
"""

import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from campaign.accounts.models import KnownBrowser
from campaign.privacy.encryption import digest
from campaign.web.responses import with_secret_cookie

LIFETIME = timedelta(days=180)  # since the browser was used last

# The first that fits: Edge and Opera also call themselves Chrome, and Chrome calls itself Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR|Opera", "Opera"),
    ("Firefox|FxiOS", "Firefox"),
    ("Chrome|CriOS", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone|iPad", "iOS"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux|X11", "Linux"),
)


def describe(request: HttpRequest) -> str:
    """Such as “Firefox on Windows”: coarse on purpose, and no address."""
    agent = request.META.get("HTTP_USER_AGENT", "")[:400]
    browser, system = (
        next((name for pattern, name in table if re.search(pattern, agent)), "")
        for table in (_BROWSERS, _SYSTEMS)
    )
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Another program")


def known_browser(request: HttpRequest, user: User | None) -> KnownBrowser | None:
    """The row for this browser, if this account has logged in with it."""
    token = request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "")
    if not token or user is None:
        return None
    return KnownBrowser.objects.filter(
        user=user, digest=_digest(token), used_at__gt=Now() - LIFETIME
    ).first()


def remember(request: HttpRequest, response: HttpResponse, user: User) -> HttpResponse:
    """Know this browser of this account from now on. Two people who share it share its cookie."""
    token = request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "")
    if not KnownBrowser.objects.filter(digest=_digest(token)).exists():
        token = secrets.token_urlsafe(24)  # also instead of a cookie that we never gave
    KnownBrowser.objects.update_or_create(
        user=user, digest=_digest(token), defaults={"used_at": Now()}
    )
    return with_secret_cookie(response, settings.BROWSER_COOKIE_NAME, token, LIFETIME)


def forget_all(user: User) -> None:
    KnownBrowser.objects.filter(user=user).delete()


def delete_expired() -> None:
    KnownBrowser.objects.filter(used_at__lte=Now() - LIFETIME).delete()


def _digest(token: str) -> bytes:
    return digest("staff-browser", token)
