"""The rules that say which addresses are one mailbox, and the record of their edits."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AddressRule(models.Model):
    """How an email provider reads the part before the @. `*` is the rule for domains without one.

    Whoever saves or deletes one does so under `rule_edits.recorded` (petitions/addresses/rule_edits.py). Without
    the record no process learns that its rules no longer hold.
    """

    domain = models.CharField(
        _("domain"),
        max_length=253,
        unique=True,
        help_text=_("In lower case. *.edu.example: all below it. * stands for all others."),
    )
    ignores_dots = models.BooleanField(_("ignores dots"), default=False)
    ignores_tags = models.BooleanField(_("ignores +tags"), default=True)
    alias_of = models.CharField(
        _("same mailboxes as"), max_length=253, blank=True, help_text=_("googlemail.com: gmail.com")
    )

    class Meta:
        verbose_name = _("address rule")
        verbose_name_plural = _("address rules")
        ordering = ("domain",)

    def __str__(self) -> str:
        return self.domain


class RuleChange(models.Model):
    """One edit of an address rule. From these come the sets of rules that were in force before.

    was, becomes: [ignores dots, ignores tags, alias of], or null for no rule.
    """

    domain = models.CharField(_("domain"), max_length=253)
    was = models.JSONField(_("before"), null=True)
    becomes = models.JSONField(_("after"), null=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author")
    )
    changed_at = models.DateTimeField(_("changed"), auto_now_add=True)
    # When the stored addresses were last compared under the rules after it (petitions/addresses/twins.py).
    twins_sought_at = models.DateTimeField(_("signatures compared"), null=True)

    class Meta:
        verbose_name = _("edit of an address rule")
        verbose_name_plural = _("edits of address rules")
        ordering = ("-pk",)
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.domain


class Twin(models.Model):
    """Two signatures on one petition of what is one mailbox by the rules of today (petitions/addresses/twins.py)."""

    later = models.OneToOneField(
        "petitions.Signature", models.CASCADE, primary_key=True, related_name="twin",
        db_constraint=False,
    )  # fmt: skip
    earlier = models.ForeignKey(
        "petitions.Signature", models.CASCADE, related_name="+", db_constraint=False
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.later_id} of {self.earlier_id}"
