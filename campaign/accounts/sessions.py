"""Sessions of staff, in a table of our own: they end after 30 minutes without use and 12 hours after the log-in.

A session is also over at once when its account is made inactive or loses its factor, or the password changes: Django
and django-otp look at both with every request. The table stores only a digest of what the cookie holds, so no one who
reads the table can use a session.

A session also knows when its owner gave a factor last. What can do much harm asks for it again after PROOF_LASTS
(campaign/accounts/views/step_up.py).

This module is settings.SESSION_ENGINE.
"""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, override

from django.conf import settings
from django.contrib.auth import SESSION_KEY as USER_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends import db
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from campaign.accounts.models import StaffSession
from campaign.privacy.encryption import digest
from campaign.web.responses import with_secret_cookie

BEGAN, BROWSER, PROVED = "began", "browser", "proved"  # in the data of a session
PROOF_LASTS = timedelta(minutes=10)
WRITE_EVERY = timedelta(minutes=1)  # the time of the last use is written this often


def live() -> QuerySet[StaffSession]:
    """The sessions that can be used."""
    now = timezone.now()
    return StaffSession.objects.filter(
        expire_date__gt=now, used_at__gt=now - timedelta(seconds=settings.SESSION_IDLE_AGE)
    )


class SessionStore(db.SessionStore):
    row: StaffSession | None = None

    @classmethod
    @override
    def get_model_class(cls) -> type[StaffSession]:
        return StaffSession

    def _get_session_from_db(self) -> StaffSession | None:
        self.row = live().filter(pk=stored_key(self.session_key or "")).first()
        if self.row is None:
            self._session_key = None
        return self.row

    @override
    def exists(self, session_key: str) -> bool:
        return StaffSession.objects.filter(pk=stored_key(session_key)).exists()

    @override
    def create_model_instance(self, data: dict[str, Any]) -> StaffSession:
        now = timezone.now()
        began = datetime.fromisoformat(data.setdefault(BEGAN, now.isoformat()))
        row = StaffSession(
            session_key=stored_key(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=began + timedelta(seconds=settings.SESSION_COOKIE_AGE),
            user_id=data.get(USER_KEY),
            browser=data.get(BROWSER, ""),
            began_at=began,
            used_at=now,
        )
        if self.row and self.row.pk == row.pk:
            row.number = self.row.number
        self.row = row
        return row

    @override
    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            StaffSession.objects.filter(pk=stored_key(key)).delete()


def stored_key(session_key: str) -> str:
    return digest("session", session_key).hex()


def begin(request: HttpRequest, browser: str) -> None:
    """Count the 12 hours from now on."""
    request.session[BEGAN] = timezone.now().isoformat()
    request.session[BROWSER] = browser


def prove[R: HttpResponse](request: HttpRequest, response: R) -> R:
    """Remember that the owner gave a factor just now, in this session and this browser.

    The response sets a cookie for the proof alone. So the proof is of no use to someone who has copied the cookie of
    the session before.
    """
    token = secrets.token_urlsafe(24)
    request.session[PROVED] = [timezone.now().timestamp(), digest("proof", token).hex()]
    return with_secret_cookie(response, settings.PROOF_COOKIE_NAME, token, PROOF_LASTS)


def is_proved(request: HttpRequest) -> bool:
    """Whether this browser gave a factor in this session within PROOF_LASTS."""
    at, expected = request.session.get(PROVED, (0, ""))
    token = request.COOKIES.get(settings.PROOF_COOKIE_NAME, "")
    is_fresh = timezone.now().timestamp() - at < PROOF_LASTS.total_seconds()
    return is_fresh and constant_time_compare(digest("proof", token).hex(), expected)


def current(request: HttpRequest) -> StaffSession | None:
    """The row of this request's session, if it has one."""
    request.session.get(USER_KEY)  # loads it
    row: StaffSession | None = getattr(request.session, "row", None)
    return row


def lock(request: HttpRequest) -> bool:
    """Whether the session is still there. Until the transaction ends, no one can end it."""
    row = current(request)
    return row is not None and StaffSession.objects.select_for_update().filter(pk=row.pk).exists()


def of(user: User) -> QuerySet[StaffSession]:
    return live().filter(user=user).order_by("-used_at")


def end(user: User, number: str) -> None:
    """End one session of this account."""
    StaffSession.objects.filter(user=user, number=number).delete()


def end_others(request: HttpRequest, user: User) -> None:
    row = current(request)
    StaffSession.objects.filter(user=user).exclude(pk=row.pk if row else "").delete()


def end_all(user: User) -> None:
    StaffSession.objects.filter(user=user).delete()


def delete_expired() -> None:
    StaffSession.objects.exclude(pk__in=live().values("pk")).delete()


class UseMiddleware:
    """Notes that a session is in use at the desk. Pages that a script fetches by itself do not count."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Public pages do not read the session: they are the same for everyone.
        if request.path_info.startswith("/admin/") and not _is_polling(request):
            row, now = current(request), timezone.now()
            if row and row.used_at < now - WRITE_EVERY:
                StaffSession.objects.filter(pk=row.pk).update(used_at=now)
        return self.get_response(request)


def _is_polling(request: HttpRequest) -> bool:
    return request.method == "GET" and request.META.get("HTTP_SEC_FETCH_DEST") == "empty"
