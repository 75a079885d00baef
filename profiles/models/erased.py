"""What remains of erased people: the used reference and slug, so that no one else ever gets them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.privacy.encryption import digest
from profiles.models.references import parse_reference, reference


class ErasedPerson(models.Model):
    """A reference that is no longer in use. Nothing says whose it was."""

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
    """A former slug or reference. Most slugs contain a name, so only a digest is stored."""

    digest = models.BinaryField(max_length=32, primary_key=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return bytes(self.digest).hex()[:8]


def address_digest(slug: str) -> bytes:
    """The digest that is stored of an erased person's slug or reference."""
    return digest("erased-address", slug.lower())


def is_erased(slug: str) -> bool:
    """Whether this slug or reference belonged to an erased person (profiles/safety/erasure.py)."""
    number = parse_reference(slug)
    known = slug if number is None else reference(number)
    return ErasedAddress.objects.filter(digest=address_digest(known)).exists()
