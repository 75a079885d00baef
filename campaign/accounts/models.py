"""What belongs to an account of staff: its factors, browsers, sessions, emailed links, and what happened to it.

The account itself is Django's User. No network address is stored here.
"""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django_otp.models import Device

from campaign.privacy.encryption import EncryptedTextField

USER = settings.AUTH_USER_MODEL


class Factor(Device, models.Model):  # type: ignore[misc, django-manager-missing]  # django-otp has no hints
    """Something with which an account proves that it is its owner. A session names the one that opened it."""

    class Meta:
        abstract = True


class AuthenticatorApp(Factor):
    """An authenticator app. It is `confirmed` once its owner has typed a code of it."""

    key = EncryptedTextField()  # in base 32, as people type it
    last_step = models.BigIntegerField(default=0)  # the 30 seconds whose code was used last

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(name="one_app_per_account", fields=["user"]),)

    def __str__(self) -> str:
        return "app" if self.confirmed else "app, not confirmed yet"


class RecoveryCodes(Factor):
    """Ten codes for those who have lost their phone, as digests. Each works once."""

    digests = ArrayField(models.BinaryField(max_length=32), default=list)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(name="one_set_of_codes_per_account", fields=["user"]),
        )

    def __str__(self) -> str:
        return f"{len(self.digests)} recovery codes"


class Passkey(Factor):
    """A passkey: a device or a password manager proves that it has the key (WebAuthn)."""

    credential_id = models.BinaryField(max_length=1023, unique=True)
    credential = models.BinaryField()  # as fido2 writes it, with the public key
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"passkey, added with {self.name}"


class KnownBrowser(models.Model):
    """A browser with which someone has logged in. A cookie holds the secret of which this is the digest."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32)
    used_at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(name="browser_once_per_account", fields=["user", "digest"]),
        )

    def __str__(self) -> str:
        return f"used at {self.used_at:%Y-%m-%d}"


class StaffSession(AbstractBaseSession):
    """A session of staff. `session_key` is a digest of what the cookie holds (campaign/accounts/sessions.py)."""

    session_key = models.CharField(max_length=64, primary_key=True)
    number = models.UUIDField(default=uuid.uuid4, unique=True)  # for forms and URLs
    user = models.ForeignKey(USER, models.CASCADE, null=True, related_name="+")
    browser = models.CharField(max_length=60, blank=True)  # such as "Firefox on Windows"
    began_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.browser}, since {self.began_at:%Y-%m-%d %H:%M}"


class EmailedLink(models.Model):
    """A link to set a password. It works once."""

    class Purpose(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        FORGOTTEN = "forgotten", _("forgotten password")

    digest = models.BinaryField(max_length=32, primary_key=True)
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose)
    expires_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.purpose}, until {self.expires_at:%Y-%m-%d %H:%M}"


class AccountEvent(models.Model):
    """Something that happened to an account. Failures of one hour are one row with their number."""

    class Kind(models.TextChoices):
        INVITED = "invited", _("Invited")
        LOGGED_IN = "logged-in", _("Logged in")
        NEW_BROWSER = "new", _("Logged in from a new browser")
        WRONG_PASSWORD = "password", _("Wrong password")
        WRONG_CODE = "code", _("Wrong code")
        REFUSED = "refused", _("Refused: too many tries")
        LINK_SENT = "link", _("Link for a new password sent")
        PASSWORD_CHANGED = "changed", _("Password changed")
        FACTOR_ADDED = "added", _("Second factor added")
        FACTOR_REMOVED = "removed", _("Second factor removed")
        FACTOR_RESET = "reset", _("Second factor reset")
        CODES_MADE = "codes", _("New recovery codes")
        CODE_SPENT = "spent", _("Recovery code used")
        PROVED = "proved", _("Confirmed with the second factor")
        ROLES = "roles", _("Roles changed")
        BREAK_IN = "break-in", _("Password and second factor taken away after a break-in")

    user = models.ForeignKey(
        USER, models.CASCADE, null=True, related_name="+", verbose_name=_("account")
    )  # null: no account has the name that was typed
    kind = models.CharField(_("what happened"), max_length=10, choices=Kind)
    at = models.DateTimeField(_("when"), db_default=Now())
    by = models.ForeignKey(
        USER, models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )  # null: the owner, or a command on the server
    browser = models.CharField(_("browser"), max_length=60, blank=True)
    number = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        verbose_name = _("log-in record")
        verbose_name_plural = _("log-in records")
        default_permissions = ("view",)
        ordering = ("-pk",)
        indexes = (models.Index(fields=["kind", "at"], name="event_by_kind"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_kind_display()}"
