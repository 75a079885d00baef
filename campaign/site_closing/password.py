"""Lets visitors in who know the password of a closed site, by HTTP Basic: it needs no page, no cookie and no JavaScript.

Guesses are counted by network, as those of staff passwords are. A password that was right is remembered in this process as a keyed
digest, since a browser sends it with every file, and checking the slow hash each time would keep the server busy.
"""

import base64
import hmac
import secrets

from django.contrib.auth.hashers import check_password
from django.http import HttpRequest

from campaign.accounts import throttle
from campaign.site_closing.state_file import State
from campaign.web.models import Use

MAX_LENGTH = 1_000
MOST_KNOWN = 100

_key = secrets.token_bytes(32)
_known: set[bytes] = set()


def is_right(request: HttpRequest, state: State) -> bool:
    """Whether the request has the password. Raises throttle.TooManyTries."""
    typed = _typed(request)
    if not typed or not state.password:
        return False
    # With the stored hash, so that nothing is remembered of a password that was changed.
    seen = hmac.digest(_key, f"{state.password}\n{typed}".encode(), "sha256")
    if any(hmac.compare_digest(seen, each) for each in list(_known)):
        return True
    shares = throttle.of_networks(Use.SITE, request)
    throttle.take(shares)
    if not check_password(typed, state.password):
        return False
    throttle.give_back(shares)
    if len(_known) >= MOST_KNOWN:
        _known.clear()
    _known.add(seen)
    return True


def _typed(request: HttpRequest) -> str:
    """The password of the Authorization header; the name before it does not matter."""
    scheme, _space, encoded = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.casefold() != "basic" or len(encoded) > MAX_LENGTH:
        return ""
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""
