"""Carries receipts from the confirm button to the thank-you page, in the only cookie that visitors ever get.

A receipt must not appear in a URL. So the cookie carries the receipts and nothing else. It is encrypted,
valid for that one page and periods.RECEIPT_ON_PAGE, and deleted as soon as the receipts are shown.
"""

import json
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

from campaign.privacy.encryption import decrypt, encrypt
from petitions import periods
from petitions.models import Petition, Signature
from petitions.transparency import receipts

COOKIE = "receipt"
PURPOSE = "receipt-cookie"
MAX_RECEIPTS = 16  # a cookie may have 4 KB
_FIELD, _PART = re.compile(r"part-([1-9]\d{0,17})"), re.compile(r"[0-9a-f]{64}")


def browser_parts(request: HttpRequest) -> dict[int, bytes]:
    """By petition id, what the browser has drawn for a receipt (static/js/receipt.js). Anything else is left out."""
    return {
        int(field[1]): bytes.fromhex(str(part))
        for name, part in request.POST.items()
        if (field := _FIELD.fullmatch(name)) and _PART.fullmatch(str(part))
    }


def set_cookie(
    request: HttpRequest, response: HttpResponse, signatures: Iterable[Signature]
) -> None:
    """Set the cookie for the page to which the response redirects."""
    secrets = {
        str(each.petition_id): bytes(each.receipt).hex() for each in signatures if each.receipt
    }
    response.set_cookie(
        COOKIE,
        encrypt(json.dumps(dict(list(secrets.items())[:MAX_RECEIPTS])), PURPOSE),
        max_age=int(periods.RECEIPT_ON_PAGE.total_seconds()),
        path=urlsplit(response.headers["Location"]).path,
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )


def read_cookie(request: HttpRequest) -> list[dict[str, object]]:
    """The receipts for petitions/_receipt.html; empty without a cookie, or with one that is not ours."""
    try:
        secrets = json.loads(decrypt(request.COOKIES.get(COOKIE, ""), PURPOSE))
    except ValueError:  # a UnicodeError is one, too
        return []
    petitions = Petition.objects.published().filter(pk__in=map(int, secrets)).order_by("pk")
    return [
        receipts.receipt_context(
            receipts.receipt_json(petition, bytes.fromhex(secrets[str(petition.pk)]))
        )
        | {"title": petition.title if len(secrets) > 1 else ""}
        for petition in petitions
    ]


def delete_cookie(request: HttpRequest, response: HttpResponse) -> None:
    """Delete the cookie once the page has shown the receipts. A HEAD request leaves it."""
    if COOKIE in request.COOKIES and request.method == "GET":
        response.delete_cookie(COOKIE, path=request.path, samesite="Strict")
