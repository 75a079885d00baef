"""Tips: what visitors tell the campaign without saying who they are."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from campaign.privacy.encryption import EncryptedTextField
from profiles.models import vocabulary


class Tip(models.Model):
    """A conversation with a visitor. Only a code identifies it, and only a digest of the code is stored.

    The database stores days but no times, and no address of any kind. So no one can match the database with
    observed network traffic.
    """

    code_digest = models.BinaryField(max_length=32, unique=True, editable=False)
    kind = models.CharField(_("subject"), max_length=20, choices=vocabulary.TipKind)
    about = models.ForeignKey(
        "profiles.Detainee", models.SET_NULL, null=True, blank=True, related_name="tips",
        verbose_name=_("person"),
    )  # fmt: skip
    state = models.CharField(
        _("state"), max_length=10, choices=vocabulary.TipState, default=vocabulary.TipState.NEW
    )
    told_on = models.DateField(_("received on"))
    last_on = models.DateField(_("last written on"))
    # Whether TIPS_MAIL was told of the visitor's last message (profiles/tips/announcement.py).
    is_announced = models.BooleanField(default=False, editable=False)

    class Meta:
        verbose_name = _("tip")
        verbose_name_plural = _("tips")
        ordering = ("-last_on", "-pk")
        default_permissions = ("view", "change", "delete")
        indexes = (models.Index(fields=["state", "-last_on"], name="tip_state"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.pk})"


class TipMessage(models.Model):
    """A message of the visitor or an answer of staff, encrypted in the database."""

    tip = models.ForeignKey(Tip, models.CASCADE, related_name="messages")
    text = EncryptedTextField(_("text"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name=_("member of staff"),
    )  # fmt: skip
    on = models.DateField(_("on"))

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ("pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"

    @property
    def by_staff(self) -> bool:
        return self.author_id is not None
