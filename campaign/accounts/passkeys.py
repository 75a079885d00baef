"""Passkeys (WebAuthn), as a second factor after the password. fido2 checks what the browser sends.

A page holds the options for the browser (`static/js/passkey.js`), and the session the challenge, for one answer. Browsers
allow passkeys over HTTPS and on localhost, never on an IP address. A passkey works only on the host where it was added.
"""

import json
from ipaddress import ip_address
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from campaign.accounts import browsers
from campaign.accounts.models import Passkey
from campaign.privacy.encryption import digest

CHALLENGE = "passkey-challenge"  # in the session
MOST = 10  # of one account
# What reading an answer raises that is none: no JSON, other JSON, a wrong signature, no question in this session.
NO_ANSWER = (ValueError, KeyError, TypeError, AttributeError)


def are_possible(request: HttpRequest) -> bool:
    host = _host(request)
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return request.is_secure() or host == "localhost"
    return False


def has_passkey(user: User) -> bool:
    return Passkey.objects.filter(user=user).exists()


def options_to_add(request: HttpRequest, user: User) -> str:
    """JSON for `navigator.credentials.create`. The answer has to come in the same session."""
    options, state = _server(request).register_begin(
        PublicKeyCredentialUserEntity(
            id=digest("passkey-user", str(user.pk)),
            name=user.get_username(),
            display_name=user.get_full_name() or user.get_username(),
        ),
        _credentials(user),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return _remember(request, options, state)


def add(request: HttpRequest, user: User, answer: str) -> Passkey | None:
    """Store the passkey that the browser made. None if the answer is not one to our question."""
    try:
        made = _server(request).register_complete(_challenge(request), json.loads(answer))
    except NO_ANSWER:
        return None
    credential = made.credential_data
    if credential is None or Passkey.objects.filter(user=user).count() >= MOST:
        return None
    passkey, is_new = Passkey.objects.get_or_create(
        credential_id=credential.credential_id,
        defaults={
            "user": user,
            "credential": bytes(credential),
            "name": browsers.describe(request),
        },
    )
    return passkey if is_new else None


def options_to_log_in(request: HttpRequest, user: User) -> str:
    """JSON for `navigator.credentials.get`."""
    options, state = _server(request).authenticate_begin(
        _credentials(user), user_verification=UserVerificationRequirement.PREFERRED
    )
    return _remember(request, options, state)


def check(request: HttpRequest, user: User, answer: str) -> Passkey | None:
    """The passkey with which the browser answered the challenge of this session."""
    try:
        used = _server(request).authenticate_complete(
            _challenge(request), _credentials(user), json.loads(answer)
        )
    except NO_ANSWER:
        return None
    return Passkey.objects.filter(user=user, credential_id=used.credential_id).first()


def _server(request: HttpRequest) -> Fido2Server:
    origin = f"{request.scheme}://{request.get_host()}"
    name = PublicKeyCredentialRpEntity(id=_host(request), name=_host(request))
    return Fido2Server(name, verify_origin=lambda given: bool(given == origin))


def _host(request: HttpRequest) -> str:
    host = request.get_host()
    return host if host.endswith("]") else host.partition("]:")[0].rsplit(":", 1)[0]


def _credentials(user: User) -> list[AttestedCredentialData]:
    return [
        AttestedCredentialData(bytes(each.credential))
        for each in Passkey.objects.filter(user=user).order_by("pk")
    ]


def _remember(request: HttpRequest, options: Any, state: Any) -> str:
    request.session[CHALLENGE] = state
    return json.dumps(dict(options)["publicKey"])


def _challenge(request: HttpRequest) -> Any:
    """It answers once: another answer needs another challenge. Raises KeyError if there is none."""
    state = request.session.pop(CHALLENGE)
    request.session.save()
    return state
