"""Whether the site is open, as staff have set it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.text.fields import LineField


class SiteState(models.Model):
    """One row. Without it the site is open. Only switch.py changes it."""

    class Mode(models.TextChoices):
        OPEN = "open", _("Open to everyone")
        CLOSED = "closed", _("Closed: visitors read that we will be back")
        PASSWORD = "password", _("Closed, but open to those who have a password")

    mode = models.CharField(_("the site is"), max_length=10, choices=Mode, default=Mode.OPEN)
    notice = LineField(_("what visitors read"), max_length=300, blank=True)
    password = models.CharField(max_length=200, blank=True)  # hashed
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("opening of the site")
        verbose_name_plural = _("opening of the site")
        default_permissions = ("view", "change")
        constraints = (
            models.CheckConstraint(name="site_state_is_one_row", condition=Q(pk=1)),
            models.CheckConstraint(
                name="site_state_has_its_password",
                condition=~Q(mode="password") | ~Q(password=""),
                violation_error_message=_("Choose a password for visitors."),
            ),
        )

    def __str__(self) -> str:
        return str(self.get_mode_display())
