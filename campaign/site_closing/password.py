"""Lets visitors in who know the password of a closed site, by HTTP Basic: it needs no page, no cookie and no JavaScript.

The right password always opens: it is checked before the limit of guesses, so no one can use up the guesses of a network to shut
out others there. Wrong ones are counted by network, as those of staff passwords are.

So the check has to be cheap: a browser sends the password with every file, and anyone can send a flood of wrong ones. What is
stored is an HMAC with PEPPER and a salt of its own. It takes microseconds, and every process gives the same answer without
remembering anything. A stolen database or file does not help to guess it, as long as PEPPER is not stolen with it. The limit
does not stop a guess that is right, so a common password is refused (desk.py).
"""

import base64
import hmac
import secrets

from django.http import HttpRequest

from campaign.accounts import throttle
from campaign.privacy.encryption import digest
from campaign.site_closing.state_file import State
from campaign.web.models import Use

MAX_LENGTH = 1_000


def make_hash(password: str) -> str:
    return _hash(password, secrets.token_hex(16))


def is_right(request: HttpRequest, state: State) -> bool:
    """Whether the request has the password. Raises throttle.TooManyTries."""
    typed = _typed(request)
    if not typed or not state.password:
        return False
    salt = state.password.partition("$")[0]
    if hmac.compare_digest(_hash(typed, salt).encode(), state.password.encode()):
        return True
    throttle.take(throttle.of_networks(Use.SITE, request))
    return False


def _hash(password: str, salt: str) -> str:
    return f"{salt}${digest('site-password', salt, password).hex()}"


def _typed(request: HttpRequest) -> str:
    """The password of the Authorization header; the name before it does not matter."""
    scheme, _space, encoded = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.casefold() != "basic" or len(encoded) > MAX_LENGTH:
        return ""
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""
