"""The record of who looked at signers."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from petitions.models.petition import Petition


class SignerAccess(models.Model):
    """Someone of the staff was shown signers, looked for them, or acted for one: who, when, why, and how many were found.

    It holds no words that were searched for, no address and no signature. So it says nothing about a signer, and an erasure has
    nothing to erase here. Only `petitions/signers/access_log.py` writes it.
    """

    class Kind(models.TextChoices):
        SEARCH = "search", _("Search by name or email domain")
        PAGE = "page", _("Page of the list")
        SIGNATURE = "signature", _("One signature")
        REVIEW = "review", _("Approving or rejecting")
        SAMPLE = "sample", _("Sample of an invalidation")
        UPDATE = "update", _("Uncertain emails of an update")
        EXPORT = "export", _("Export")
        DOSSIER = "dossier", _("Download of a dossier")
        ADDRESS = "address", _("Looking up an address")
        STOP = "stop", _("Stopping the updates to an address")
        BLOCK = "block", _("Blocking all emails to an address")
        UNBLOCK = "unblock", _("Allowing emails to an address again")
        ERASE = "erase", _("Erasing the signatures of an address")

    at = models.DateTimeField(_("when"), default=timezone.now)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    kind = models.CharField(_("what"), max_length=10, choices=Kind)
    petition = models.ForeignKey(
        Petition, models.PROTECT, null=True, related_name="+", verbose_name=_("petition")
    )  # null: all petitions
    # The kinds of the filters ("country, name"), never their values.
    filters = models.CharField(_("filters"), max_length=200, blank=True)
    reason = models.CharField(_("stated reason"), max_length=250)
    # None: a file that is being written, or was when the server stopped.
    found = models.PositiveIntegerField(_("found"), null=True)

    class Meta:
        verbose_name = _("entry in the signer access log")
        verbose_name_plural = _("signer access log")
        ordering = ("-at", "-pk")
        default_permissions = ("view",)
        indexes = (models.Index(fields=["-at", "-id"], name="signer_access_newest"),)
        constraints = (
            models.CheckConstraint(
                name="signer_access_has_a_reason", condition=~models.Q(reason="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%Y-%m-%d %H:%M}"
