"""Logging in: a password, then a factor. Only then does the session have a user.

Between the two, the session remembers who gave the right password, for ten minutes. Whoever has no factor yet sets one up
in that time. No other page takes such a session for that of a member of staff.
"""

from datetime import timedelta

from django.contrib.auth import authenticate, login
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.debug import sensitive_variables
from django_otp import login as remember_device
from django_otp.models import Device

from campaign.accounts import browsers, emails, events, factors, passkeys, sessions, throttle
from campaign.accounts.events import Kind
from campaign.web.models import Use

PENDING, PENDING_PASSWORD, PENDING_SINCE = "pending", "pending-password", "pending-since"
# A form that someone sent after their session had ended, sealed by campaign/autosave. It is opened after the log-in.
CARRIED = "carried"
WITHIN = timedelta(minutes=10)  # between the password and the factor
MANY_CODES = 5  # wrong codes in an hour, after the right password: someone else may know it


# --- The password ----------------------------------------------------------------------------------------------


@sensitive_variables("password", "code")
def check_password(
    request: HttpRequest, username: str, password: str, code: str = ""
) -> User | None:
    """The member of staff with this name and password. Raises TooManyTries.

    code: what was typed into the field of the second factor. It is not used up here.
    """
    user = User.objects.filter(username=username).first()
    shares = _shares_of_passwords(request, username, user, code)
    try:
        throttle.take(shares)
    except throttle.TooManyTries:
        events.record_failure(Kind.REFUSED, user)
        raise
    checked = authenticate(request, username=username, password=password)
    if not isinstance(checked, User) or not checked.is_staff:
        events.record_failure(Kind.WRONG_PASSWORD, user)
        return None
    throttle.give_back(shares)
    return checked


def _shares_of_passwords(
    request: HttpRequest, username: str, user: User | None, code: str
) -> list[throttle.Share]:
    if browser := browsers.known_browser(request, user):
        return throttle.of_browser(Use.PASSWORDS, browser)
    networks = throttle.of_networks(Use.PASSWORDS, request)
    if factors.is_recovery_code(user, code):
        return networks
    return [*networks, *throttle.of_account(Use.PASSWORDS, username)]


# --- Between the password and the factor -----------------------------------------------------------------------


def carry(request: HttpRequest, sealed: str) -> None:
    """Remember it in the session, until someone has logged in with both password and factor."""
    if sealed:
        request.session[CARRIED] = sealed


def take_carried(request: HttpRequest) -> str:
    """What the session of someone who is in has carried. It is taken once."""
    return str(request.session.pop(CARRIED)) if CARRIED in request.session else ""


def wait_for_factor(request: HttpRequest, user: User, carried: str = "") -> None:
    """Remember in the session that this account's password was right."""
    carried = carried or request.session.get(CARRIED, "")
    request.session.flush()
    carry(request, carried)
    request.session.update(
        {
            PENDING: user.pk,
            PENDING_PASSWORD: user.get_session_auth_hash(),
            PENDING_SINCE: timezone.now().timestamp(),
        }
    )


def pending_user(request: HttpRequest) -> User | None:
    """Who gave the right password in this session and no factor yet."""
    since = request.session.get(PENDING_SINCE, 0)
    if timezone.now().timestamp() - since > WITHIN.total_seconds():
        return None
    pk = request.session.get(PENDING, 0)
    user = User.objects.filter(pk=pk, is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(
        request.session.get(PENDING_PASSWORD, ""), user.get_session_auth_hash()
    ):
        return None
    return user


# --- The factor --------------------------------------------------------------------------------------------------


def check_code(request: HttpRequest, user: User, code: str) -> Device | None:
    """The factor of this account whose code this is; it is used up. Raises TooManyTries."""
    browser = browsers.known_browser(request, user)
    if factors.is_recovery_code(user, code):
        shares = []
    elif browser:
        shares = throttle.of_browser(Use.FACTORS, browser)
    else:
        shares = throttle.of_account(Use.FACTORS, user.get_username())
    try:
        throttle.take(shares)
    except throttle.TooManyTries:
        events.record_failure(Kind.REFUSED, user)
        raise
    device = factors.use_code(user, code)
    if device is None:
        if events.record_failure(Kind.WRONG_CODE, user) == MANY_CODES:
            emails.send(user, "codes_guessed", number=MANY_CODES)
        return None
    throttle.give_back(shares)
    return device


def check_passkey(request: HttpRequest, user: User, answer: str) -> Device | None:
    """A passkey cannot be guessed, so its tries are not limited."""
    device = passkeys.check(request, user, answer)
    if device is None:
        events.record_failure(Kind.WRONG_CODE, user)
    return device


# --- In --------------------------------------------------------------------------------------------------------


def finish(request: HttpRequest, user: User, device: Device, *, is_first: bool = False) -> None:
    """Log in, after password and factor were right. `browsers.remember` has to follow, with the response.

    is_first: the factor was set up just now. Its owner gets an email about that instead of one about a new browser.
    """
    browser = browsers.describe(request)
    for key in (PENDING, PENDING_PASSWORD, PENDING_SINCE):
        request.session.pop(key, None)
    is_new = browsers.known_browser(request, user) is None
    login(request, user, "django.contrib.auth.backends.ModelBackend")
    remember_device(request, device)
    sessions.begin(request, browser)
    events.record(Kind.NEW_BROWSER if is_new else Kind.LOGGED_IN, user, browser=browser)
    if is_new and not is_first:
        emails.send(user, "new_browser", browser=browser)
