"""Carries receipts from the button to the page of thanks, in the only cookie that a visitor is ever sent.

The address of that page is the same for everybody, and a receipt must not stand in one. The cookie holds
the receipts alone, sealed, for that one page and ten minutes, and goes as soon as they are shown.
"""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

from campaign.privacy.encryption import decrypt, encrypt
from petitions.models import Petition, Signature
from petitions.transparency import receipts

COOKIE = "receipt"
SECONDS = 600
MOST = 20  # in one cookie, which may hold 4 KB


def hand_over(
    request: HttpRequest, response: HttpResponse, signatures: Iterable[Signature]
) -> None:
    """To the page that the response sends the visitor to."""
    secrets = {
        str(each.petition_id): bytes(each.receipt).hex() for each in signatures if each.receipt
    }
    response.set_cookie(
        COOKIE,
        encrypt(json.dumps({COOKIE: dict(list(secrets.items())[:MOST])})),
        max_age=SECONDS,
        path=urlsplit(response.headers["Location"]).path,
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )


def handed_over(request: HttpRequest) -> list[dict[str, Any]]:
    """For petitions/_receipt.html; nothing without the cookie, nor with one that is not ours."""
    try:
        secrets = json.loads(decrypt(request.COOKIES.get(COOKIE, "")))[COOKIE]
    except (ValueError, TypeError, KeyError):  # a UnicodeError is a ValueError
        return []
    petitions = Petition.objects.published().filter(pk__in=map(int, secrets)).order_by("pk")
    return [
        receipts.shown(receipts.receipt_of(petition, bytes.fromhex(secrets[str(petition.pk)])))
        | {"title": petition.title if len(secrets) > 1 else ""}
        for petition in petitions
    ]


def take_back(request: HttpRequest, response: HttpResponse) -> None:
    if COOKIE in request.COOKIES and request.method == "GET":
        response.delete_cookie(COOKIE, path=request.path, samesite="Strict")
