"""The table of saved views."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaign.text.fields import NameField


class SavedView(models.Model):
    """Filters, order and columns of one list of the desk.

    list: the model ("profiles.detainee"). query: the parameters of the URL. No words that someone searched for are in it:
    they may name a person, and would still be here when that person has been erased.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    list = models.CharField(max_length=60)
    name = NameField(_("name"), max_length=40)
    query = models.CharField(max_length=1000, blank=True)
    is_shared = models.BooleanField(_("for everyone who may see this list"), default=False)
    is_default = models.BooleanField(_("open the list with it"), default=False)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        default_permissions = ()
        permissions = (("share_savedview", "Can share a saved view with everyone"),)
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                name="saved_view_has_a_name_of_its_own",
                fields=["owner", "list", "name"],
                violation_error_message=_("You have a view of this name already."),
            ),
            models.UniqueConstraint(
                name="one_default_view_per_list",
                fields=["owner", "list"],
                condition=Q(is_default=True),
            ),
        )
        indexes = (models.Index(fields=["list", "owner"], name="saved_view_of_list"),)

    def __str__(self) -> str:
        return self.name
