"""People with one name whom staff know to be two."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Distinct(models.Model):
    """Somebody looked at both. Written both ways round, so that either finds it."""

    person = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="distinct_from")
    other = models.ForeignKey("profiles.Detainee", models.CASCADE, related_name="+")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    at = models.DateTimeField(_("on"), auto_now_add=True)

    class Meta:
        verbose_name = _("pair of two people")
        verbose_name_plural = _("pairs of two people")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=["person", "other"], name="distinct_once"),
            models.CheckConstraint(
                name="distinct_from_somebody_else",
                condition=~models.Q(person=models.F("other")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} ≠ {self.other_id}"
