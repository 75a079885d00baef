"""What stays of people who were erased: that there was somebody, so that neither a reference nor an address
is ever given again."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.privacy.encryption import digest
from profiles.models.references import parse_reference, reference


class ErasedPerson(models.Model):
    """Whose number it was is known to nobody any more."""

    number = models.BigIntegerField(_("number"), primary_key=True)
    erased_at = models.DateTimeField(_("erased on"), default=timezone.now)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+",
        verbose_name=_("erased by"),
    )  # fmt: skip  # null: again, after a backup was restored

    class Meta:
        verbose_name = _("erased person")
        verbose_name_plural = _("erased people")
        ordering = ("-erased_at", "-pk")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return reference(self.number)


class ErasedAddress(models.Model):
    """An address at which somebody was public; most hold a name, so only a digest is kept."""

    digest = models.BinaryField(max_length=32, primary_key=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return bytes(self.digest).hex()[:8]


def mark_of(slug: str) -> bytes:
    """What is kept of the address of somebody who is erased."""
    return digest("erased-address", slug.lower())


def is_erased(slug: str) -> bool:
    """Whether a person had this address or reference of whom nothing is kept (profiles/safety/erasure.py)."""
    number = parse_reference(slug)
    known = slug if number is None else reference(number)
    return ErasedAddress.objects.filter(digest=mark_of(known)).exists()
