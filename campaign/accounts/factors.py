"""The second factor: codes from an authenticator app, and recovery codes. Passkeys are in passkeys.py.

An account has a factor once it has an app or a passkey. Recovery codes come with it. Each code works once: the
account's row is locked while it is checked, so that two requests at once cannot both use it.
"""

import secrets
import time
from base64 import b32decode, b32encode
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django_otp.models import Device
from django_otp.oath import TOTP

from campaign.accounts import browsers, emails, events, sessions
from campaign.accounts.events import Kind
from campaign.accounts.models import AuthenticatorApp, Passkey, RecoveryCodes
from campaign.privacy.encryption import decrypt, digest, encrypt
from campaign.text import codes

KEY = "app-key"  # in the session
KEY_BYTES = 20  # as RFC 4226 recommends
TOLERANCE = 1  # steps of 30 seconds by which a phone's clock may be off
RECOVERY_CODES = 10
RECOVERY_CODE_BYTES = 16  # 80 bits: five of each byte


def has_factor(user: User) -> bool:
    return any(
        model.objects.filter(user=user, confirmed=True).exists()
        for model in (AuthenticatorApp, Passkey)
    )


# --- The app -----------------------------------------------------------------------------------------------


def new_key() -> str:
    return b32encode(secrets.token_bytes(KEY_BYTES)).decode()


def key_to_set_up(request: HttpRequest, user: User) -> str:
    """The key of an app whose owner has not yet confirmed it. Opening the page again shows the same key.

    The session keeps it, encrypted like that of an app. No other session is shown this key: someone else may have
    opened that one.
    """
    if KEY not in request.session:
        request.session[KEY] = encrypt(new_key(), KEY, user.pk)
    return decrypt(request.session[KEY], KEY, user.pk)


def set_app(user: User, key: str) -> AuthenticatorApp:
    """Give an account an app with this key, in place of one that it has. For the demo, tests and benchmarks."""
    AuthenticatorApp.objects.filter(user=user).delete()
    app = AuthenticatorApp(user=user, name="App", key=key)
    app.save()
    return app


def app_url(user: User, key: str) -> str:
    """The address in the QR code, which every authenticator app reads."""
    label = quote(f"{settings.CAMPAIGN_NAME}:{user.get_username()}")
    # Apps show a plus as a plus.
    parts = urlencode({"secret": key, "issuer": settings.CAMPAIGN_NAME}, quote_via=quote)
    return f"otpauth://totp/{label}?{parts}"


def key_of(url: str) -> str:
    """The key in the address that `app_url` made."""
    return parse_qs(urlsplit(url).query)["secret"][0]


def current_code(key: str) -> str:
    return f"{TOTP(b32decode(key)).token():06}"


def _matches(app: AuthenticatorApp, typed: str) -> bool:
    """Whether this is a code of the app that was not used yet. It counts as used from now on."""
    totp = TOTP(b32decode(app.key))
    totp.time = time.time()
    if not totp.verify(int(typed), TOLERANCE, app.last_step + 1):
        return False
    app.last_step = totp.t()
    return True


@transaction.atomic
def confirm_app(request: HttpRequest, user: User, typed: str) -> AuthenticatorApp | None:
    """Make an app with the key that this session was shown, if this is its current code and the account has no app."""
    User.objects.select_for_update().get(pk=user.pk)
    app = AuthenticatorApp(user=user, name="App", key=key_to_set_up(request, user))
    apps, number = AuthenticatorApp.objects.filter(user=user), _digits(typed)
    if not number or not _matches(app, number) or apps.filter(confirmed=True).exists():
        return None
    apps.delete()  # one that was never confirmed
    app.save()
    del request.session[KEY]
    return app


# --- Recovery codes ------------------------------------------------------------------------------------------


def new_recovery_codes(user: User) -> list[str]:
    """Ten new codes. They are shown once; earlier ones work no longer."""
    written = [
        codes.format_code(secrets.token_bytes(RECOVERY_CODE_BYTES)) for _ in range(RECOVERY_CODES)
    ]
    RecoveryCodes.objects.update_or_create(
        user=user,
        defaults={"name": "Recovery codes", "digests": [_digest(user, each) for each in written]},
    )
    events.record(Kind.CODES_MADE, user)
    return written


def recovery_codes_left(user: User) -> int:
    row = RecoveryCodes.objects.filter(user=user).first()
    return len(row.digests) if row else 0


def is_recovery_code(user: User | None, typed: str) -> bool:
    """Whether this is one that was not used yet. It is not used up."""
    row = RecoveryCodes.objects.filter(user=user).first() if user and typed else None
    return row is not None and _digest(row.user, typed) in map(bytes, row.digests)


def _digest(user: User, code: str) -> bytes:
    return digest("recovery-code", str(user.pk), codes.normalise_code(code))


# --- Either --------------------------------------------------------------------------------------------------


@transaction.atomic
def use_code(user: User, typed: str) -> Device | None:
    """The factor whose code this is. The code is used up."""
    if number := _digits(typed):
        app = AuthenticatorApp.objects.select_for_update().filter(user=user, confirmed=True).first()
        if app is None or not _matches(app, number):
            return None
        app.save(update_fields=["last_step"])
        return app
    row = RecoveryCodes.objects.select_for_update().filter(user=user).first()
    spent = _digest(user, typed)
    if row is None or spent not in map(bytes, row.digests):
        return None
    row.digests = [each for each in row.digests if bytes(each) != spent]
    row.save(update_fields=["digests"])
    events.record(Kind.CODE_SPENT, user)
    emails.send(user, "code_spent", left=len(row.digests))
    return row


def _digits(typed: str) -> str:
    """The six digits of an app's code, however they are grouped. Empty if it is something else."""
    number = "".join(typed.split())
    return number if len(number) == 6 and number.isascii() and number.isdigit() else ""


@transaction.atomic
def remove(user: User, kind: str, pk: int) -> bool:
    """Take away one app ("app") or passkey ("passkey") of this account, but never the last factor."""
    apps = AuthenticatorApp.objects.select_for_update().filter(user=user, confirmed=True)
    passkeys = Passkey.objects.select_for_update().filter(user=user)
    if len(apps) + len(passkeys) < 2:
        return False
    model: type[Device] = AuthenticatorApp if kind == "app" else Passkey
    removed, _ = model.objects.filter(user=user, pk=pk).delete()
    if removed:
        events.record(Kind.FACTOR_REMOVED, user)
        emails.send(user, "factor_removed")
    return bool(removed)


@transaction.atomic
def reset(user: User, *, by: User | None) -> None:
    """Take away every factor and end every session. The next log-in sets up a new one.

    by: an administrator. None: a command on the server.
    """
    for model in (AuthenticatorApp, Passkey, RecoveryCodes):
        model.objects.filter(user=user).delete()
    browsers.forget_all(user)
    sessions.end_all(user)
    events.record(Kind.FACTOR_RESET, user, by=by)
    emails.send(user, "factor_reset", by=by)
